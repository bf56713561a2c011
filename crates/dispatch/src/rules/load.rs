//! Calls are spread: a unit that had more than its share is spared while another is about as near. Never for grade 1.

use super::{Case, Verdict};
use crate::{Reason, Unit};

/// Gives a handicap for each call (and part of one) above the average of the units on duty.
#[must_use]
pub fn judge(unit: &Unit, case: &Case<'_>) -> Verdict {
    let units = u64::from(case.load.units.max(1));
    let above = (u64::from(unit.calls_this_shift) * units).saturating_sub(case.load.calls);
    let ms = (u64::from(case.policy.load_step_ms) * above / units).min(u64::from(case.policy.load_most_ms));
    match u32::try_from(ms) {
        Ok(ms) if ms > 0 && !case.is_emergency() => {
            let calls = u32::from(unit.calls_this_shift);
            Verdict::Handicap { ms, reason: Reason::BusyShift { calls, handicap_ms: ms } }
        }
        _ => Verdict::Pass,
    }
}
