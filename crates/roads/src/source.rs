//! What every importer hands to the builder: plain roads, areas and points, already read from their tags.
//!
//! Three producers make a [`Source`]: an OpenStreetMap extract, a folder of road tables and the generated
//! district. One builder ([`crate::build`]) turns it into the map file.

use crate::geo::Coordinate;

/// Rank of a road, from motorway to footpath; decides how and from which zoom it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum RoadClass {
    /// Motorway.
    Motorway,
    /// Trunk road.
    Trunk,
    /// Primary road.
    Primary,
    /// Secondary road.
    Secondary,
    /// Tertiary road.
    Tertiary,
    /// Ordinary street.
    Street,
    /// Service road, yard, track.
    Service,
    /// Path, footway, steps, cycleway.
    Path,
}

impl RoadClass {
    /// Every class by its number.
    pub const ALL: [Self; 8] = [
        Self::Motorway,
        Self::Trunk,
        Self::Primary,
        Self::Secondary,
        Self::Tertiary,
        Self::Street,
        Self::Service,
        Self::Path,
    ];
}

/// Speed allowed on a way in both directions; 0 where that direction is closed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Speeds {
    /// Kilometres an hour in the order of the way's nodes.
    pub forward: f32,
    /// Kilometres an hour against that order.
    pub backward: f32,
}

/// A road.
#[derive(Debug, Clone)]
pub struct Way {
    /// Indices into [`Source::nodes`], at least two.
    pub nodes: Vec<u32>,
    /// Rank.
    pub class: RoadClass,
    /// Street name as on the sign, in the local language; empty where it has none.
    pub name: String,
    /// Speeds for car, e-bike and foot, indexed by [`crate::Profile::index`].
    pub speeds: [Speeds; 3],
    /// Carried by a bridge.
    pub bridge: bool,
    /// In a tunnel.
    pub tunnel: bool,
    /// Length in metres where the source gives one; `None` to take it from the shape.
    pub metres: Option<f32>,
}

/// The part of a way between two of its nodes that follow each other, in the direction of travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Index into [`Source::ways`].
    pub way: u32,
    /// Index into [`Source::nodes`].
    pub from: u32,
    /// The next node.
    pub to: u32,
}

/// A turn that is forbidden, or the only one allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Stretches in the order of travel, at least two, each starting where the one before ends.
    pub path: Vec<Stretch>,
    /// After all stretches but the last only the last may follow; otherwise only it may not.
    pub only: bool,
    /// Whether it holds for car, e-bike and foot.
    pub profiles: [bool; 3],
}

/// What covers an area or runs as a line on the base map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cover {
    /// Sea, lake, pond, riverbank.
    Water,
    /// Park, wood, meadow, pitch.
    Green,
    /// Built-up land: housing.
    Residential,
    /// Factories and depots.
    Industrial,
    /// Building outline.
    Building,
    /// River or canal drawn as a line.
    Waterway,
    /// Railway line.
    Railway,
    /// Boundary of a town or village.
    Boundary,
}

/// An area (closed rings) or a line of the base map.
#[derive(Debug, Clone)]
pub struct Shape {
    /// What it is.
    pub cover: Cover,
    /// Name, or empty.
    pub name: String,
    /// For areas: rings, the outer first of each polygon, closed (first point repeated). For lines: one run of points.
    pub rings: Vec<Vec<Coordinate>>,
}

/// Kinds of named point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointKind {
    /// City or district seat.
    City,
    /// Town.
    Town,
    /// Village, hamlet, neighbourhood, residential quarter.
    Village,
    /// Police station.
    Police,
    /// Hospital or clinic with emergency care.
    Hospital,
    /// School.
    School,
    /// Any other named place that people give as an address: market, park gate, railway station.
    Place,
}

/// A named point.
#[derive(Debug, Clone)]
pub struct Point {
    /// What it is.
    pub kind: PointKind,
    /// Name, or empty.
    pub name: String,
    /// Where.
    pub at: Coordinate,
}

/// Everything that goes into one map file.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// Name shown to people, such as "porto".
    pub name: String,
    /// Who must be credited, such as "© OpenStreetMap contributors (ODbL)"; empty for the generated district.
    pub attribution: String,
    /// Road nodes.
    pub nodes: Vec<Coordinate>,
    /// Roads.
    pub ways: Vec<Way>,
    /// Turns that are restricted.
    pub turns: Vec<Turn>,
    /// Areas and lines of the base map.
    pub shapes: Vec<Shape>,
    /// Named points.
    pub points: Vec<Point>,
}
