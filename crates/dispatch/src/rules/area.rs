//! A district may prefer the officer who has charge of the community; by default the nearest goes. Never for grade 1.

use super::{Case, Verdict};
use crate::{Reason, Unit};

/// Gives the handicap of the policy to units that have charge of another community, or of none.
#[must_use]
pub fn judge(unit: &Unit, case: &Case<'_>) -> Verdict {
    let ms = case.policy.other_area_ms;
    if case.need.area.is_some() && unit.area != case.need.area && ms > 0 && !case.is_emergency() {
        Verdict::Handicap { ms, reason: Reason::OtherArea { handicap_ms: ms } }
    } else {
        Verdict::Pass
    }
}
