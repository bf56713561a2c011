//! What was done, told to the resident.

use std::sync::Arc;

use kaimen_domain::act::Act;
use kaimen_domain::call::{Call, Outcome};
use kaimen_domain::id::CallId;
use serde_json::json;

use super::{TEXT, text};
use crate::App;
use crate::caller::Caller;
use crate::error::Error;

impl App {
    /// Writes what was done.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::WrongState`], [`Error::NotFound`].
    pub async fn give_feedback(
        &self,
        caller: &Caller,
        id: CallId,
        outcome: Outcome,
        what: &str,
    ) -> Result<Arc<Call>, Error> {
        let what = text("text", what, TEXT)?;
        self.change_call(caller, Act::Feedback, id, None, move |draft| {
            draft.detail = json!({ "result": outcome, "text": what });
            Ok(draft.call.give_feedback(outcome, what, draft.now)?)
        })
        .await
    }
}
