//! The road that somebody who moves is on: near, in the direction of travel, and joined to the road before.

use super::{
    Position, RoadMap, Snapped,
    snap::{Flat, Scan},
};
use crate::{
    format::{CLOSED, Piece, SegmentRecord},
    geo::Coordinate,
    profile::Profile,
};

/// What a road costs that can only be travelled against the heading, in metres of distance. Half of it is charged at
/// right angles. Two carriageways lie up to about this far apart.
const AGAINST_METRES: f64 = 40.0;
/// What a road costs that does not touch the road before, in metres of distance: more than positions are wrong by.
const APART_METRES: f64 = 12.0;
/// What the next road costs, in metres of distance, so that noise at a junction does not change the road.
const NEXT_METRES: f64 = 2.0;
/// Moves shorter than this in metres say nothing of the heading: positions are wrong by as much.
const MOVE_METRES: f64 = 8.0;

/// What is known of somebody before a new place is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Track {
    /// Where on the network it was last; `None` where unknown or long ago.
    pub before: Option<Position>,
    /// Direction of travel in degrees, north 0, east 90; `None` where unknown or standing still.
    pub heading: Option<f64>,
}

impl Track {
    /// The track of somebody who was at a place and is now at another, with the heading that it gave, if any.
    #[must_use]
    pub fn of_move(before: Option<Position>, from: Coordinate, to: Coordinate, given: Option<f64>) -> Self {
        let given = given.filter(|heading| heading.is_finite());
        let moved = || (from.metres_to(to) >= MOVE_METRES).then(|| from.heading_to(to));
        Self { before, heading: given.or_else(moved) }
    }
}

/// The best road so far by distance and what speaks against it.
struct Best {
    cost: f64,
    found: Option<(Position, f64, Coordinate)>,
    profile: usize,
    before: Option<(u32, u32, u32)>,
    /// Metres east and north of a step in the direction of travel.
    heading: Option<(f64, f64)>,
}

impl Scan for Best {
    fn limit(&self) -> f64 {
        self.cost * self.cost
    }

    fn offer(&mut self, piece: &Piece, segments: &[SegmentRecord], flat: &Flat) {
        let Some(segment) = segments.get(piece.segment as usize) else { return };
        let (forward, backward) = (segment.forward[self.profile] != CLOSED, segment.backward[self.profile] != CLOSED);
        if !forward && !backward {
            return;
        }
        let foot = flat.foot(piece);
        if foot.square > self.limit() {
            return;
        }
        let turn = self.heading.map_or(0.0, |(east, north)| {
            let length = foot.across.hypot(foot.up);
            let cosine = if length > 0.0 { (foot.across * east + foot.up * north) / length } else { 0.0 };
            let cosine = match (forward, backward) {
                (true, true) => cosine.abs(),
                (true, false) => cosine,
                _ => -cosine,
            };
            (1.0 - cosine) / 2.0 * AGAINST_METRES
        });
        let apart = match self.before {
            Some((known, ..)) if known == piece.segment => 0.0,
            Some((_, a, b)) if [segment.a, segment.b].iter().any(|node| *node == a || *node == b) => NEXT_METRES,
            Some(_) => APART_METRES,
            None => 0.0,
        };
        let metres = foot.square.sqrt();
        let cost = metres + turn + apart;
        let position = foot.position(piece);
        let known = self.found.map(|(known, ..)| known);
        if cost < self.cost || (cost <= self.cost && known.is_none_or(|known| position < known)) {
            self.cost = cost;
            self.found = Some((position, metres, foot.at(piece)));
        }
    }
}

impl RoadMap {
    /// The road on which somebody is who was tracked before: the nearest, but one that is open in the direction of
    /// travel and joined to the road before rather than one that is a few metres nearer. Within 2 km.
    #[must_use]
    pub fn follow(&self, at: Coordinate, profile: Profile, track: Track) -> Option<Snapped> {
        let at = Coordinate::new(at.lon, at.lat)?;
        let before = track.before.and_then(|position| {
            let segment = self.record(position.segment)?;
            Some((position.segment, segment.a, segment.b))
        });
        let heading = track.heading.filter(|heading| heading.is_finite()).map(|heading| heading.to_radians().sin_cos());
        let cost = super::MAX_SNAP_METRES;
        let mut best = Best { cost, found: None, profile: profile.index(), before, heading };
        self.scan(at, &mut best);
        best.found.map(|(position, metres, at)| Snapped { position, metres, at })
    }
}
