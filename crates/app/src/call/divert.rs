//! Passing a call to another service, such as 12345 (国办发〔2022〕12号).

use std::sync::Arc;

use kaimen_domain::act::Act;
use kaimen_domain::call::{Call, DiversionMode};
use kaimen_domain::id::CallId;
use serde_json::json;

use super::{PLACE, text};
use crate::App;
use crate::caller::Caller;
use crate::error::Error;

impl App {
    /// Offers a call to another service. Danger to life is never passed on.
    ///
    /// # Errors
    /// [`Error::WrongState`], [`Error::Invalid`], [`Error::StaleVersion`].
    pub async fn divert(
        &self,
        caller: &Caller,
        id: CallId,
        version: u32,
        to: &str,
        mode: DiversionMode,
    ) -> Result<Arc<Call>, Error> {
        let to = text("to", to, PLACE)?;
        self.change_call(caller, Act::Divert, id, Some(version), move |draft| {
            draft.detail = json!({ "to": to, "mode": mode });
            Ok(draft.call.divert(to, mode, draft.now)?)
        })
        .await
    }

    /// The other service took the call, or gave it back.
    ///
    /// # Errors
    /// [`Error::WrongState`], [`Error::StaleVersion`].
    pub async fn diversion_answered(
        &self,
        caller: &Caller,
        id: CallId,
        version: u32,
        accepted: bool,
    ) -> Result<Arc<Call>, Error> {
        let act = if accepted { Act::DivertAccepted } else { Act::DivertBounced };
        self.change_call(caller, act, id, Some(version), move |draft| {
            draft.detail = json!({ "to": draft.call.diverted_to });
            Ok(draft.call.diversion_answered(accepted, draft.now)?)
        })
        .await
    }
}
