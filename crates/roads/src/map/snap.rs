//! The nearest road to a place.

use super::{Position, RoadMap, Snapped};
use crate::{
    format::{CLOSED, Piece, SegmentRecord},
    geo::Coordinate,
    profile::Profile,
};

/// Farthest distance in metres at which a road is still found.
pub const MAX_SNAP_METRES: f64 = 2000.0;
/// Metres in a ten-millionth of a degree of latitude on a sphere of the mean earth radius.
const UNIT_METRES: f64 = 6_371_008.8 * std::f64::consts::PI / 180.0 / 1e7;

/// The best found so far, in the plane around the asked place: metres east and north.
struct Best {
    square: f64,
    position: Position,
    lon: f64,
    lat: f64,
}

impl RoadMap {
    /// The nearest place on a segment that is open to the profile in some direction, within 2 km.
    ///
    /// Exact in the plane that touches the earth at `at`; ties go to the lower segment, then the lower place on it.
    #[must_use]
    pub fn snap(&self, at: Coordinate, profile: Profile) -> Option<Snapped> {
        let at = Coordinate::new(at.lon, at.lat)?;
        let (x, y) = (at.lon * 1e7, at.lat * 1e7);
        let narrow = at.lat.to_radians().cos();
        let (wide, high) = (f64::from(self.grid.width), f64::from(self.grid.height));
        let east = x - f64::from(self.grid.corner.lon);
        let north = y - f64::from(self.grid.corner.lat);
        let (column, row) = ((east / wide).floor(), (north / high).floor());
        // Distance from the place to the nearest edge of its own cell, in metres.
        let to_side = (east - column * wide).min((column + 1.0) * wide - east) * UNIT_METRES * narrow;
        let to_top = (north - row * high).min((row + 1.0) * high - north) * UNIT_METRES;
        let (column, row) = (column as i64, row as i64);
        let mut best = Best {
            square: MAX_SNAP_METRES * MAX_SNAP_METRES,
            position: Position { segment: u32::MAX, along: 0 },
            lon: x,
            lat: y,
        };
        for ring in 0.. {
            if ring > 0 {
                let beyond = f64::from(ring - 1);
                let nearest =
                    (beyond * wide * UNIT_METRES * narrow + to_side).min(beyond * high * UNIT_METRES + to_top);
                // A hair of slack, so that a tie that rounding pushes outwards is still seen.
                if nearest * nearest > best.square + 1e-3 || ring > MAX_RINGS {
                    break;
                }
            }
            self.ring(column, row, i64::from(ring), |piece, segments| {
                if open(segments, piece, profile) {
                    best.offer(piece, x, y, narrow);
                }
            });
        }
        if best.position.segment == u32::MAX {
            return None;
        }
        let found = Coordinate { lon: best.lon / 1e7, lat: best.lat / 1e7 };
        Some(Snapped { position: best.position, metres: best.square.sqrt(), at: found })
    }

    /// Visits the pieces of the cells at a distance of `ring` cells.
    fn ring(&self, column: i64, row: i64, ring: i64, mut visit: impl FnMut(&Piece, &[SegmentRecord])) {
        let (columns, rows) = (i64::from(self.grid.columns), i64::from(self.grid.rows));
        let (starts, pieces) = self.pieces();
        let segments = self.bytes.slice::<SegmentRecord>(&self.segments);
        for y in (row - ring).max(0)..=(row + ring).min(rows - 1) {
            let edge = (y - row).abs() == ring;
            let step = if edge { 1 } else { (2 * ring).max(1) };
            let mut x = column - ring;
            if edge {
                x = x.max(0);
            }
            while x <= (column + ring).min(columns - 1) {
                if x >= 0 {
                    let cell = (y * columns + x) as usize;
                    if let Some(&[start, end]) = starts.get(cell..cell + 2) {
                        pieces
                            .get(start as usize..end as usize)
                            .unwrap_or_default()
                            .iter()
                            .for_each(|piece| visit(piece, segments));
                    }
                }
                x += step;
            }
        }
    }
}

/// More rings than 2 km can have unless cells are tiny, as near the poles.
const MAX_RINGS: i32 = 4000;

fn open(segments: &[SegmentRecord], piece: &Piece, profile: Profile) -> bool {
    let index = profile.index();
    segments
        .get(piece.segment as usize)
        .is_some_and(|segment| segment.forward[index] != CLOSED || segment.backward[index] != CLOSED)
}

impl Best {
    fn offer(&mut self, piece: &Piece, x: f64, y: f64, narrow: f64) {
        let scale = UNIT_METRES;
        let flat = |lon: i32, lat: i32| ((f64::from(lon) - x) * scale * narrow, (f64::from(lat) - y) * scale);
        let (ax, ay) = flat(piece.from.lon, piece.from.lat);
        let (bx, by) = flat(piece.to.lon, piece.to.lat);
        let (dx, dy) = (bx - ax, by - ay);
        let length = dx * dx + dy * dy;
        let part = if length > 0.0 { (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
        let (px, py) = (ax + dx * part, ay + dy * part);
        let square = px * px + py * py;
        if square > self.square {
            return;
        }
        let [start, end] = piece.along.map(f64::from);
        let position = Position { segment: piece.segment, along: (start + (end - start) * part).round() as u16 };
        if square < self.square || position < self.position {
            let between = |from: i32, to: i32| f64::from(from) + (f64::from(to) - f64::from(from)) * part;
            *self = Self {
                square,
                position,
                lon: between(piece.from.lon, piece.to.lon),
                lat: between(piece.from.lat, piece.to.lat),
            };
        }
    }
}
