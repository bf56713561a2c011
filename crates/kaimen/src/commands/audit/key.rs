//! The key that checkpoints are checked with, and the checkpoints that somebody holds.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use kaimen_domain::audit::checkpoint::{Checkpoint, VerifierKey};

use super::{Disagrees, small_file};

/// Reads a key: the text itself, or a file that holds it.
pub(super) fn read(given: &str) -> anyhow::Result<VerifierKey> {
    let file = Path::new(given);
    let text = if file.exists() { String::from_utf8_lossy(&small_file(file)?).into_owned() } else { given.to_owned() };
    if text.trim_start().starts_with("PRIVATE+KEY+") {
        bail!("--key: this is the secret key of the installation, which nobody else should have: take GET /log/key");
    }
    VerifierKey::parse(&text).with_context(|| format!("--key {given}: no such file, and not a key"))
}

/// Opens the checkpoints; one that is not signed with the key proves nothing, and that is said.
pub(super) fn open(files: &[PathBuf], key: &VerifierKey) -> anyhow::Result<Vec<Checkpoint>> {
    files
        .iter()
        .map(|file| {
            let bytes = small_file(file)?;
            Checkpoint::open(&bytes, key).with_context(|| format!("{} cannot be used", file.display()))
        })
        .collect()
}

/// A fault as the end of the program.
pub(super) fn disagrees(fault: &dyn std::fmt::Display) -> anyhow::Error {
    Disagrees(format!("{fault}; keep everything as it is, and tell the conduct supervisor")).into()
}
