//! The purge: an hourly job, also started by hand.

use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::retention::{Category, OF_A_MATTER};
use kaimen_domain::role::Actor;
use kaimen_store::purge::Which;

use super::{Cause, goes_before, of_matters};
use crate::App;
use crate::caller::Caller;
use crate::error::Error;

/// Matters of one change: other changes wait no longer than this takes.
const BATCH: u64 = 100;
/// Batches of one category in one run; the next run goes on.
const BATCHES: usize = 1000;

/// What a run erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purged {
    /// What.
    pub category: Category,
    /// Of how many matters.
    pub matters: usize,
}

impl App {
    /// Erases what is due. Whatever stops it, what was erased stays erased and the next run does the rest.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn run_purge(&self, caller: &Caller) -> Result<Vec<Purged>, Error> {
        caller.require(Act::RunPurge, Subject::District, self.now())?;
        let mut purged = Vec::new();
        for category in OF_A_MATTER {
            let mut matters = 0;
            for _ in 0..BATCHES {
                let batch = self.purge_batch(caller.actor.clone(), category).await?;
                matters += batch;
                if batch == 0 {
                    break;
                }
            }
            if matters > 0 {
                tracing::info!(category = category.word(), matters, "erased what was due");
                purged.push(Purged { category, matters });
            }
        }
        if !purged.is_empty() {
            kaimen_store::purge::settle(self.database().read()).await?;
        }
        Ok(purged)
    }

    async fn purge_batch(&self, actor: Actor, category: Category) -> Result<usize, Error> {
        let app = self.clone();
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    let now = app.now();
                    let (Some(rule), Some(ended_by)) = (of_matters(category), goes_before(category, now)) else {
                        return Ok(0);
                    };
                    // Looked up in the change itself: a hold set a moment ago counts.
                    let due = kaimen_store::purge::due(context.tx(), category, ended_by, Which::Free, BATCH).await?;
                    app.erase(context, category, &due, Cause { rule: rule.id, why: rule.id, actor: &actor }).await?;
                    Ok::<usize, Error>(due.len())
                })
            })
            .await
    }
}
