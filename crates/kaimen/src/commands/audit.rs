//! `kaimen audit`.

mod checkpoint;
mod compare;
mod export;
mod key;
mod lines;
mod verify;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use kaimen_store::DatabaseConnection;

use crate::server::{sqlite_url, what_database};

/// The record of what was done.
#[derive(Subcommand)]
pub(crate) enum Audit {
    Verify(verify::Verify),
    Export(export::Export),
    Checkpoint(checkpoint::Checkpoint),
}

impl Audit {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Verify(command) => command.run(),
            Self::Export(command) => command.run(),
            Self::Checkpoint(command) => command.run(),
        }
    }
}

/// The log is not what it was. The program ends with a code of its own, so that nobody takes it for a full disk.
#[derive(Debug, thiserror::Error)]
#[error("the audit log is not what it was: {0}")]
pub(crate) struct Disagrees(String);

impl Disagrees {
    /// Exit code.
    pub(crate) const CODE: u8 = 3;
}

/// Where the log is.
#[derive(Args)]
struct Place {
    /// Folder of the SQLite file and of the key that signs checkpoints.
    #[arg(long, value_name = "FOLDER", env = "KAIMEN_DATA_FOLDER", default_value = "kaimen-data")]
    data: PathBuf,
    /// Database, where it is not the SQLite file in the data folder.
    #[arg(long, value_name = "ADDRESS", env = "KAIMEN_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

impl Place {
    /// Opens the database for reading.
    async fn open(&self) -> anyhow::Result<DatabaseConnection> {
        if self.database.is_none() && !self.data.join("kaimen.sqlite").exists() {
            bail!("there is no kaimen.sqlite in {}: name the folder with --data", self.data.display());
        }
        let url = self.database.clone().unwrap_or_else(|| sqlite_url(&self.data));
        kaimen_store::open_to_read(&url).await.with_context(|| self.opening())
    }

    /// What to say where the database cannot be used.
    fn opening(&self) -> String {
        what_database(&self.data, self.database.as_deref())
    }
}

/// Reads a small file that somebody names.
fn small_file(file: &Path) -> anyhow::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let longest = kaimen_domain::audit::checkpoint::LONGEST as u64 + 1;
    let read = std::fs::File::open(file).and_then(|open| open.take(longest).read_to_end(&mut bytes));
    read.with_context(|| format!("cannot read {}; check that the file exists and may be read", file.display()))?;
    Ok(bytes)
}
