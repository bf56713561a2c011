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

pub mod geo;
pub mod profile;
pub mod source;

pub use geo::{Bounds, Coordinate};
pub use profile::Profile;
