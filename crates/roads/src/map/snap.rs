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

/// Something that looks at pieces of road near a place, the nearest cells first.
pub(super) trait Scan {
    /// Square of the distance in metres beyond which no piece matters; it only falls.
    fn limit(&self) -> f64;
    /// Looks at a piece.
    fn offer(&mut self, piece: &Piece, segments: &[SegmentRecord], flat: &Flat);
}

/// The plane that touches the earth at the asked place, in metres.
pub(super) struct Flat {
    x: f64,
    y: f64,
    narrow: f64,
}

/// The point of a piece that is nearest to the asked place.
pub(super) struct Foot {
    /// Square of its distance in metres.
    pub(super) square: f64,
    part: f64,
    /// Metres east from the start of the piece to its end.
    pub(super) across: f64,
    /// Metres north from the start of the piece to its end.
    pub(super) up: f64,
}

impl Flat {
    #[inline]
    pub(super) fn foot(&self, piece: &Piece) -> Foot {
        let flat = |lon: i32, lat: i32| {
            ((f64::from(lon) - self.x) * UNIT_METRES * self.narrow, (f64::from(lat) - self.y) * UNIT_METRES)
        };
        let (ax, ay) = flat(piece.from.lon, piece.from.lat);
        let (bx, by) = flat(piece.to.lon, piece.to.lat);
        let (across, up) = (bx - ax, by - ay);
        let length = across * across + up * up;
        let part = if length > 0.0 { (-(ax * across + ay * up) / length).clamp(0.0, 1.0) } else { 0.0 };
        let (px, py) = (ax + across * part, ay + up * part);
        Foot { square: px * px + py * py, part, across, up }
    }
}

impl Foot {
    pub(super) fn position(&self, piece: &Piece) -> Position {
        let [start, end] = piece.along.map(f64::from);
        Position { segment: piece.segment, along: (start + (end - start) * self.part).round() as u16 }
    }

    pub(super) fn at(&self, piece: &Piece) -> Coordinate {
        let between = |from: i32, to: i32| (f64::from(from) + (f64::from(to) - f64::from(from)) * self.part) / 1e7;
        Coordinate { lon: between(piece.from.lon, piece.to.lon), lat: between(piece.from.lat, piece.to.lat) }
    }
}

/// The nearest so far.
struct Best {
    profile: Profile,
    square: f64,
    found: Option<(Position, Coordinate)>,
}

impl Scan for Best {
    #[inline]
    fn limit(&self) -> f64 {
        self.square
    }

    #[inline]
    fn offer(&mut self, piece: &Piece, segments: &[SegmentRecord], flat: &Flat) {
        if !open(segments, piece, self.profile) {
            return;
        }
        let foot = flat.foot(piece);
        if foot.square > self.square {
            return;
        }
        let position = foot.position(piece);
        if foot.square < self.square || self.found.is_none_or(|(known, _)| position < known) {
            self.square = foot.square;
            self.found = Some((position, foot.at(piece)));
        }
    }
}

impl RoadMap {
    /// The nearest place on a segment that is open to the profile in some direction, within 2 km.
    ///
    /// Exact in the plane that touches the earth at `at`; ties go to the lower segment, then the lower place on it.
    #[must_use]
    pub fn snap(&self, at: Coordinate, profile: Profile) -> Option<Snapped> {
        let at = Coordinate::new(at.lon, at.lat)?;
        let mut best = Best { profile, square: MAX_SNAP_METRES * MAX_SNAP_METRES, found: None };
        self.scan(at, &mut best);
        best.found.map(|(position, at)| Snapped { position, metres: best.square.sqrt(), at })
    }

    /// Shows the pieces of road around a place that is on the earth, cell by cell, until none can matter any more.
    #[inline]
    pub(super) fn scan(&self, at: Coordinate, scan: &mut impl Scan) {
        let (x, y) = (at.lon * 1e7, at.lat * 1e7);
        let narrow = at.lat.to_radians().cos();
        let flat = Flat { x, y, narrow };
        let (wide, high) = (f64::from(self.grid.width), f64::from(self.grid.height));
        let east = x - f64::from(self.grid.corner.lon);
        let north = y - f64::from(self.grid.corner.lat);
        let (column, row) = ((east / wide).floor(), (north / high).floor());
        // Distance from the place to the nearest edge of its own cell, in metres.
        let to_side = (east - column * wide).min((column + 1.0) * wide - east) * UNIT_METRES * narrow;
        let to_top = (north - row * high).min((row + 1.0) * high - north) * UNIT_METRES;
        let (column, row) = (column as i64, row as i64);
        for ring in 0.. {
            if ring > 0 {
                let beyond = f64::from(ring - 1);
                let nearest =
                    (beyond * wide * UNIT_METRES * narrow + to_side).min(beyond * high * UNIT_METRES + to_top);
                // A hair of slack, so that a tie that rounding pushes outwards is still seen.
                if nearest * nearest > scan.limit() + 1e-3 || ring > MAX_RINGS {
                    break;
                }
            }
            self.ring(column, row, i64::from(ring), |piece, segments| scan.offer(piece, segments, &flat));
        }
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
