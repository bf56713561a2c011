//! Taking a call up again.

use std::sync::Arc;

use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::CallId;
use serde_json::json;

use super::{TEXT, text};
use crate::App;
use crate::caller::Caller;
use crate::error::Error;

impl App {
    /// Takes an ended call up again, with a reason.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::WrongState`], [`Error::StaleVersion`].
    pub async fn reopen(&self, caller: &Caller, id: CallId, version: u32, reason: &str) -> Result<Arc<Call>, Error> {
        let reason = text("reason", reason, TEXT)?;
        self.change_call(caller, Act::Reopen, id, Some(version), move |draft| {
            draft.detail = json!({ "reason": reason });
            Ok(draft.call.reopen(draft.now)?)
        })
        .await
    }
}
