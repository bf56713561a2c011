//! Search for places by name.
use crate::source::Source;

/// Packs names as named sections of the map file.
#[must_use]
pub fn pack(source: &Source) -> Vec<([u8; 4], Vec<u8>)> {
    let _ = source;
    Vec::new()
}
