//! The map file, opened.

mod bytes;
mod crossed;
mod follow;
mod hanging;
mod open;
mod snap;
mod under;

use std::{
    path::{Path, PathBuf},
    sync::{Arc as Shared, OnceLock},
};

use serde::{Deserialize, Serialize};

pub(crate) use self::hanging::NONE;
pub use self::{follow::Track, snap::MAX_SNAP_METRES};

use self::{
    bytes::{Bytes, Range},
    under::Weights,
};
use crate::{
    format::{Arc, CLOSED, GridRecord, Piece, Place, SegmentRecord},
    geo::{Bounds, Coordinate},
    profile::Profile,
    source::RoadClass,
};

/// What the file says about itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapInfo {
    /// Name shown to people.
    pub name: String,
    /// Who must be credited; may be empty.
    pub attribution: String,
    /// Box around all roads.
    pub bounds: Bounds,
    /// Junctions and dead ends, with copies.
    pub nodes: u32,
    /// Copies of junctions at which not every turn is allowed to whoever comes from some street.
    pub copies: u32,
    /// Restricted turns that hold: ways over junctions that are forbidden to somebody.
    pub turns: u32,
    /// Restricted turns that were left out because a road could not be left or reached otherwise.
    pub turns_left_out: u32,
    /// Roads between two nodes.
    pub segments: u32,
    /// Open directions for car, e-bike and foot.
    pub arcs: [u32; 3],
    /// Length of all segments in kilometres.
    pub kilometres: f64,
    /// Lowest zoom with tiles.
    pub min_zoom: u8,
    /// Highest zoom with tiles.
    pub max_zoom: u8,
    /// Size of the file in bytes.
    pub file_bytes: u64,
}

/// A place on the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Segment.
    pub segment: u32,
    /// 65,535ths of the segment's length, from node a; 0 is at node a, 65,535 at node b.
    pub along: u16,
}

/// The nearest place on the network.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Snapped {
    /// Where on the network.
    pub position: Position,
    /// Metres from the asked place.
    pub metres: f64,
    /// Where on the earth.
    pub at: Coordinate,
}

/// A segment as stored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// First node.
    pub a: u32,
    /// Last node.
    pub b: u32,
    /// Length in metres.
    pub metres: f32,
    /// Milliseconds from a to b for car, e-bike, foot; `None` where closed.
    pub forward_ms: [Option<u32>; 3],
    /// Milliseconds from b to a.
    pub backward_ms: [Option<u32>; 3],
    /// Rank.
    pub class: RoadClass,
}

/// Why a map file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    /// Reading failed.
    #[error("cannot open {path}: {error}; make the map first with kaimen map")]
    Open {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// Not a map file.
    #[error("this is not a kaimen map file: make the map again")]
    Magic,
    /// Written by another version.
    #[error("the map file has format {found}, this program reads {expected}: make the map again")]
    Version {
        /// In the file.
        found: u32,
        /// Wanted.
        expected: u32,
    },
    /// Damaged.
    #[error("the map file is damaged ({0}): make the map again or restore it from a backup")]
    Damaged(&'static str),
}

/// An open map file: read-only, shared by all threads. A clone shares the file.
///
/// Numbers of nodes and segments that the map does not have are no error: they give empty or closed answers.
#[derive(Debug, Clone)]
pub struct RoadMap {
    bytes: Shared<Bytes>,
    info: MapInfo,
    sections: Vec<([u8; 4], Range)>,
    nodes: Range,
    copies: Range,
    segments: Range,
    shapes: Range,
    name_starts: Range,
    names: Range,
    grid: GridRecord,
    grid_starts: Range,
    grid_pieces: Range,
    /// By profile: arcs by tail.
    forward: [[Range; 3]; 3],
    /// By profile: arcs by head.
    reverse: [[Range; 3]; 3],
    /// By profile: ways out of hanging trees.
    hanging: Shared<[OnceLock<Shared<[u32]>>; 3]>,
    /// What changes the times of the file.
    weights: Option<Shared<Weights>>,
}

/// Open directions of one profile by node.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Adjacency<'a> {
    pub(crate) starts: &'a [u32],
    pub(crate) arcs: &'a [Arc],
    /// Twice the segment, and one more where it is passed backward.
    pub(crate) directions: &'a [u32],
}

