//! Naming units and persons that are complained of: the protective lock (red line 7, 治安管理处罚法 art. 95).

use std::sync::Arc;

use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::{AccountId, CallId, MatterId, UnitId};
use serde_json::json;

use super::{TEXT, text};
use crate::App;
use crate::caller::Caller;
use crate::error::Error;
use crate::matter::Colleague;

/// Units and persons named at once, at most.
const NAMED: usize = 20;

impl App {
    /// From now on these people and the officers of these units may neither go to the call, nor be in charge of it, nor
    /// look at it. It cannot be undone.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::WrongState`] while a unit of theirs is on the call, [`Error::StaleVersion`].
    pub async fn recuse(
        &self,
        caller: &Caller,
        id: CallId,
        version: u32,
        mut units: Vec<UnitId>,
        people: Vec<AccountId>,
        reason: &str,
    ) -> Result<Arc<Call>, Error> {
        // Asked before anything is said of the people named, and again in the change.
        self.matter(caller, Act::Recuse, id.into()).await?;
        let reason = text("reason", reason, TEXT)?;
        if !(1..=NAMED).contains(&(units.len() + people.len())) {
            return Err(Error::invalid("units", "name one to twenty units or persons"));
        }
        let on = self.database().read();
        let mut accounts = self.accounts_of(&units).await?;
        let names = kaimen_store::account::names(on, &people).await?;
        if people.iter().any(|person| !names.contains_key(person)) {
            return Err(Error::invalid("accounts", "no account"));
        }
        let signs = kaimen_store::unit::some(on, &units).await?.into_iter().map(|unit| unit.call_sign);
        let mut named: Vec<String> = signs.chain(names.into_values()).collect();
        named.sort_unstable();
        // Somebody complained of by name may be on the way with a unit.
        let crews = kaimen_store::account::crews(on).await?;
        units.extend(crews.into_iter().filter(|(_, account)| people.contains(account)).map(|(unit, _)| unit));
        accounts.extend(people);
        self.change_call(caller, Act::Recuse, id, Some(version), move |draft| {
            draft.detail = json!({ "units": named, "reason": reason });
            Ok(draft.call.recuse(&units, accounts)?)
        })
        .await
    }

    /// Who can be complained of: everybody with an account who is not locked out of the matter already, by name.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`].
    pub async fn recusable_for(&self, caller: &Caller, id: MatterId) -> Result<Vec<Colleague>, Error> {
        let matter = self.matter(caller, Act::Recuse, id).await?;
        let mut accounts = kaimen_store::account::all(self.database().read()).await?;
        accounts.retain(|account| account.active && !matter.recused.contains(&account.id));
        accounts.sort_by_key(|account| (account.station != matter.station, account.role, account.name.clone()));
        Ok(accounts.into_iter().map(Colleague::from).collect())
    }
}
