//! Roads under something that was drawn on the map.

use super::RoadMap;
use crate::{format::Place, geo::Coordinate};

impl RoadMap {
    /// Segments that a drawn line crosses, or, where it ends where it starts, that lie at least partly inside it.
    /// In growing order; empty for fewer than two points.
    #[must_use]
    pub fn crossed(&self, line: &[Coordinate]) -> Vec<u32> {
        let drawn: Vec<Place> =
            line.iter().filter_map(|at| Coordinate::new(at.lon, at.lat)).map(Place::from_degrees).collect();
        let closed = drawn.len() >= 4 && drawn.first() == drawn.last();
        let low = |value: fn(&Place) -> i32| drawn.iter().map(value).min().unwrap_or(0);
        let high = |value: fn(&Place) -> i32| drawn.iter().map(value).max().unwrap_or(0);
        let (west, east) = (low(|at| at.lon), high(|at| at.lon));
        let (south, north) = (low(|at| at.lat), high(|at| at.lat));
        let hit = |pair: &[Place]| {
            let apart = pair.iter().all(|at| at.lon < west)
                || pair.iter().all(|at| at.lon > east)
                || pair.iter().all(|at| at.lat < south)
                || pair.iter().all(|at| at.lat > north);
            !apart
                && ((closed && inside(&drawn, pair[0]))
                    || drawn.windows(2).any(|edge| meet(edge[0], edge[1], pair[0], pair[1])))
        };
        (0..self.segment_count()).filter(|&segment| self.places(segment).windows(2).any(hit)).collect()
    }
}

/// On which side of the line from `a` to `b` a place lies: positive on the left.
fn side(a: Place, b: Place, at: Place) -> i128 {
    let difference = |one: i32, other: i32| i128::from(one) - i128::from(other);
    difference(b.lon, a.lon) * difference(at.lat, a.lat) - difference(b.lat, a.lat) * difference(at.lon, a.lon)
}

/// Whether two straight pieces have a point in common.
fn meet(a: Place, b: Place, c: Place, d: Place) -> bool {
    let within =
        |from: i32, to: i32, low: i32, high: i32| from.min(to) <= low.max(high) && low.min(high) <= from.max(to);
    within(a.lon, b.lon, c.lon, d.lon)
        && within(a.lat, b.lat, c.lat, d.lat)
        && side(a, b, c).signum() * side(a, b, d).signum() <= 0
        && side(c, d, a).signum() * side(c, d, b).signum() <= 0
}

/// Whether a place lies inside a ring (even-odd rule).
fn inside(ring: &[Place], at: Place) -> bool {
    let crosses = |edge: &&[Place]| {
        let (low, high) = if edge[0].lat <= edge[1].lat { (edge[0], edge[1]) } else { (edge[1], edge[0]) };
        low.lat <= at.lat && at.lat < high.lat && side(low, high, at) > 0
    };
    ring.windows(2).filter(crosses).count() % 2 == 1
}
