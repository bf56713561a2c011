//! Parameters of the rules, set by the district and dated.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Parameters of the rules. No national figure exists for any of them: they are the district's, and each set has
/// the day from which it holds. Handicaps are added to the travel time and never to grade 1 (emergency first).
///
/// By default nobody has a handicap: whoever is there first goes. On the real calls and streets that are at hand that
/// is best in mean response and in the part that is late (`docs/simulation.md`, with the command).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// First day of this set.
    pub in_force_from: Option<NaiveDate>,
    /// Oldest position that still counts, seconds; `None` lets every known position count. Default 300.
    pub fix_limit_seconds: Option<u32>,
    /// Farthest that the place of a call may lie from a road, metres. Default 1,000.
    pub off_road_limit_metres: u32,
    /// Time after a call in which a unit is spared, seconds. Default 1,200.
    pub rest_seconds: u32,
    /// Handicap right after a call, milliseconds; falls evenly to 0 over the rest. Default 0;
    /// 120,000 spares units well, at the price shown in `docs/simulation.md`.
    pub rest_handicap_ms: u32,
    /// Handicap for each call above the average of the units on duty, milliseconds. Default 0;
    /// 15,000 spreads calls well, at the same price.
    pub load_step_ms: u32,
    /// Largest handicap by load, milliseconds. Default 90,000.
    pub load_most_ms: u32,
    /// Handicap of units of another station than that of the place, milliseconds. Default 0: the nearest goes.
    pub other_station_ms: u32,
    /// Handicap of units that have charge of another community than that of the place, milliseconds. Default 0.
    pub other_area_ms: u32,
    /// Handicap of units named in [`crate::Need::interruptible`], milliseconds; unlike the others it holds for grade 1
    /// too, so that nobody is turned round for seconds. Default 60,000.
    pub taken_from_lesser_ms: u32,
    /// Most units named as passed over. Default 20.
    pub passed_over_most: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            in_force_from: None,
            fix_limit_seconds: Some(300),
            off_road_limit_metres: 1_000,
            rest_seconds: 1_200,
            rest_handicap_ms: 0,
            load_step_ms: 0,
            load_most_ms: 90_000,
            other_station_ms: 0,
            other_area_ms: 0,
            taken_from_lesser_ms: 60_000,
            passed_over_most: 20,
        }
    }
}

impl Policy {
    /// No handicaps and no limit on the age of positions: plain nearest by road.
    #[must_use]
    pub fn plain() -> Self {
        Self { fix_limit_seconds: None, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::Policy;

    #[test]
    fn by_default_nobody_has_a_handicap() {
        let Policy { rest_handicap_ms, load_step_ms, other_station_ms, other_area_ms, .. } = Policy::default();
        assert_eq!([rest_handicap_ms, load_step_ms, other_station_ms, other_area_ms], [0; 4]);
    }
}