impl<'a> Adjacency<'a> {
    /// Arcs of a node.
    pub(crate) fn arcs(&self, node: u32) -> &'a [Arc] {
        self.arcs.get(self.range(node)).unwrap_or_default()
    }

    /// Arcs of a node with their directions of segments.
    pub(crate) fn arcs_on(&self, node: u32) -> impl Iterator<Item = (Arc, u32)> + 'a {
        let directions = self.directions.get(self.range(node)).unwrap_or_default();
        self.arcs(node).iter().copied().zip(directions.iter().copied())
    }

    fn range(&self, node: u32) -> std::ops::Range<usize> {
        match self.starts.get(node as usize..node as usize + 2) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        }
    }
}

impl RoadMap {
    /// Opens a map file without reading it into memory.
    ///
    /// Checks everything once (checksums and every index), so that later use cannot go wrong; that takes a few
    /// milliseconds for a district. The file must only ever be replaced by rename while it is open.
    ///
    /// # Errors
    /// Where the file cannot be read, is no map file, has another version or is damaged.
    pub fn open(path: &Path) -> Result<Self, MapError> {
        let mapped = crate::mapped::map(path).map_err(|error| MapError::Open { path: path.to_owned(), error })?;
        Self::check(Bytes::Mapped(mapped))
    }

