//! Reading an export line by line.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use kaimen_domain::audit::export::{LONGEST, Line};

/// An export that is being read.
pub(super) struct Lines {
    file: PathBuf,
    reader: BufReader<File>,
    line: Vec<u8>,
    number: u64,
}

impl Lines {
    pub(super) fn open(file: &Path) -> anyhow::Result<Self> {
        let shown = file.display();
        let open = File::open(file)
            .with_context(|| format!("cannot read the export {shown}; check that the file exists and may be read"))?;
        if open.metadata().is_ok_and(|data| data.is_dir()) {
            bail!("{shown} is a folder: name the file that `kaimen audit export` wrote");
        }
        let reader = BufReader::with_capacity(1 << 20, open);
        Ok(Self { file: file.to_owned(), reader, line: Vec::new(), number: 0 })
    }

    /// The next row.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<Line<'_>>> {
        self.line.clear();
        self.number += 1;
        let shown = self.file.display();
        let read = (&mut self.reader).take(LONGEST as u64 + 2).read_until(b'\n', &mut self.line);
        if read.with_context(|| format!("cannot read {shown} to its end"))? == 0 {
            return Ok(None);
        }
        let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let number = self.number;
        Line::parse(line).map(Some).with_context(|| format!("{shown}, line {number}: damaged, or edited by hand"))
    }
}
