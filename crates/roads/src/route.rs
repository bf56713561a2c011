//! The fastest way from here to there.

use serde::Serialize;

use crate::{
    geo::Coordinate,
    map::{Position, RoadMap},
    network::{self, END},
    profile::Profile,
    search::Search,
};

/// A way to go.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Route {
    /// Milliseconds of travel.
    pub ms: u32,
    /// Length in metres.
    pub metres: f64,
    /// Line to draw, from start to end, at least two points.
    pub points: Vec<Coordinate>,
    /// Streets in order; neighbours with the same name are one step.
    pub steps: Vec<Step>,
}

/// A stretch on one street.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// Name, or empty.
    pub street: String,
    /// Length in metres.
    pub metres: f64,
}

/// Part of a segment: from `from` to `to`, against its direction where `from` is larger.
#[derive(Debug, Clone, Copy)]
struct Leg {
    segment: u32,
    from: u16,
    to: u16,
}

/// The fastest route, or `None` where there is none.
pub fn route(map: &RoadMap, search: &mut Search, profile: Profile, from: Position, to: Position) -> Option<Route> {
    let entries: Vec<network::Entry> = network::entries(map, profile, to).collect();
    let direct = (from.segment == to.segment)
        .then(|| network::direct(&map.try_segment(to.segment)?, profile, from.along, to.along))
        .flatten();
    let mut best = direct.map(|ms| (ms, None));
    search.begin(map, profile);
    network::exits(map, profile, from).into_iter().flatten().for_each(|(node, ms)| search.seed(node, ms));
    search.run(
        map.forward(profile),
        direct.unwrap_or(u32::MAX),
        |_| true,
        |node, ms| {
            for entry in entries.iter().filter(|entry| entry.node == node) {
                let total = ms.saturating_add(entry.ms);
                if best.is_none_or(|(known, _)| total < known) {
                    best = Some((total, Some((*entry, ms))));
                }
            }
            best.map_or(u32::MAX, |(ms, _)| ms)
        },
    );
    let (ms, last) = best?;
    let legs = match last {
        None => vec![Leg { segment: to.segment, from: from.along, to: to.along }],
        Some((entry, arrival)) => {
            let mut legs = legs(map, search, profile, from, entry.node, arrival)?;
            if to.along != 0 && to.along != END {
                legs.push(Leg { segment: to.segment, from: if entry.backward { END } else { 0 }, to: to.along });
            }
            legs
        }
    };
    Some(describe(map, ms, from, to, &legs))
}

/// Goes back from the last node along arcs whose times fit the labels.
fn legs(map: &RoadMap, search: &Search, profile: Profile, from: Position, last: u32, arrival: u32) -> Option<Vec<Leg>> {
    let graph = map.reverse(profile);
    let exits = network::exits(map, profile, from);
    let (mut legs, mut node, mut ms) = (Vec::new(), last, arrival);
    loop {
        if let Some(slot) = exits.iter().position(|exit| *exit == Some((node, ms))) {
            if from.along != 0 && from.along != END {
                legs.push(Leg { segment: from.segment, from: from.along, to: if slot == 0 { END } else { 0 } });
            }
            legs.reverse();
            return Some(legs);
        }
        let fits = |label: u32, step: u32| label.checked_add(step) == Some(ms);
        let (arc, direction) =
            graph.arcs_on(node).find(|(arc, _)| search.label(arc.node).is_some_and(|label| fits(label, arc.ms)))?;
        let (from, to) = if direction.is_multiple_of(2) { (0, END) } else { (END, 0) };
        legs.push(Leg { segment: direction / 2, from, to });
        (node, ms) = (arc.node, ms - arc.ms);
    }
}

/// Line, length and streets of the legs.
fn describe(map: &RoadMap, ms: u32, from: Position, to: Position, legs: &[Leg]) -> Route {
    let mut points = vec![map.coordinate(from)];
    let mut steps: Vec<Step> = Vec::new();
    for leg in legs {
        let metres = f64::from(map.segment(leg.segment).metres) * f64::from(leg.from.abs_diff(leg.to)) / f64::from(END);
        let street = map.street(leg.segment);
        match steps.last_mut().filter(|step| step.street == street) {
            Some(step) => step.metres += metres,
            None => steps.push(Step { street: street.to_owned(), metres }),
        }
        trace(map, leg, &mut points);
    }
    let end = map.coordinate(to);
    if points.len() < 2 || points.last() != Some(&end) {
        points.push(end);
    }
    Route { ms, metres: steps.iter().map(|step| step.metres).sum(), points, steps }
}

/// Adds the shape points of a leg that lie strictly after its start.
fn trace(map: &RoadMap, leg: &Leg, points: &mut Vec<Coordinate>) {
    let shape = map.places(leg.segment);
    let along = network::along(shape);
    let (low, high) =
        (f64::from(leg.from.min(leg.to)) / f64::from(END), f64::from(leg.from.max(leg.to)) / f64::from(END));
    let inside =
        shape.iter().zip(&along).filter(|(_, part)| **part >= low && **part <= high).map(|(place, _)| place.degrees());
    let mut line: Vec<Coordinate> = inside.collect();
    if leg.from > leg.to {
        line.reverse();
    }
    for point in line {
        if points.last() != Some(&point) {
            points.push(point);
        }
    }
}
