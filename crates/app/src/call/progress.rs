//! The officer's steps: acknowledged, en route, on scene.

use std::sync::Arc;

use kaimen_domain::act::Act;
use kaimen_domain::assignment::AssignmentState;
use kaimen_domain::call::Call;
use kaimen_domain::id::{CallId, UnitId};

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

impl Caller {
    /// The unit that the caller rides with.
    pub(crate) fn unit(&self) -> Result<UnitId, Error> {
        self.actor.staff().and_then(|staff| staff.unit).ok_or(Error::Forbidden)
    }
}

impl App {
    /// Takes the next step, or a later one where the line was down.
    ///
    /// # Errors
    /// [`Error::WrongState`], [`Error::NotFound`] where the unit is not on the call.
    pub async fn progress(&self, caller: &Caller, id: CallId, act: Act) -> Result<Arc<Call>, Error> {
        let state = match act {
            Act::Acknowledge => AssignmentState::Acknowledged,
            Act::EnRoute => AssignmentState::EnRoute,
            _ => AssignmentState::OnScene,
        };
        let unit = caller.unit()?;
        self.change_call(caller, act, id, None, move |draft| Ok(draft.call.progress(unit, state, draft.now)?)).await
    }
}
