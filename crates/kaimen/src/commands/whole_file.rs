//! Files that appear whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

/// A file that is written beside the wanted one and takes its name when it is kept.
pub(crate) struct WholeFile {
    wanted: PathBuf,
    /// `None` where the wanted path is no plain file, such as `/dev/stdout`: that is written directly.
    part: Option<PathBuf>,
    writer: BufWriter<File>,
}

impl WholeFile {
    pub(crate) fn create(wanted: &Path) -> anyhow::Result<Self> {
        Self::open(wanted).with_context(|| failed(wanted))
    }

    /// Writes a table: its columns, and a row for each thing.
    pub(crate) fn table<T>(
        wanted: &Path,
        columns: &[&str],
        things: &[T],
        row: impl Fn(&T) -> Vec<String>,
    ) -> anyhow::Result<()> {
        let mut file = Self::create(wanted)?;
        let mut table = csv::Writer::from_writer(&mut file);
        table.write_record(columns)?;
        things.iter().try_for_each(|thing| table.write_record(row(thing)))?;
        table.flush().with_context(|| failed(wanted))?;
        drop(table);
        file.finish()?;
        file.keep()
    }

    /// Brings everything to the disk.
    pub(crate) fn finish(&mut self) -> anyhow::Result<()> {
        let flushed = self.writer.flush();
        let kept = flushed.and_then(|()| if self.part.is_some() { self.writer.get_ref().sync_all() } else { Ok(()) });
        kept.with_context(|| failed(&self.wanted))
    }

    /// Gives the file its name.
    pub(crate) fn keep(mut self) -> anyhow::Result<()> {
        if let Some(part) = &self.part {
            fs::rename(part, &self.wanted).with_context(|| failed(&self.wanted))?;
            self.part = None;
        }
        Ok(())
    }

    fn open(wanted: &Path) -> io::Result<Self> {
        let (part, file) = match fs::metadata(wanted) {
            Ok(known) if known.is_dir() => return Err(io::Error::from(io::ErrorKind::IsADirectory)),
            Ok(known) if !known.is_file() => (None, OpenOptions::new().write(true).open(wanted)?),
            _ => {
                let name = wanted.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
                let part = format!(".{}.{}.part", name.to_string_lossy(), std::process::id());
                let part = wanted.with_file_name(part);
                let file = OpenOptions::new().write(true).create_new(true).open(&part)?;
                (Some(part), file)
            }
        };
        Ok(Self { wanted: wanted.to_owned(), part, writer: BufWriter::new(file) })
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if let Some(part) = &self.part {
            // Nothing more can be done if this fails; the name says that it is a part.
            let _ = fs::remove_file(part);
        }
    }
}

/// Whether both paths lead to one file that exists.
pub(crate) fn same_file(one: &Path, other: &Path) -> bool {
    one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}

fn failed(path: &Path) -> String {
    format!("cannot write {}; check that the folder exists, may be written and has room", path.display())
}
