//! A unit is only as near as its position is fresh.

use super::{Case, Verdict};
use crate::{Reason, Unit};

/// Passes over units whose position is unknown, older than the limit, or as far ahead of the clock as that.
#[must_use]
pub fn judge(unit: &Unit, case: &Case<'_>) -> Verdict {
    let Some(fix) = unit.fix else { return Verdict::PassOver(Reason::NoFix) };
    let Some(limit_seconds) = case.policy.fix_limit_seconds else { return Verdict::Pass };
    let age_seconds = (case.now - fix.time).num_seconds();
    if age_seconds.unsigned_abs() > u64::from(limit_seconds) {
        Verdict::PassOver(Reason::StaleFix { age_seconds, limit_seconds })
    } else {
        Verdict::Pass
    }
}
