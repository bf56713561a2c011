//! Files beside the database that only their owner may read.

use std::io::{ErrorKind, Result, Write};
use std::path::Path;

/// Reads a file, or makes it with what `make` gives, readable by its owner alone.
///
/// # Errors
/// Where it cannot be read or written, and those of `make`.
pub(crate) fn read_or_create(path: &Path, make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    match std::fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let bytes = make()?;
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(path)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            Ok(bytes)
        }
        read => read,
    }
}
