//! Units that are already on this call, or that the desk ruled out, are not named again.

use super::{Case, Verdict};
use crate::{Reason, Unit};

/// Passes over the units named in the need.
#[must_use]
pub fn judge(unit: &Unit, case: &Case<'_>) -> Verdict {
    if case.need.excluded.contains(&unit.id) { Verdict::PassOver(Reason::AlreadyAssigned) } else { Verdict::Pass }
}
