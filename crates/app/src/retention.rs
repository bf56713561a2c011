//! What is kept goes when its time has come (red line 17): the plan, which is the dry run, the purge, legal holds.

mod erase;
mod hold;
mod plan;
mod purge;

use chrono::{DateTime, Utc};
use kaimen_domain::matter::MatterKind;
use kaimen_domain::retention::{Category, Rule, rule};

pub(crate) use erase::Cause;
pub use hold::Held;
pub(crate) use hold::REVIEW;
pub use plan::{Line, Plan};
pub use purge::Purged;

/// The rule for a category of a matter.
fn of_matters(category: Category) -> Option<&'static Rule> {
    let kind = if category == Category::Rights { MatterKind::RightsRequest } else { MatterKind::Call };
    rule(category, Some(kind))
}

/// What of a category is from before this goes; `None` while no rule says how long it is kept.
pub(crate) fn goes_before(category: Category, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    Some(of_matters(category)?.span(now)?.before(now))
}
