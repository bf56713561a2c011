//! Writing the file whole or not at all.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{BuildError, Section};
use crate::{
    format::{self, ALIGN, Entry, Header},
    map::MapInfo,
};

/// Writes all sections beside `out`, forces them to disk and renames; gives the size in bytes.
pub(super) fn write(out: &Path, info: &MapInfo, mut sections: Vec<Section>) -> Result<u64, BuildError> {
    let failed = |error| BuildError::Write { path: out.to_owned(), error };
    if sections.len() >= format::MAX_SECTIONS {
        return Err(BuildError::TooLarge { what: "sections", limit: format::MAX_SECTIONS as u64 });
    }
    // The info names the size of the file, so its own length must not depend on it: it is padded with spaces.
    let text = serde_json::to_vec(info).map_err(|error| failed(error.into()))?;
    sections.insert(0, (format::INFO, vec![b' '; text.len() + 20]));
    let (_, file_bytes) = table(&sections);
    let mut text = serde_json::to_vec(&MapInfo { file_bytes, ..info.clone() }).map_err(|error| failed(error.into()))?;
    text.resize(sections[0].1.len(), b' ');
    sections[0].1 = text;
    let (entries, _) = table(&sections);

    let temporary = Temporary::beside(out).map_err(failed)?;
    put(&temporary.file, &entries, file_bytes, &sections).map_err(failed)?;
    temporary.keep(out).map_err(failed)?;
    Ok(file_bytes)
}

/// The section table and the size of the file.
fn table(sections: &[Section]) -> (Vec<Entry>, u64) {
    let mut offset = size_of::<Header>() + size_of::<Entry>() * sections.len();
    let entries = sections
        .iter()
        .map(|(name, bytes)| {
            let start = offset.next_multiple_of(ALIGN);
            offset = start + bytes.len();
            Entry { name: *name, crc: crc32fast::hash(bytes), offset: start as u64, length: bytes.len() as u64 }
        })
        .collect();
    (entries, offset as u64)
}

fn put(file: &File, entries: &[Entry], file_bytes: u64, sections: &[Section]) -> io::Result<()> {
    let table: &[u8] = bytemuck::cast_slice(entries);
    let mut header = Header {
        magic: format::MAGIC,
        version: format::VERSION,
        sections: entries.len() as u32,
        file_bytes,
        table_crc: crc32fast::hash(table),
        header_crc: 0,
    };
    header.header_crc = crc32fast::hash(&bytemuck::bytes_of(&header)[..size_of::<Header>() - 4]);
    let mut writer = io::BufWriter::new(file);
    writer.write_all(bytemuck::bytes_of(&header))?;
    writer.write_all(table)?;
    let mut written = size_of::<Header>() + table.len();
    for (entry, (_, bytes)) in entries.iter().zip(sections) {
        let gap = entry.offset as usize - written;
        writer.write_all(&[0; ALIGN][..gap])?;
        writer.write_all(bytes)?;
        written = entry.offset as usize + bytes.len();
    }
    writer.flush()?;
    file.sync_all()
}

/// A file beside the wanted one that vanishes unless it is kept.
struct Temporary {
    path: PathBuf,
    file: File,
    kept: bool,
}

impl Temporary {
    fn beside(out: &Path) -> io::Result<Self> {
        let name =
            out.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"))?;
        let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
        for attempt in 0..100_u32 {
            let path = out.with_file_name(format!(".{}.{}-{attempt}.part", name.to_string_lossy(), std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok(Self { path, file, kept: false }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }

    fn keep(mut self, out: &Path) -> io::Result<()> {
        fs::rename(&self.path, out)?;
        self.kept = true;
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.kept {
            // Nothing more can be done if this fails; the name says that it is a part.
            let _ = fs::remove_file(&self.path);
        }
    }
}
