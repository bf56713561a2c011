//! Adding a note to the timeline of a call.

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
    /// Adds a note.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::NotFound`].
    pub async fn note(&self, caller: &Caller, id: CallId, note: &str) -> Result<Arc<Call>, Error> {
        let note = text("text", note, TEXT)?;
        self.change_call(caller, Act::Note, id, None, move |draft| {
            draft.detail = json!({ "text": note });
            Ok(())
        })
        .await
    }
}
