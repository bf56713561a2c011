//! Who is in charge of a matter.

use kaimen_domain::access::{Subject, has, may};
use kaimen_domain::act::Act;
use kaimen_domain::id::{AccountId, MatterId};
use kaimen_domain::matter::Matter;
use kaimen_domain::role::Actor;
use kaimen_store::account::Account;
use serde_json::json;

use super::Colleague;
use crate::App;
use crate::alert::To;
use crate::caller::Caller;
use crate::error::Error;

impl App {
    /// Says who is in charge; `None` takes the charge away again. `version` is what the caller saw. Answers who was in
    /// charge before.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::StaleVersion`]; [`Error::Invalid`] where the person cannot work on such matters or
    /// is complained of in this one.
    pub async fn assign_owner(
        &self,
        caller: &Caller,
        id: MatterId,
        owner: Option<AccountId>,
        version: u32,
    ) -> Result<Option<AccountId>, Error> {
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write::<Result<Option<AccountId>, Error>, Error, _>(move |context| {
                Box::pin(async move {
                    let mut matter = match app.matter_in(context, &caller, Act::AssignOwner, id).await? {
                        Ok(matter) => matter,
                        Err(refused) => return Ok(Err(refused)),
                    };
                    if version != matter.version {
                        return Err(Error::StaleVersion { current: matter.version, sent: version });
                    }
                    if let Some(account) = owner {
                        let account = kaimen_store::account::find(context.tx(), account).await?;
                        let account = account.filter(|account| app.can_own(account, &matter));
                        let account = account.ok_or(Error::invalid("owner", "cannot be in charge of this"))?;
                        app.alert(context, To::Account(account.id), "matter-yours", Some(id)).await?;
                    }
                    let before = matter.owner;
                    matter.owner = owner;
                    matter.version += 1;
                    kaimen_store::matter::save(context, &matter).await?;
                    let detail = json!({ "owner": owner, "before": before });
                    app.audit_matter(context, &caller, Act::AssignOwner.word(), &matter, "", detail).await?;
                    Ok(Ok(before))
                })
            })
            .await?
    }

    /// Whether an account works on such matters and is not complained of in this one.
    fn can_own(&self, account: &Account, matter: &Matter) -> bool {
        let actor = Actor::Staff(self.staff_of(account));
        let theirs = Matter { owner: Some(account.id), ..matter.clone() };
        account.active
            && has(account.role, Act::Refer)
            && may(&actor, Act::ReadMatter, Subject::Matter(&theirs), self.now()).is_allowed()
    }

    /// Who could be in charge of a matter: of its station first, by name.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn owners_for(&self, caller: &Caller, id: MatterId) -> Result<Vec<Colleague>, Error> {
        let matter = self.matter(caller, Act::AssignOwner, id).await?;
        let mut accounts = kaimen_store::account::all(self.database().read()).await?;
        accounts.retain(|account| self.can_own(account, &matter));
        accounts.sort_by_key(|account| (account.station != matter.station, account.role, account.name.clone()));
        Ok(accounts.into_iter().map(Colleague::from).collect())
    }
}
