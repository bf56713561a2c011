//! Walking through the blocks of an extract, decoding only those with the wanted kind of element.

use std::{
    io::{Read, Seek, SeekFrom},
    panic::{AssertUnwindSafe, catch_unwind},
};

use osmpbf::{Blob, BlobDecode, BlobReader, Element};

use crate::import::{ImportError, Progress};

/// Kinds of element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Node,
    Way,
    Relation,
}

impl Kind {
    fn bit(self) -> u8 {
        1 << self as u8
    }

    fn of(element: &Element<'_>) -> Self {
        match element {
            Element::Node(_) | Element::DenseNode(_) => Self::Node,
            Element::Way(_) => Self::Way,
            Element::Relation(_) => Self::Relation,
        }
    }
}

/// Most blocks in one file.
const MAX_BLOCKS: usize = 10_000_000;
/// Features that this program understands.
const FEATURES: [&str; 3] = ["OsmSchema-V0.6", "DenseNodes", "HistoricalInformation"];

/// An extract that is read several times.
pub(super) struct Blocks<R: Read + Seek + Send> {
    reader: Option<R>,
    bytes: u64,
    /// Which kinds each block holds, once known.
    kinds: Vec<u8>,
}

impl<R: Read + Seek + Send> Blocks<R> {
    pub(super) fn new(mut reader: R) -> Result<Self, ImportError> {
        let bytes = reader.seek(SeekFrom::End(0)).map_err(|error| ImportError::Osm(error.to_string()))?;
        Ok(Self { reader: Some(reader), bytes, kinds: Vec::new() })
    }

    /// Calls `visit` for every element of a kind, in the order of the file.
    pub(super) fn each(
        &mut self,
        kind: Kind,
        visit: &mut dyn FnMut(&Element<'_>),
        stage: &'static str,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), ImportError> {
        let mut reader = self.reader.take().ok_or_else(|| ImportError::Osm("it was left half read".to_owned()))?;
        let broken = |error: &dyn std::fmt::Display| ImportError::Osm(error.to_string());
        reader.seek(SeekFrom::Start(0)).map_err(|error| broken(&error))?;
        let mut counted = Counted { reader: std::io::BufReader::new(reader), read: 0, torn: false };
        let first_pass = self.kinds.is_empty();
        for (index, blob) in BlobReader::new(&mut counted).enumerate() {
            let blob = blob.map_err(|error| broken(&error))?;
            if index >= MAX_BLOCKS {
                return Err(ImportError::TooLarge { what: "blocks", limit: MAX_BLOCKS as u64 });
            }
            if first_pass || self.kinds.get(index).is_some_and(|kinds| kinds & kind.bit() != 0) {
                let kinds = decode(&blob, kind, visit)?;
                if first_pass {
                    self.kinds.push(kinds);
                }
            }
            progress(Progress {
                stage,
                done: index as u64 + 1,
                total: if first_pass { 0 } else { self.kinds.len() as u64 },
            });
        }
        if counted.read != self.bytes || counted.torn || self.kinds.is_empty() {
            return Err(ImportError::Osm(format!("it ends after {} of {} bytes", counted.read, self.bytes)));
        }
        self.reader = Some(counted.reader.into_inner());
        Ok(())
    }
}

/// Decodes a block; gives the kinds that it holds.
///
/// The decoder panics on a few kinds of broken data (unknown member types, sums beyond 64 bits); here that is an
/// error like any other.
fn decode(blob: &Blob, kind: Kind, visit: &mut dyn FnMut(&Element<'_>)) -> Result<u8, ImportError> {
    let decoded = catch_unwind(AssertUnwindSafe(|| {
        match blob.decode().map_err(|error| ImportError::Osm(error.to_string()))? {
            BlobDecode::OsmHeader(header) => {
                match header.required_features().iter().find(|name| !FEATURES.contains(&name.as_str())) {
                    Some(feature) => Err(ImportError::Feature(feature.clone())),
                    None => Ok(0),
                }
            }
            BlobDecode::OsmData(block) => {
                let mut kinds = 0;
                block.for_each_element(|element| {
                    kinds |= Kind::of(&element).bit();
                    if Kind::of(&element) == kind {
                        visit(&element);
                    }
                });
                Ok(kinds)
            }
            BlobDecode::Unknown(_) => Ok(0),
        }
    }));
    decoded.unwrap_or_else(|_| Err(ImportError::Osm("a block makes no sense".to_owned())))
}

/// Counts what is read, to notice a file that ends inside a block.
struct Counted<R> {
    reader: R,
    read: u64,
    /// Ended inside the four bytes that start a block.
    torn: bool,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.read += count as u64;
        self.torn |= count == 0 && (1..4).contains(&buffer.len());
        Ok(count)
    }
}
