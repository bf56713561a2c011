//! From files that others made to a [`Source`].
//!
//! Two kinds of input: an OpenStreetMap extract (`.osm.pbf`) and a folder of road tables (`road_nodes.csv`,
//! `road_edges.csv`, optionally `pois.csv`). Records that make no sense are counted as [`Reject`]s and left out;
//! input that cannot be read at all is an [`ImportError`].

pub mod csv;
pub mod osm;
mod sea;
mod shapes;
pub mod tags;

use std::{
    fs::File,
    io::{self, BufReader},
    path::{Path, PathBuf},
};

use crate::source::Source;

/// Most road nodes in one source; keeps every index in 32 bits with room for splits.
pub const MAX_NODES: usize = 200_000_000;
/// Most rejects that are kept word for word; later ones are dropped.
pub const MAX_REJECTS: usize = 10_000;

/// What an import gives.
#[derive(Debug, Default)]
pub struct Imported {
    /// Roads, areas and points.
    pub source: Source,
    /// Records left out, at most [`MAX_REJECTS`].
    pub rejects: Vec<Reject>,
}

impl Imported {
    /// Notes a record that is left out.
    pub(crate) fn reject(&mut self, file: &str, line: u64, reason: &'static str, text: impl Into<String>) {
        if self.rejects.len() < MAX_REJECTS {
            let mut text: String = text.into();
            if let Some((cut, _)) = text.char_indices().nth(200) {
                text.truncate(cut);
            }
            self.rejects.push(Reject { file: file.to_owned(), line, reason, text });
        }
    }
}

/// A record that was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reject {
    /// File name.
    pub file: String,
    /// Line counted from 1, or the OpenStreetMap id of the element.
    pub line: u64,
    /// Why it was left out.
    pub reason: &'static str,
    /// The record as read, cut at 200 characters.
    pub text: String,
}

/// How far a long step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done, such as "roads".
    pub stage: &'static str,
    /// Units done.
    pub done: u64,
    /// Units in all; 0 where unknown.
    pub total: u64,
}

/// Why nothing could be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The path is neither an extract nor a folder of tables.
    #[error("{0} is neither an .osm.pbf file nor a folder with road_nodes.csv and road_edges.csv: give one of these")]
    Unknown(PathBuf),
    /// Reading failed.
    #[error("cannot read {path}: {error}; check that the file exists and may be read")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The extract is damaged.
    #[error("the OpenStreetMap extract is broken or cut off ({0}): download it again")]
    Osm(String),
    /// The extract was written with a feature that this program does not know.
    #[error(
        "the OpenStreetMap extract needs {0:?}, which is not supported: convert it with osmium to a plain .osm.pbf"
    )]
    Feature(String),
    /// A table is not a table.
    #[error("{file} line {line} cannot be read ({reason}): correct the line or save the file as UTF-8 CSV")]
    Csv {
        /// File name.
        file: &'static str,
        /// Line counted from 1.
        line: u64,
        /// Why.
        reason: String,
    },
    /// A table lacks a column.
    #[error("{file} has no column {column:?}: add it to the first line")]
    Column {
        /// File name.
        file: &'static str,
        /// Missing column.
        column: &'static str,
    },
    /// More than the limits allow.
    #[error("the input has more than {limit} {what}: cut a smaller area out first")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// No road was found.
    #[error("no road was found in the input: check that it covers the district and holds roads")]
    Empty,
}

/// Reads an `.osm.pbf` file or a folder of road tables.
///
/// # Errors
/// Where the input cannot be read, is broken, too large or holds no road.
pub fn import(input: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Imported, ImportError> {
    let mut imported = if input.is_dir() {
        let nodes = open(&input.join("road_nodes.csv"))?;
        let edges = open(&input.join("road_edges.csv"))?;
        let points = input.join("pois.csv");
        let points = if points.exists() { Some(open(&points)?) } else { None };
        csv::read(nodes, edges, points, progress)?
    } else if input.to_string_lossy().ends_with(".pbf") {
        osm::read(File::open(input).map_err(|error| ImportError::Read { path: input.to_owned(), error })?, progress)?
    } else if input.exists() {
        return Err(ImportError::Unknown(input.to_owned()));
    } else {
        open(input)?;
        return Err(ImportError::Unknown(input.to_owned()));
    };
    let name = input.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    imported.source.name = name.trim_end_matches(".pbf").trim_end_matches(".osm").to_owned();
    Ok(imported)
}

fn open(path: &Path) -> Result<BufReader<File>, ImportError> {
    File::open(path).map(BufReader::new).map_err(|error| ImportError::Read { path: path.to_owned(), error })
}
