//! Ending a call.

use std::sync::Arc;

use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::CallId;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

impl App {
    /// Ends a call after its feedback, or after another service has taken it.
    ///
    /// # Errors
    /// [`Error::WrongState`], [`Error::StaleVersion`].
    pub async fn close(&self, caller: &Caller, id: CallId, version: u32) -> Result<Arc<Call>, Error> {
        self.change_call(caller, Act::Close, id, Some(version), |draft| Ok(draft.call.close(draft.now)?)).await
    }
}
