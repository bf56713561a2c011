//! Expressways with one-way carriageways, their interchanges, and railways.

use super::{
    plane::{Spot, at, beside, crossing, smooth},
    strokes::{Level, Sheet},
};
use crate::source::{Cover, PointKind, RoadClass};

/// Metres from the middle line to a carriageway.
const HALF: f64 = 15.0;
/// Metres along the expressway from the crossing to where ramps leave it.
const RAMP: f64 = 430.0;
/// Metres along the crossing road from the crossing to the foot of the ramps.
const FOOT: f64 = 150.0;

/// An expressway: its middle line.
pub(super) struct Express {
    name: &'static str,
    pub(super) middle: Vec<Spot>,
}

/// The two expressways: west–east and north–south.
pub(super) fn plan() -> [Express; 2] {
    let k = |x: f64, y: f64| at(x * 1_000.0, y * 1_000.0);
    let west_east = [
        k(-26.0, 0.2),
        k(-15.0, 1.2),
        k(-10.5, 0.6),
        k(-6.0, -0.8),
        k(0.0, -1.3),
        k(6.0, 0.1),
        k(11.5, 1.9),
        k(17.0, 1.5),
        k(26.0, 2.5),
    ];
    let north_south = [
        k(6.0, 22.0),
        k(6.6, 14.0),
        k(7.5, 8.5),
        k(7.3, 3.5),
        k(5.2, -1.0),
        k(3.6, -6.0),
        k(2.4, -10.0),
        k(1.2, -14.0),
        k(1.0, -22.0),
    ];
    [
        Express { name: "沪蓉高速", middle: smooth(&west_east, 110.0) },
        Express { name: "常宜高速", middle: smooth(&north_south, 110.0) },
    ]
}

/// Draws carriageways, turning places at the boundary, the cloverleaf and an interchange at every main road.
pub(super) fn draw(sheet: &mut Sheet, roads: &[Vec<Spot>], within: impl Fn(Spot) -> bool) {
    let plan = plan();
    let mut taken: Vec<Spot> = Vec::new();
    let clipped = plan.map(|express| {
        let inner: Vec<Spot> =
            express.middle.iter().copied().filter(|&spot| within(spot) && within(spot.times(1.015))).collect();
        Express { name: express.name, middle: inner }
    });
    for express in &clipped {
        let (right, left) = carriageways(&express.middle);
        let turn = |a: &[Spot], b: &[Spot]| a.last().copied().into_iter().chain(b.first().copied()).collect::<Vec<_>>();
        sheet.stroke(RoadClass::Motorway, "", turn(&right, &left), true, Level::Raised);
        sheet.stroke(RoadClass::Motorway, "", turn(&left, &right), true, Level::Raised);
        sheet.stroke(RoadClass::Motorway, express.name, right, true, Level::Raised);
        sheet.stroke(RoadClass::Motorway, express.name, left, true, Level::Raised);
    }
    if let Some((spot, ..)) = meet(&clipped[0].middle, &clipped[1].middle) {
        cloverleaf(sheet, &clipped, spot);
        taken.push(spot);
    }
    for express in &clipped {
        for road in roads {
            let Some((spot, _, on_road)) = meet(&express.middle, road) else { continue };
            let near_end = [express.middle.first(), express.middle.last()]
                .into_iter()
                .flatten()
                .any(|end| end.metres_to(spot) < 900.0);
            if !near_end
                && taken.iter().all(|other| other.metres_to(spot) > 1_900.0)
                && diamond(sheet, express, road, spot, on_road)
            {
                taken.push(spot);
            }
        }
    }
}

/// The carriageways: the right one in the order of the middle line, the left one against it.
fn carriageways(middle: &[Spot]) -> (Vec<Spot>, Vec<Spot>) {
    let mut left = beside(middle, HALF);
    left.reverse();
    let round = |line: Vec<Spot>| line.into_iter().map(Spot::rounded).collect();
    (round(beside(middle, -HALF)), round(left))
}

/// First place where two lines cross, and how many metres along each it lies.
fn meet(one: &[Spot], other: &[Spot]) -> Option<(Spot, f64, f64)> {
    let mut along = 0.0;
    for pair in one.windows(2) {
        let mut second = 0.0;
        for cross in other.windows(2) {
            if let Some((a, b)) = crossing(pair[0], pair[1], cross[0], cross[1]) {
                let spot = pair[0].towards(pair[1], a);
                return Some((spot, along + pair[0].metres_to(spot), second + b * cross[0].metres_to(cross[1])));
            }
            second += cross[0].metres_to(cross[1]);
        }
        along += pair[0].metres_to(pair[1]);
    }
    None
}

/// The place some metres along a line.
fn walk(line: &[Spot], metres: f64) -> Option<Spot> {
    let mut left = metres;
    for pair in line.windows(2) {
        let length = pair[0].metres_to(pair[1]);
        if left >= 0.0 && left <= length {
            return Some(pair[0].towards(pair[1], left / length.max(1e-9)));
        }
        left -= length;
    }
    None
}

