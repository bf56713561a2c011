//! Which account belongs to whom at the provider. Accounts and roles stay with the bureau's administrator: signing in
//! makes none and changes none.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::audit::Entry;
use kaimen_domain::id::AccountId;
use kaimen_domain::role::Actor;
use kaimen_store::account::Account;
use kaimen_store::identity::{Identity, Person};
use kaimen_store::session::Which;
use kaimen_store::{Change, Effect, StoreError};
use serde_json::json;

use super::Trouble;
use crate::App;
use crate::caller::Caller;
use crate::error::Error;

/// How an account stands to the identity provider; no entry where the next sign-in with its name links it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// It belongs to a person there since then.
    Linked(DateTime<Utc>),
    /// The administrator has unlinked it.
    Unlinked,
}

impl App {
    /// The account of a person, linked by its username where it is not yet.
    pub(crate) async fn account_of(
        &self,
        issuer: &str,
        subject: &str,
        username: impl AsyncFnOnce() -> Result<Option<String>, Trouble>,
    ) -> Result<Account, Trouble> {
        let on = self.database().read();
        let account = match kaimen_store::identity::find(on, issuer, subject).await? {
            Some(id) => kaimen_store::account::find(on, id).await?.ok_or(Trouble::Unknown)?,
            None => {
                let username = username().await?.ok_or(Trouble::Unknown)?;
                let (app, linked_at) = (self.clone(), self.now());
                let person = Person { issuer: issuer.to_owned(), subject: subject.to_owned(), linked_at };
                let link = self.database().write(move |context| Box::pin(link(app, context, username, person)));
                link.await?
            }
        };
        if account.active { Ok(account) } else { Err(Trouble::Closed) }
    }

    /// Which accounts are linked and which were unlinked.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn identities(&self, caller: &Caller) -> Result<HashMap<AccountId, Link>, Error> {
        caller.require(Act::ManageAccounts, Subject::District, self.now())?;
        let all = kaimen_store::identity::all(self.database().read()).await?;
        let link = |person: Option<Person>| person.map_or(Link::Unlinked, |person| Link::Linked(person.linked_at));
        Ok(all.into_iter().map(|identity| (identity.account, link(identity.person))).collect())
    }

    /// Takes an account away from whoever it belongs to at the provider, keeps it so, and ends its sessions.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn unlink_identity(&self, caller: &Caller, id: AccountId) -> Result<(), Error> {
        self.change_identity(caller, id, "unlink-identity").await
    }

    /// Lets the next sign-in link an account that was unlinked.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn allow_identity(&self, caller: &Caller, id: AccountId) -> Result<(), Error> {
        self.change_identity(caller, id, "allow-identity").await
    }

    async fn change_identity(&self, caller: &Caller, id: AccountId, act: &'static str) -> Result<(), Error> {
        caller.require(Act::ManageAccounts, Subject::District, self.now())?;
        let (now, actor) = (self.now(), caller.actor.clone());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    let account = kaimen_store::account::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
                    if act == "unlink-identity" {
                        kaimen_store::identity::unlink(context, id).await?;
                        kaimen_store::session::revoke(context, id, Which::All, now).await?;
                    } else if !kaimen_store::identity::allow(context, id).await? {
                        return Ok(());
                    }
                    let effect = Effect { signed_out: Some(id), ..Effect::default() };
                    context.audit(entry(&actor, act, &account, now), effect).await?;
                    Ok(())
                })
            })
            .await
    }
}

async fn link(app: App, context: &Change<'_>, username: String, person: Person) -> Result<Account, Trouble> {
    let account = kaimen_store::account::find_by_username(context.tx(), &username).await?.ok_or(Trouble::Unknown)?;
    if !account.active {
        return Err(Trouble::Closed);
    }
    match kaimen_store::identity::of(context.tx(), account.id).await? {
        None => {}
        Some(Identity { person: None, .. }) => return Err(Trouble::Unlinked),
        Some(_) => return Err(Trouble::Taken),
    }
    let now = person.linked_at;
    let identity = Identity { account: account.id, person: Some(person) };
    kaimen_store::identity::insert(context, &identity).await.map_err(|error| match error {
        StoreError::Duplicate => Trouble::Taken,
        other => other.into(),
    })?;
    let own = Actor::Staff(app.staff_of(&account));
    context.audit(entry(&own, "link-identity", &account, now), Effect::default()).await?;
    Ok(account)
}

fn entry(actor: &Actor, act: &str, account: &Account, at: DateTime<Utc>) -> Entry {
    Entry {
        at,
        actor: actor.reference(),
        act: act.to_owned(),
        subject: format!("account/{}", account.id),
        why: String::new(),
        detail: json!({ "username": account.username, "role": account.role.word() }).to_string(),
    }
}