    /// Opens a map held in memory; the bytes are copied.
    ///
    /// # Errors
    /// As [`RoadMap::open`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MapError> {
        Self::check(Bytes::copy(bytes))
    }

    /// What the file says about itself.
    #[must_use]
    pub fn info(&self) -> &MapInfo {
        &self.info
    }

    /// Number of nodes, copies included.
    #[must_use]
    pub fn node_count(&self) -> u32 {
        self.info.nodes
    }

    /// Number of segments.
    #[must_use]
    pub fn segment_count(&self) -> u32 {
        self.info.segments
    }

    /// Where a node lies; the middle of the map for a node that it does not have.
    #[must_use]
    pub fn node(&self, node: u32) -> Coordinate {
        self.bytes
            .slice::<Place>(&self.nodes)
            .get(node as usize)
            .map_or_else(|| self.info.bounds.centre(), |place| place.degrees())
    }

    /// A segment; one that is closed to all for a number that the map does not have.
    #[must_use]
    pub fn segment(&self, segment: u32) -> Segment {
        let closed =
            Segment { a: 0, b: 0, metres: 0.0, forward_ms: [None; 3], backward_ms: [None; 3], class: RoadClass::Path };
        self.try_segment(segment).unwrap_or(closed)
    }

    /// Name of a segment's street; empty where it has none.
    #[must_use]
    pub fn street(&self, segment: u32) -> &str {
        let Some(record) = self.record(segment) else { return "" };
        let starts = self.bytes.slice::<u32>(&self.name_starts);
        let Some(&[start, end]) = starts.get(record.name as usize..record.name as usize + 2) else { return "" };
        let text = self.bytes.slice::<u8>(&self.names).get(start as usize..end as usize).unwrap_or_default();
        std::str::from_utf8(text).unwrap_or_default()
    }

    /// Points of a segment from node a to node b.
    #[must_use]
    pub fn shape(&self, segment: u32) -> Vec<Coordinate> {
        self.places(segment).iter().map(|place| place.degrees()).collect()
    }

    /// Where a position lies on the earth; the middle of the map for a segment that it does not have.
    #[must_use]
    pub fn coordinate(&self, at: Position) -> Coordinate {
        let shape = self.places(at.segment);
        let fraction = f64::from(at.along) / 65_535.0;
        let along = crate::network::along(shape);
        let after = along.partition_point(|&part| part < fraction).clamp(1, along.len().max(2) - 1);
        let (Some(from), Some(to)) = (shape.get(after - 1), shape.get(after)) else { return self.info.bounds.centre() };
        let span = along[after] - along[after - 1];
        let part = if span > 0.0 { ((fraction - along[after - 1]) / span).clamp(0.0, 1.0) } else { 0.0 };
        let (from, to) = (from.degrees(), to.degrees());
        Coordinate { lon: from.lon + (to.lon - from.lon) * part, lat: from.lat + (to.lat - from.lat) * part }
    }

    /// A section by its name; empty where the file has none of that name.
    #[must_use]
    pub fn section(&self, name: [u8; 4]) -> &[u8] {
        self.sections.iter().find(|(known, _)| *known == name).map_or(&[], |(_, range)| self.bytes.slice(range))
    }

    pub(crate) fn try_segment(&self, segment: u32) -> Option<Segment> {
        let record = self.record(segment)?;
        let class = RoadClass::ALL.get(record.class as usize).copied().unwrap_or(RoadClass::Path);
        let open = |times: [u32; 3]| {
            std::array::from_fn(|profile| {
                let ms = Some(times[profile]).filter(|&ms| ms != CLOSED);
                match &self.weights {
                    Some(weights) => ms.map(|ms| weights.conditions.milliseconds(segment, class, profile, ms)),
                    None => ms,
                }
            })
        };
        Some(Segment {
            a: record.a,
            b: record.b,
            metres: record.metres,
            forward_ms: open(record.forward),
            backward_ms: open(record.backward),
            class,
        })
    }

    /// The node that a number stands for: itself, or that of which it is a copy.
    #[inline]
    pub(crate) fn original(&self, node: u32) -> u32 {
        match node.checked_sub(self.info.nodes - self.info.copies) {
            None => node,
            Some(copy) => self.copies().get(copy as usize).copied().unwrap_or(node),
        }
    }

    /// The copies of a node.
    pub(crate) fn copies_of(&self, node: u32) -> std::ops::Range<u32> {
        let copies = self.copies();
        let first = self.info.nodes - self.info.copies;
        let low = copies.partition_point(|&original| original < node);
        let count = copies[low..].iter().take_while(|&&original| original == node).count();
        first + low as u32..first + (low + count) as u32
    }

    /// Where going forward and going backward over a segment arrives.
    #[inline]
    pub(crate) fn heads(&self, segment: u32) -> Option<[u32; 2]> {
        self.record(segment).map(|record| record.heads)
    }

    fn copies(&self) -> &[u32] {
        self.bytes.slice(&self.copies)
    }

    /// Arcs by tail.
    pub(crate) fn forward(&self, profile: Profile) -> Adjacency<'_> {
        match &self.weights {
            Some(weights) => weights.forward(profile),
            None => self.base_forward(profile),
        }
    }

    /// Arcs by tail, those that are closed now included.
    pub(crate) fn base_forward(&self, profile: Profile) -> Adjacency<'_> {
        self.adjacency(&self.forward[profile.index()])
    }

    fn class(&self, segment: u32) -> RoadClass {
        let class = self.record(segment).and_then(|record| RoadClass::ALL.get(record.class as usize));
        class.copied().unwrap_or(RoadClass::Path)
    }

    /// Arcs by head; their node is the tail.
    pub(crate) fn reverse(&self, profile: Profile) -> Adjacency<'_> {
        match &self.weights {
            Some(weights) => weights.reverse(profile),
            None => self.adjacency(&self.reverse[profile.index()]),
        }
    }

    pub(crate) fn places(&self, segment: u32) -> &[Place] {
        let Some(record) = self.record(segment) else { return &[] };
        let start = record.shape as usize;
        self.bytes.slice(&self.shapes).get(start..start + record.points as usize).unwrap_or_default()
    }

    fn record(&self, segment: u32) -> Option<&SegmentRecord> {
        self.bytes.slice::<SegmentRecord>(&self.segments).get(segment as usize)
    }

    fn pieces(&self) -> (&[u32], &[Piece]) {
        (self.bytes.slice(&self.grid_starts), self.bytes.slice(&self.grid_pieces))
    }

    fn adjacency(&self, [starts, arcs, directions]: &[Range; 3]) -> Adjacency<'_> {
        Adjacency {
            starts: self.bytes.slice(starts),
            arcs: self.bytes.slice(arcs),
            directions: self.bytes.slice(directions),
        }
    }
}
