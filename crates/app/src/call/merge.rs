//! Joining calls about the same thing, and taking them apart again.

use std::sync::Arc;

use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::CallId;
use serde_json::json;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

impl App {
    /// Makes a call part of another.
    ///
    /// # Errors
    /// [`Error::WrongState`], [`Error::NotFound`], [`Error::StaleVersion`].
    pub async fn merge(&self, caller: &Caller, id: CallId, version: u32, into: CallId) -> Result<Arc<Call>, Error> {
        self.change_call_with(caller, Act::Merge, id, Some(version), Some(into), |draft| {
            let target = draft.other.as_ref().ok_or(Error::NotFound)?;
            draft.detail = json!({ "into": target.number });
            Ok(draft.call.merge(target, draft.now)?)
        })
        .await
    }

    /// Takes a joined call apart again.
    ///
    /// # Errors
    /// [`Error::WrongState`], [`Error::StaleVersion`].
    pub async fn unmerge(&self, caller: &Caller, id: CallId, version: u32) -> Result<Arc<Call>, Error> {
        self.change_call(caller, Act::Unmerge, id, Some(version), |draft| Ok(draft.call.unmerge(draft.now)?)).await
    }
}
