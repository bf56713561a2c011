//! An officer asks for more officers.

use std::sync::Arc;

use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::CallId;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

impl App {
    /// Asks for backup; the desk sees it at the top of its queue.
    ///
    /// # Errors
    /// [`Error::WrongState`], [`Error::NotFound`] where the unit is not on the call.
    pub async fn request_backup(&self, caller: &Caller, id: CallId) -> Result<Arc<Call>, Error> {
        let unit = caller.unit()?;
        self.change_call(caller, Act::Backup, id, None, move |draft| Ok(draft.call.request_backup(unit)?)).await
    }
}
