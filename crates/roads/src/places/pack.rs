//! Writes the sections.
//!
//! Places: count (u32), then for each: kind (u8), longitude and latitude (i32, 1e-7 degrees), position of the town or
//! village (u32, [`NONE`] where none), bytes of the name (u16) and the name, junctions (u32) and their numbers (u32).
//! Junctions: longitude and latitude (i32) each. All little-endian.

use std::collections::HashMap;

use super::{JUNCTION_SECTION, PLACE_SECTION, streets, streets::Areas};
use crate::{
    geo::Coordinate,
    source::{PointKind, Source},
};

/// Stands for no town.
pub(super) const NONE: u32 = u32::MAX;
/// Longest name in bytes; longer ones are cut.
const LONGEST_NAME: usize = 200;

/// Packs names as named sections of the map file.
#[must_use]
pub fn pack(source: &Source) -> Vec<([u8; 4], Vec<u8>)> {
    let mut points: Vec<_> = source.points.iter().filter(|point| !point.name.trim().is_empty()).collect();
    points.sort_by(|a, b| (a.kind as u8, &a.name).cmp(&(b.kind as u8, &b.name)));
    let mut areas = Areas::default();
    for (number, point) in (0u32..).zip(&points) {
        match point.kind {
            PointKind::City | PointKind::Town => areas.towns.push((number, point.at)),
            PointKind::Village => areas.villages.push((number, point.at)),
            _ => {}
        }
    }
    let streets = streets::gather(source);
    let mut out = Section::default();
    out.number((points.len() + streets.len()) as u32);
    for point in &points {
        // A village lies in a town, a town in nothing.
        let within = match point.kind {
            PointKind::City | PointKind::Town => None,
            PointKind::Village => areas.town(point.at),
            _ => areas.around(point.at),
        };
        out.place(point.kind as u8 + 1, point.at, within, &point.name);
        out.number(0);
    }
    let mut junctions = Section::default();
    let mut numbers: HashMap<u32, u32> = HashMap::new();
    for street in &streets {
        out.place(0, street.middle, areas.around(street.middle), street.name);
        out.number(street.junctions.len() as u32);
        let mut own: Vec<u32> = Vec::with_capacity(street.junctions.len());
        for &node in &street.junctions {
            let next = numbers.len() as u32;
            own.push(*numbers.entry(node).or_insert_with(|| {
                junctions.coordinate(source.nodes[node as usize]);
                next
            }));
        }
        own.sort_unstable();
        own.into_iter().for_each(|junction| out.number(junction));
    }
    vec![(PLACE_SECTION, out.bytes), (JUNCTION_SECTION, junctions.bytes)]
}

/// A section being written.
#[derive(Default)]
struct Section {
    bytes: Vec<u8>,
}

impl Section {
    fn number(&mut self, number: u32) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }

    fn coordinate(&mut self, at: Coordinate) {
        for degrees in [at.lon, at.lat] {
            self.bytes.extend_from_slice(&((degrees * 1e7).round() as i32).to_le_bytes());
        }
    }

    fn place(&mut self, kind: u8, at: Coordinate, within: Option<u32>, name: &str) {
        self.bytes.push(kind);
        self.coordinate(at);
        self.number(within.unwrap_or(NONE));
        let name = &name[..name.floor_char_boundary(LONGEST_NAME)];
        self.bytes.extend_from_slice(&(name.len() as u16).to_le_bytes());
        self.bytes.extend_from_slice(name.as_bytes());
    }
}
