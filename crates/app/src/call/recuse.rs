//! Naming units that are complained of: the protective lock (red line 7, 治安管理处罚法 art. 95).

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
    /// From now on the officers of these units may neither go to the call nor look at it. It cannot be undone.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::WrongState`] while one of the units is on the call, [`Error::StaleVersion`].
    pub async fn recuse(
        &self,
        caller: &Caller,
        id: CallId,
        version: u32,
        units: Vec<UnitId>,
        reason: &str,
    ) -> Result<Arc<Call>, Error> {
        let reason = text("reason", reason, TEXT)?;
        if units.is_empty() || units.len() > 20 {
            return Err(Error::invalid("units", "name one to twenty units"));
        }
        let accounts = self.accounts_of(&units).await?;
        let stored = kaimen_store::unit::some(self.database().read(), &units).await?;
        let signs: Vec<String> = stored.into_iter().map(|unit| unit.call_sign).collect();
        self.change_call(caller, Act::Recuse, id, Some(version), move |draft| {
            draft.detail = json!({ "units": signs, "reason": reason });
            Ok(draft.call.recuse(&units, accounts)?)
        })
        .await
    }
}
