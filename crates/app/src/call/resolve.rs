//! Dealt with on the scene.

use std::sync::Arc;

use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::CallId;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

impl App {
    /// The matter on the scene is dealt with; its units are free again.
    ///
    /// # Errors
    /// [`Error::WrongState`], also while a patient is in the officers' care.
    pub async fn resolve(&self, caller: &Caller, id: CallId) -> Result<Arc<Call>, Error> {
        let unit = caller.unit()?;
        self.change_call(caller, Act::Resolve, id, None, move |draft| Ok(draft.call.resolve(unit, draft.now)?)).await
    }
}
