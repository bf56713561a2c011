//! Taking a unit off a call.

use std::sync::Arc;

use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::{CallId, UnitId};
use serde_json::json;

use super::{TEXT, text};
use crate::App;
use crate::caller::Caller;
use crate::error::Error;

impl App {
    /// Takes a unit off a call, with a reason.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::StaleVersion`], [`Error::WrongState`].
    pub async fn recall(
        &self,
        caller: &Caller,
        id: CallId,
        version: u32,
        unit: UnitId,
        reason: &str,
    ) -> Result<Arc<Call>, Error> {
        let reason = text("reason", reason, TEXT)?;
        self.change_call(caller, Act::Recall, id, Some(version), move |draft| {
            let call_sign = draft.call.open_assignment(unit).map(|a| a.call_sign.clone());
            draft.detail = json!({ "unit": call_sign, "reason": reason });
            Ok(draft.call.recall(unit, draft.now)?)
        })
        .await
    }
}
