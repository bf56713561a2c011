//! A district may prefer the station in charge; by default the nearest goes whatever its station. Never for grade 1.

use super::{Case, Verdict};
use crate::{Reason, Unit};

/// Gives the handicap of the policy to units of other stations.
#[must_use]
pub fn judge(unit: &Unit, case: &Case<'_>) -> Verdict {
    let ms = case.policy.other_station_ms;
    match case.need.station {
        Some(station) if station != unit.station && ms > 0 && !case.is_emergency() => {
            Verdict::Handicap { ms, reason: Reason::OtherStation { handicap_ms: ms } }
        }
        _ => Verdict::Pass,
    }
}
