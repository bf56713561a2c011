//! Layout of the map file: a header, a table of named sections, then the sections, all little-endian.
//!
//! Every section starts at a multiple of 64 bytes, so that it can be used in place. The decision and its reasons
//! are in `docs/decisions/0002-map-file.md`.

use bytemuck::{Pod, Zeroable};

/// First bytes of the file.
pub(crate) const MAGIC: [u8; 8] = *b"kaimenmp";
/// Number of this layout; raised on every change.
pub(crate) const VERSION: u32 = 2;
/// Sections start at multiples of this many bytes.
pub(crate) const ALIGN: usize = 64;
/// Most sections in one file.
pub(crate) const MAX_SECTIONS: usize = 4096;
/// Stands for a closed direction.
pub(crate) const CLOSED: u32 = u32::MAX;
/// Longest travel over one segment in milliseconds (28 hours); longer ones are cut to it.
pub(crate) const MAX_SEGMENT_MS: u32 = 100_000_000;

/// JSON of [`crate::MapInfo`].
pub(crate) const INFO: [u8; 4] = *b"info";
/// [`Place`] of every node.
pub(crate) const NODES: [u8; 4] = *b"node";
/// [`SegmentRecord`] of every segment.
pub(crate) const SEGMENTS: [u8; 4] = *b"segm";
/// [`Place`]s of the shapes of all segments, ends included.
pub(crate) const SHAPES: [u8; 4] = *b"shap";
/// Where each street name starts in [`NAMES`], one more than there are names.
pub(crate) const NAME_STARTS: [u8; 4] = *b"nams";
/// Street names in UTF-8, one after the other.
pub(crate) const NAMES: [u8; 4] = *b"namb";
/// [`GridRecord`].
pub(crate) const GRID: [u8; 4] = *b"grid";
/// Where the pieces of each grid cell start, one more than there are cells.
pub(crate) const GRID_STARTS: [u8; 4] = *b"grds";
/// [`Piece`]s by cell.
pub(crate) const GRID_PIECES: [u8; 4] = *b"grdp";

/// For every copy of a node the node that it is a copy of, in growing order; copies are numbered after all nodes.
pub(crate) const COPIES: [u8; 4] = *b"copy";

/// Names of the three arc sections (starts, arcs, directions) of a profile: `reverse` holds arcs by head.
pub(crate) const fn arc_sections(profile: usize, reverse: bool) -> [[u8; 4]; 3] {
    let way = if reverse { b'r' } else { b'f' };
    let digit = b'0' + profile as u8;
    [[way, b's', b't', digit], [way, b'a', b'r', digit], [way, b's', b'g', digit]]
}

/// Start of the file.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Header {
    pub(crate) magic: [u8; 8],
    pub(crate) version: u32,
    pub(crate) sections: u32,
    pub(crate) file_bytes: u64,
    /// CRC-32 of the section table.
    pub(crate) table_crc: u32,
    /// CRC-32 of the header before this field.
    pub(crate) header_crc: u32,
}

/// One line of the section table.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Entry {
    pub(crate) name: [u8; 4],
    pub(crate) crc: u32,
    pub(crate) offset: u64,
    pub(crate) length: u64,
}

/// A coordinate in ten-millionths of a degree (about a centimetre).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Place {
    pub(crate) lon: i32,
    pub(crate) lat: i32,
}

impl Place {
    pub(crate) fn from_degrees(at: crate::Coordinate) -> Self {
        Self { lon: (at.lon * 1e7).round() as i32, lat: (at.lat * 1e7).round() as i32 }
    }

    pub(crate) fn degrees(self) -> crate::Coordinate {
        crate::Coordinate { lon: f64::from(self.lon) / 1e7, lat: f64::from(self.lat) / 1e7 }
    }
}

/// A segment.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct SegmentRecord {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) metres: f32,
    /// Index of the street name.
    pub(crate) name: u32,
    /// Milliseconds from a to b by profile, [`CLOSED`] where closed.
    pub(crate) forward: [u32; 3],
    /// Milliseconds from b to a by profile.
    pub(crate) backward: [u32; 3],
    /// First point of the shape.
    pub(crate) shape: u32,
    /// Points of the shape, at least two.
    pub(crate) points: u32,
    /// [`crate::source::RoadClass`] as a number.
    pub(crate) class: u32,
    /// Where going forward and going backward arrives: node b and node a, or copies of them.
    pub(crate) heads: [u32; 2],
}

/// An open direction of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Arc {
    /// The node at the other end.
    pub(crate) node: u32,
    /// Milliseconds of travel, at least 1.
    pub(crate) ms: u32,
}

/// The grid over all pieces of road.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct GridRecord {
    /// South-west corner.
    pub(crate) corner: Place,
    pub(crate) columns: u32,
    pub(crate) rows: u32,
    /// Width of a cell in ten-millionths of a degree.
    pub(crate) width: u32,
    /// Height of a cell in ten-millionths of a degree.
    pub(crate) height: u32,
}

/// A straight piece of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Piece {
    pub(crate) from: Place,
    pub(crate) to: Place,
    pub(crate) segment: u32,
    /// Where on the segment the piece starts and ends, in 65,535ths.
    pub(crate) along: [u16; 2],
}
