//! What a screen missed while its line was down.

use std::collections::HashMap;
use std::sync::Arc;

use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::CallId;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

/// Changes that are sent again after a break; beyond that the screen starts anew.
const MOST: u64 = 2000;

/// What was missed.
#[derive(Debug, Clone)]
pub enum Missed {
    /// Calls that changed, each as it is now, with the number of its last change; in order.
    Calls(Vec<(i64, Arc<Call>)>),
    /// Too much: read everything anew.
    TooMuch,
}

impl App {
    /// Number of the last change.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn last_seq(&self) -> Result<i64, Error> {
        Ok(kaimen_store::audit::last_seq(self.database().read()).await?)
    }

    /// What the caller missed since change `after`.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn missed(&self, caller: &Caller, after: i64) -> Result<Missed, Error> {
        caller.require(Act::ReadCall, Subject::District, self.now())?;
        let on = self.database().read();
        if after > kaimen_store::audit::last_seq(on).await? {
            // A number from another database: an earlier demo, a restored backup.
            return Ok(Missed::TooMuch);
        }
        let rows = kaimen_store::audit::after(on, after, MOST + 1).await?;
        if rows.len() as u64 > MOST {
            return Ok(Missed::TooMuch);
        }
        let mut last: HashMap<CallId, i64> = HashMap::new();
        for row in &rows {
            if let Some(id) = row.entry.subject.strip_prefix("call/").and_then(|id| id.parse().ok()) {
                last.insert(id, row.seq);
            }
        }
        let ids: Vec<CallId> = last.keys().copied().collect();
        let calls = if ids.is_empty() { Vec::new() } else { kaimen_store::call::some(on, &ids).await? };
        let mut missed: Vec<(i64, Arc<Call>)> = calls
            .into_iter()
            .filter(|call| self.may(caller, Act::ReadCall, Subject::Call(call)))
            .filter_map(|call| Some((*last.get(&call.id)?, Arc::new(call))))
            .collect();
        missed.sort_by_key(|(seq, _)| *seq);
        Ok(Missed::Calls(missed))
    }
}
