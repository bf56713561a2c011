//! The one place with `unsafe`: mapping the map file into memory.

use std::{fs::File, io, path::Path};

use memmap2::Mmap;

/// Maps a whole file for reading.
///
/// # Errors
/// Where the file cannot be opened or mapped.
#[expect(
    unsafe_code,
    reason = "mapping a file has no safe form; map files are only ever replaced by rename, never changed in place"
)]
pub(crate) fn map(path: &Path) -> io::Result<Mmap> {
    let file = File::open(path)?;
    // SAFETY: the mapping is read-only. The builder writes a new file beside the old one and renames it, so the
    // bytes under an open map do not change; README of operations says never to edit a map file in place.
    unsafe { Mmap::map(&file) }
}