/// The place on a carriageway nearest to a place.
fn nearest(line: &[Spot], spot: Spot) -> Option<(Spot, f64)> {
    let mut best: Option<(f64, Spot, f64)> = None;
    let mut along = 0.0;
    for pair in line.windows(2) {
        let (way, to) = (pair[1].minus(pair[0]), spot.minus(pair[0]));
        let share = ((to.x * way.x + to.y * way.y) / (way.x * way.x + way.y * way.y).max(1e-9)).clamp(0.0, 1.0);
        let foot = pair[0].towards(pair[1], share);
        if best.is_none_or(|best| foot.metres_to(spot) < best.0) {
            best = Some((foot.metres_to(spot), foot, along + way.length() * share));
        }
        along += way.length();
    }
    best.map(|(_, foot, along)| (foot, along))
}

/// Four ramps to a crossing road; whether there was room.
fn diamond(sheet: &mut Sheet, express: &Express, road: &[Spot], spot: Spot, on_road: f64) -> bool {
    let (right, left) = carriageways(&express.middle);
    let feet = [walk(road, on_road - FOOT), walk(road, on_road + FOOT)];
    let [Some(one), Some(other)] = feet else { return false };
    let mut ramps = Vec::new();
    for lane in [&right, &left] {
        let Some((here, along)) = nearest(lane, spot) else { return false };
        let (Some(exit), Some(entry), Some(ahead)) =
            (walk(lane, along - RAMP), walk(lane, along + RAMP), walk(lane, along + 30.0))
        else {
            return false;
        };
        // The foot on the right of this carriageway.
        let side = here.left_of(ahead);
        let right_of = |foot: Spot| {
            let to = foot.minus(here);
            to.x * side.x + to.y * side.y
        };
        let foot = if right_of(one) < right_of(other) { one } else { other };
        let bend = |from: Spot, share: f64| from.towards(foot, share).plus(side.times(-18.0));
        ramps.push(smooth(&[exit, bend(exit, 0.35), bend(exit, 0.75), foot], 45.0));
        ramps.push(smooth(&[foot, bend(entry, 0.75), bend(entry, 0.35), entry], 45.0));
    }
    for ramp in ramps {
        sheet.stroke(RoadClass::Motorway, "", ramp, true, Level::Raised);
    }
    true
}

/// Eight ramps between two expressways: four right turns and four loops.
fn cloverleaf(sheet: &mut Sheet, express: &[Express; 2], spot: Spot) {
    let (east, west) = carriageways(&express[0].middle);
    // The second middle line runs from north to south.
    let (south, north) = carriageways(&express[1].middle);
    let order = [&east, &south, &west, &north];
    for (number, from) in order.into_iter().enumerate() {
        // Clockwise: the carriageway to the right, and the one to the left, reached by a loop to the right.
        let (right, left) = (order[(number + 1) % 4], order[(number + 3) % 4]);
        let reach = |lane: &[Spot], metres: f64| nearest(lane, spot).and_then(|(_, along)| walk(lane, along + metres));
        if let (Some(leave), Some(join)) = (reach(from, -520.0), reach(right, 520.0)) {
            let bend = leave.towards(join, 0.5).towards(spot, 0.28);
            sheet.stroke(
                RoadClass::Motorway,
                "",
                smooth(&[leave, leave.towards(bend, 0.5), bend, bend.towards(join, 0.5), join], 45.0),
                true,
                Level::Raised,
            );
        }
        if let (Some(leave), Some(join)) = (reach(from, 190.0), reach(left, -190.0)) {
            let corner = leave.plus(join).minus(spot);
            let out = |share: f64, from: Spot| from.towards(corner, share);
            let through = [
                leave,
                out(0.55, leave).towards(spot, -0.12),
                spot.towards(corner, 0.98),
                out(0.55, join).towards(spot, -0.12),
                join,
            ];
            sheet.stroke(RoadClass::Motorway, "", smooth(&through, 35.0), true, Level::Raised);
        }
    }
}

/// Draws two railways and their stations.
pub(super) fn railways(sheet: &mut Sheet, within: impl Fn(Spot) -> bool) {
    let k = |x: f64, y: f64| at(x * 1_000.0, y * 1_000.0);
    let old = [k(-26.0, 14.0), k(-14.0, 13.0), k(-4.0, 11.6), k(4.0, 10.2), k(12.0, 7.0), k(26.0, 5.5)];
    let fast =
        [k(-26.0, -10.5), k(-13.5, -13.4), k(-5.0, -11.0), k(3.0, -7.2), k(9.0, -5.9), k(15.0, -5.8), k(26.0, -4.0)];
    for (name, through) in [("沪宁铁路", old), ("沪宁沿江高铁", [fast[0], fast[1], fast[2], fast[3], fast[5], fast[6]])]
    {
        let line: Vec<Spot> = smooth(&through, 200.0).into_iter().filter(|&spot| within(spot)).collect();
        sheet.line(Cover::Railway, name, &line);
    }
    sheet.point(PointKind::Place, "戚墅堰站", k(8.6, 8.4));
    sheet.point(PointKind::Place, "武进站", k(3.0, -7.2));
}
