//! The rules, one per file. Each judges one unit for one case and knows nothing of the others.

pub mod area;
pub mod coverage;
pub mod duty;
pub mod excluded;
pub mod interrupt;
pub mod load;
pub mod reach;
pub mod recusal;
pub mod rest;
pub mod skill;
pub mod stale;
pub mod station;
pub mod two_officers;

use chrono::{DateTime, Utc};
use kaimen_domain::unit::Grade;

use crate::board::Load;
use crate::{Coverage, Need, Policy, Reason, Unit};

/// What a rule says about a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// May go.
    Pass,
    /// May not go.
    PassOver(Reason),
    /// May go, but counts as that much later.
    Handicap {
        /// Milliseconds.
        ms: u32,
        /// Why.
        reason: Reason,
    },
}

/// What the rules look at beside the unit.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What is needed.
    pub need: &'a Need,
    /// Parameters.
    pub policy: &'a Policy,
    /// The time of the decision.
    pub now: DateTime<Utc>,
    /// Calls of all units on duty.
    pub load: Load,
    /// What the free units keep within reach, where the choice looks at it.
    pub coverage: Option<&'a Coverage>,
}

impl Case<'_> {
    /// Whether handicaps are left out because life is in danger.
    #[must_use]
    pub fn is_emergency(&self) -> bool {
        self.need.grade == Grade::DangerToLife
    }
}

type Rule = fn(&Unit, &Case<'_>) -> Verdict;

/// Rules that pass over, in the order in which their reason is told.
const GATES: [Rule; 7] =
    [excluded::judge, recusal::judge, duty::judge, two_officers::judge, skill::judge, stale::judge, reach::judge];

/// Rules that give a handicap; none of them touches grade 1.
const HANDICAPS: [Rule; 5] = [rest::judge, load::judge, station::judge, area::judge, coverage::judge];

/// The rules of a case.
fn rules(case: &Case<'_>) -> impl Iterator<Item = &'static Rule> {
    GATES.iter().chain(if case.is_emergency() { [].iter() } else { HANDICAPS.iter() })
}

/// The sum of the handicaps in milliseconds, or the first reason to pass the unit over.
///
/// # Errors
/// The reason why the unit may not go.
pub fn weigh(unit: &Unit, case: &Case<'_>) -> Result<u32, Reason> {
    let mut sum = 0_u32;
    for rule in rules(case) {
        match rule(unit, case) {
            Verdict::Pass => {}
            Verdict::PassOver(reason) => return Err(reason),
            Verdict::Handicap { ms, .. } => sum = sum.saturating_add(ms),
        }
    }
    Ok(sum)
}

/// The handicaps of a unit, the largest first.
#[must_use]
pub fn handicaps(unit: &Unit, case: &Case<'_>) -> Vec<Reason> {
    let mut found: Vec<(u32, Reason)> = rules(case)
        .filter_map(|rule| match rule(unit, case) {
            Verdict::Handicap { ms, reason } => Some((ms, reason)),
            Verdict::Pass | Verdict::PassOver(_) => None,
        })
        .collect();
    found.sort_by_key(|(ms, _)| std::cmp::Reverse(*ms));
    found.into_iter().map(|(_, reason)| reason).collect()
}
