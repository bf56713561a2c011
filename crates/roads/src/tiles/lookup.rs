//! The index of tiles. Numbers rise with zoom, then x, then y, so the index is sorted as it is written.

use super::{MAX_ZOOM, MIN_ZOOM};

/// Bytes of one entry.
const ENTRY: usize = 16;

/// Number of a tile; zoom at most 14 leaves 14 bits each for x and y.
pub(super) fn number(zoom: u8, x: u32, y: u32) -> u32 {
    u32::from(zoom) << 28 | x << 14 | y
}

/// Appends an entry.
pub(super) fn push(index: &mut Vec<u8>, number: u32, length: u32, offset: u64) {
    index.extend_from_slice(&number.to_le_bytes());
    index.extend_from_slice(&length.to_le_bytes());
    index.extend_from_slice(&offset.to_le_bytes());
}

/// The gzip-compressed tile, or `None` where nothing is drawn, the tile does not exist or the sections are damaged.
#[must_use]
pub fn tile<'a>(index: &[u8], blobs: &'a [u8], zoom: u8, x: u32, y: u32) -> Option<&'a [u8]> {
    if !(MIN_ZOOM..=MAX_ZOOM).contains(&zoom) || x >> zoom != 0 || y >> zoom != 0 {
        return None;
    }
    let (entries, _) = index.as_chunks::<ENTRY>();
    let wanted = number(zoom, x, y);
    let at = entries.binary_search_by_key(&wanted, |entry| four(entry, 0)).ok()?;
    let entry = entries.get(at)?;
    let offset = u64::from(four(entry, 8)) | u64::from(four(entry, 12)) << 32;
    let start = usize::try_from(offset).ok()?;
    blobs.get(start..start.checked_add(four(entry, 4) as usize)?)
}

/// The little-endian number at a byte of an entry.
fn four(entry: &[u8; ENTRY], at: usize) -> u32 {
    u32::from_le_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]])
}
