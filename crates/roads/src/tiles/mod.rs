//! Vector tiles.
use crate::{import::Progress, source::Source};

/// Draws all tiles as named sections of the map file.
#[must_use]
pub fn draw(source: &Source, progress: &mut dyn FnMut(Progress)) -> Vec<([u8; 4], Vec<u8>)> {
    let _ = (source, progress);
    Vec::new()
}
