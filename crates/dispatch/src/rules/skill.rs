//! Every unit that is sent has every skill that is needed.

use super::{Case, Verdict};
use crate::{Reason, Unit};

/// Passes over units that lack a skill, naming the first that is missing.
#[must_use]
pub fn judge(unit: &Unit, case: &Case<'_>) -> Verdict {
    match case.need.skills.without(unit.skills).iter().next() {
        Some(skill) => Verdict::PassOver(Reason::MissingSkill { skill }),
        None => Verdict::Pass,
    }
}
