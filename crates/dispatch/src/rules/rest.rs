//! A unit that has just come from a call is spared while another is about as near. Never for grade 1.

use super::{Case, Verdict};
use crate::{Reason, Unit};

/// Gives a handicap that is full right after a call and falls evenly to nothing at the end of the rest.
#[must_use]
pub fn judge(unit: &Unit, case: &Case<'_>) -> Verdict {
    let Some(seconds) = unit.seconds_since_last_call(case.now) else { return Verdict::Pass };
    let left = case.policy.rest_seconds.saturating_sub(seconds);
    if left == 0 || case.is_emergency() {
        return Verdict::Pass;
    }
    let ms = u64::from(case.policy.rest_handicap_ms) * u64::from(left) / u64::from(case.policy.rest_seconds);
    match u32::try_from(ms) {
        Ok(0) | Err(_) => Verdict::Pass,
        Ok(ms) => Verdict::Handicap { ms, reason: Reason::Resting { minutes: seconds / 60, handicap_ms: ms } },
    }
}
