//! OpenStreetMap extracts (`.osm.pbf`).
use std::io::{Read, Seek};

use super::{ImportError, Imported, Progress};

/// Reads an extract.
///
/// # Errors
/// Where it is broken, too large or holds no road.
pub fn read(reader: impl Read + Seek, progress: &mut dyn FnMut(Progress)) -> Result<Imported, ImportError> {
    let _ = (reader, progress);
    Err(ImportError::Empty)
}
