//! The map file, opened.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{geo::{Bounds, Coordinate}, profile::Profile, source::RoadClass};

/// What the file says about itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapInfo {
    /// Name shown to people.
    pub name: String,
    /// Who must be credited; may be empty.
    pub attribution: String,
    /// Box around all roads.
    pub bounds: Bounds,
    /// Junctions and dead ends.
    pub nodes: u32,
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
#[derive(Debug, Clone, Copy, PartialEq)]
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

/// An open map file: read-only, shared by all threads.
#[derive(Debug)]
pub struct RoadMap {
    info: MapInfo,
}

#[expect(unused_variables, missing_docs, reason = "skeleton for callers; filled next")]
impl RoadMap {
    pub fn open(path: &Path) -> Result<Self, MapError> {
        Err(MapError::Magic)
    }
    #[must_use]
    pub fn info(&self) -> &MapInfo {
        &self.info
    }
    #[must_use]
    pub fn snap(&self, at: Coordinate, profile: Profile) -> Option<Snapped> {
        None
    }
    #[must_use]
    pub fn coordinate(&self, at: Position) -> Coordinate {
        self.info.bounds.centre()
    }
    #[must_use]
    pub fn street(&self, segment: u32) -> &str {
        ""
    }
    #[must_use]
    pub fn node_count(&self) -> u32 {
        self.info.nodes
    }
    #[must_use]
    pub fn segment_count(&self) -> u32 {
        self.info.segments
    }
    #[must_use]
    pub fn segment(&self, segment: u32) -> Segment {
        Segment { a: 0, b: 0, metres: 0.0, forward_ms: [None; 3], backward_ms: [None; 3], class: RoadClass::Path }
    }
    #[must_use]
    pub fn node(&self, node: u32) -> Coordinate {
        self.info.bounds.centre()
    }
    #[must_use]
    pub fn section(&self, name: [u8; 4]) -> &[u8] {
        &[]
    }
}
