//! Who is in charge of a matter.

use kaimen_domain::access::{Subject, has, may};
use kaimen_domain::act::Act;
use kaimen_domain::id::{AccountId, MatterId};
use kaimen_domain::role::Actor;
use serde_json::json;

use crate::App;
use crate::alert::To;
use crate::caller::Caller;
use crate::error::Error;

impl App {
    /// Says who is in charge; `None` takes the charge away again. `version` is what the caller saw.
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
    ) -> Result<(), Error> {
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write::<Result<(), Error>, Error, _>(move |context| {
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
                        let account = account.filter(|account| account.active && has(account.role, Act::Refer));
                        let account = account.ok_or(Error::invalid("owner", "cannot be in charge of this"))?;
                        let actor = Actor::Staff(app.staff_of(&account));
                        let mut theirs = matter.clone();
                        theirs.owner = owner;
                        if !may(&actor, Act::ReadMatter, Subject::Matter(&theirs), app.now()).is_allowed() {
                            return Err(Error::invalid("owner", "cannot be in charge of this"));
                        }
                        app.alert(context, To::Account(account.id), "matter-yours", Some(id)).await?;
                    }
                    let before = matter.owner;
                    matter.owner = owner;
                    matter.version += 1;
                    kaimen_store::matter::save(context, &matter).await?;
                    let detail = json!({ "owner": owner, "before": before });
                    app.audit_matter(context, &caller, Act::AssignOwner.word(), &matter, "", detail).await?;
                    Ok(Ok(()))
                })
            })
            .await?
    }
}
