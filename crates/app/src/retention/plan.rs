//! What is due, and what stays although its time has come. Nothing is changed by looking: this is the dry run.

use chrono::{DateTime, Utc};
use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::retention::{Category, OF_A_MATTER, Rule};
use kaimen_store::purge::{Due, Which};

use super::{goes_before, of_matters};
use crate::App;
use crate::caller::Caller;
use crate::error::Error;

/// One category.
#[derive(Debug, Clone)]
pub struct Line {
    /// What.
    pub category: Category,
    /// By which rule.
    pub rule: &'static Rule,
    /// What ended by then is due.
    pub ended_by: DateTime<Utc>,
    /// What goes.
    pub due: Due,
    /// What a legal hold keeps.
    pub held: u64,
    /// What belongs to a case.
    pub in_case: u64,
}

/// The plan at a moment.
#[derive(Debug, Clone)]
pub struct Plan {
    /// When it was drawn.
    pub at: DateTime<Utc>,
    /// Category by category.
    pub lines: Vec<Line>,
}

impl App {
    /// What the purge would erase now.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn retention_plan(&self, caller: &Caller) -> Result<Plan, Error> {
        let now = self.now();
        caller.require(Act::ReadRetention, Subject::District, now)?;
        let on = self.database().read();
        let mut lines = Vec::new();
        for category in OF_A_MATTER {
            let (Some(rule), Some(ended_by)) = (of_matters(category), goes_before(category, now)) else { continue };
            let count = |which| kaimen_store::purge::count(on, category, ended_by, which);
            let due = count(Which::Free).await?;
            let (held, in_case) = (count(Which::Held).await?.matters, count(Which::InCase).await?.matters);
            lines.push(Line { category, rule, ended_by, due, held, in_case });
        }
        Ok(Plan { at: now, lines })
    }
}
