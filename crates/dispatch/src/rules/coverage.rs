//! Whoever alone keeps a part of the district within reach is spared while another is about as near: the choice of the
//! maximal expected covering model (Daskin 1983; Jagtenberg and others 2017 for the choice of who goes). Never for
//! grade 1.
//!
//! It is off unless the caller hands over a [`Coverage`](crate::Coverage). What it costs is in `docs/simulation.md`.

use super::{Case, Verdict};
use crate::{Reason, Unit};

/// Gives a handicap for the part of the calls that would go without cover.
#[must_use]
pub fn judge(unit: &Unit, case: &Case<'_>) -> Verdict {
    let Some(coverage) = case.coverage.filter(|_| !case.is_emergency()) else { return Verdict::Pass };
    let ms = (coverage.loss(unit.id) * 100.0 * f64::from(coverage.step_ms())).round() as u32;
    if ms == 0 {
        return Verdict::Pass;
    }
    Verdict::Handicap { ms, reason: Reason::LeavesUncovered { handicap_ms: ms } }
}
