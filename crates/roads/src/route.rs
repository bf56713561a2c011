//! One way from here to there.

use serde::Serialize;

use crate::{geo::Coordinate, map::{Position, RoadMap}, profile::Profile, search::Search};

/// A way to go.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Route {
    /// Milliseconds of travel.
    pub ms: u32,
    /// Length in metres.
    pub metres: f64,
    /// Line to draw, from start to end.
    pub points: Vec<Coordinate>,
    /// Streets in order.
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

/// The fastest route, or `None` where there is none.
pub fn route(map: &RoadMap, search: &mut Search, profile: Profile, from: Position, to: Position) -> Option<Route> {
    let _ = (map, search, profile, from, to);
    None
}
