//! The bureau's own lengths: a statute may be tightened, never loosened; practice and our own choices are free.

use super::rule::{Edition, Evidence, Longer, Runs, Step};

/// Longest length that makes sense.
const MOST: u32 = 3_650;

/// Why a value cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSet {
    /// The step is no period.
    #[error("this step has no length: it is a duty on the spot, a minimum or a limit")]
    NotAPeriod,
    /// A right of a person, or a period of another authority.
    #[error("this period is a right of a person or runs for another authority: the bureau cannot change it")]
    NotOurs,
    /// Longer than the statute.
    #[error("{asked} would loosen the statute: at most {most}")]
    Loosened {
        /// What was asked.
        asked: u32,
        /// What the statute allows.
        most: u32,
    },
    /// Not a length.
    #[error("give 1 to {MOST}")]
    OutOfRange,
}

/// Whether the bureau may set its own length for a step.
///
/// # Errors
/// [`NotSet`].
pub fn check(edition: &Edition, step: &Step, value: u32) -> Result<(), NotSet> {
    let period = step.period().ok_or(NotSet::NotAPeriod)?;
    if period.runs != Runs::Police {
        return Err(NotSet::NotOurs);
    }
    if !(1..=MOST).contains(&value) {
        return Err(NotSet::OutOfRange);
    }
    match edition.evidence {
        Evidence::Statute if value > period.length.count => {
            Err(NotSet::Loosened { asked: value, most: period.length.count })
        }
        Evidence::Statute | Evidence::Practice | Evidence::Choice => Ok(()),
    }
}

/// The length that counts for a clock that begins now: the bureau's own, unless this edition forbids it. A value set
/// under an earlier edition never loosens a later one.
#[must_use]
pub fn length(edition: &Edition, step: &Step, own: Option<u32>) -> Option<u32> {
    let most = step.period()?.length.count;
    match own {
        Some(own) if edition.evidence == Evidence::Statute => Some(own.min(most)),
        Some(own) => Some(own),
        None => Some(most),
    }
}

/// The longest that a period can become, extensions included.
#[must_use]
pub fn longest(step: &Step) -> Option<u32> {
    let period = step.period()?;
    Some(match period.extending {
        None => period.length.count,
        Some(extending) => match extending.longer {
            Longer::By(more) => period.length.count + u32::from(extending.times) * more,
            Longer::To(count) => count,
        },
    })
}
