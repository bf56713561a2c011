//! A unit that stands off the roads has no travel time. (That no road leads to the place is found by the search.)

use super::{Case, Verdict};
use crate::{Reason, Unit};

/// Farthest that a unit may stand from a road to count as on it, metres.
pub const UNIT_OFF_ROAD_METRES: f64 = 1_000.0;

/// Passes over units whose position is on no road.
#[must_use]
pub fn judge(unit: &Unit, _case: &Case<'_>) -> Verdict {
    match unit.fix {
        Some(fix) if fix.position.is_none() => Verdict::PassOver(Reason::UnitOffRoad),
        _ => Verdict::Pass,
    }
}
