//! Changing kind and grade; the first entry stays as it was.

use std::sync::Arc;

use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::CallId;
use kaimen_domain::kind;
use kaimen_domain::unit::Grade;
use serde_json::json;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

impl App {
    /// Changes kind and grade of a call.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::StaleVersion`], [`Error::WrongState`].
    pub async fn classify(
        &self,
        caller: &Caller,
        id: CallId,
        version: u32,
        code: &str,
        grade: u8,
    ) -> Result<Arc<Call>, Error> {
        let kind = kind::find(code).ok_or(Error::invalid("kind", "unknown kind of call"))?;
        let grade = Grade::try_from(grade).map_err(|_| Error::invalid("grade", "1 to 4"))?;
        self.change_call(caller, Act::Classify, id, Some(version), move |draft| {
            draft.detail = json!({
                "kind": [draft.call.kind, kind.code],
                "grade": [draft.call.grade, grade],
            });
            Ok(draft.call.classify(kind, grade)?)
        })
        .await
    }
}
