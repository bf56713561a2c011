//! A graver call may take a unit that is on the way to a lesser one: those that the need names, and only where that
//! saves more than the handicap. It holds for grade 1, for which it is made.

use super::{Case, Verdict};
use crate::{Reason, Unit};

/// Gives the handicap of the policy to a unit under way that the need names; passes over the others under way.
#[must_use]
pub fn judge(unit: &Unit, case: &Case<'_>) -> Verdict {
    if !case.need.interruptible.contains(&unit.id) {
        return Verdict::PassOver(Reason::EnRoute);
    }
    let ms = case.policy.taken_from_lesser_ms;
    Verdict::Handicap { ms, reason: Reason::TakenFromLesser { handicap_ms: ms } }
}
