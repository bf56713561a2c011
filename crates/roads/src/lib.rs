//! Roads: from OpenStreetMap, road tables or a seed to one map file, and from that file travel times, streets and tiles.
//!
//! This crate knows nothing of police. Words used here:
//!
//! * **source**: what an importer hands over ([`source::Source`]);
//! * **node**: a junction or dead end; **segment**: the road between two nodes, with its shape and speeds;
//! * **arc**: one direction of a segment that is open to a profile;
//! * **position**: a place on a segment, in 65,535ths of its length;
//! * **item**: something that stands on the network and that a search can find.
//!
//! Units: metres, milliseconds of travel, WGS-84 degrees.

pub mod build;
pub mod conditions;
pub mod district;
pub mod export;
mod format;
pub mod geo;
pub mod hierarchy;
pub mod import;
pub mod items;
pub mod map;
mod mapped;
mod network;
pub mod places;
pub mod profile;
pub mod route;
pub mod search;
pub mod source;
pub mod tiles;

pub use conditions::Conditions;
pub use geo::{Bounds, Coordinate};
pub use hierarchy::Hierarchy;
pub use import::Progress;
pub use items::Items;
pub use map::{MapInfo, Position, RoadMap, Segment, Snapped, Track};
pub use profile::Profile;
pub use route::{Route, Step, route};
pub use search::{Search, SearchStats};
pub use source::Source;
