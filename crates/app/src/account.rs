//! Accounts of staff: made, changed and ended by the technical administrator, who sees no content.

use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::audit::Entry;
use kaimen_domain::id::{AccountId, StationId, UnitId};
use kaimen_domain::role::Role;
use kaimen_store::account::Account;
use kaimen_store::session::Which;
use kaimen_store::{Change, Effect, StoreError};
use serde_json::json;

use crate::App;
use crate::call::text;
use crate::caller::Caller;
use crate::error::Error;
use crate::password::hash_password;

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What is typed to sign in.
    pub username: String,
    /// Name shown to colleagues.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Station, for officers and chiefs.
    pub station: Option<StationId>,
    /// Unit, for officers.
    pub unit: Option<UnitId>,
}

fn username(typed: &str) -> Result<String, Error> {
    let name = text("username", typed, 32)?;
    let good = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c));
    if good { Ok(name) } else { Err(Error::invalid("username", "small letters, digits, - _ .")) }
}

impl App {
    /// Every account, without password hashes.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn accounts(&self, caller: &Caller) -> Result<Vec<Account>, Error> {
        caller.require(Act::ManageAccounts, Subject::District, self.now())?;
        Ok(kaimen_store::account::all(self.database().read()).await?)
    }

    /// Call signs of all units, for the forms of the administrator: no status, no place.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn unit_names(&self, caller: &Caller) -> Result<Vec<(UnitId, String)>, Error> {
        caller.require(Act::ManageAccounts, Subject::District, self.now())?;
        let units = kaimen_store::unit::all(self.database().read()).await?;
        Ok(units.into_iter().map(|unit| (unit.id, unit.call_sign)).collect())
    }

    /// Makes an account; answers its first password, which is shown once.
    ///
    /// # Errors
    /// [`Error::Invalid`] where a field is wrong or the username is in use.
    pub async fn make_account(&self, caller: &Caller, new: NewAccount) -> Result<(Account, String), Error> {
        caller.require(Act::ManageAccounts, Subject::District, self.now())?;
        let (station, unit) = self.checked_scope(&new).await?;
        let password = self.0.ids.password();
        let hash = hash_password(password.clone()).await?;
        let now = self.now();
        let account = Account {
            id: AccountId(self.0.ids.ordered(now)),
            username: username(&new.username)?,
            name: text("name", &new.name, 64)?,
            role: new.role,
            password_hash: Some(hash),
            station,
            unit,
            active: true,
            version: 1,
            created_at: now,
        };
        let (row, caller, app) = (account.clone(), caller.clone(), self.clone());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    kaimen_store::account::insert(context, std::slice::from_ref(&row)).await.map_err(taken)?;
                    app.audit_account(context, &caller, "make-account", &row).await
                })
            })
            .await?;
        self.refresh_board().await?;
        Ok((account, password))
    }

    /// Officers belong to a unit and so to its station; chiefs and those who help there to a station; the others to neither.
    async fn checked_scope(&self, new: &NewAccount) -> Result<(Option<StationId>, Option<UnitId>), Error> {
        match new.role {
            Role::CommunityOfficer => {
                let unit = new.unit.ok_or(Error::invalid("unit", "an officer belongs to a unit"))?;
                let unit = kaimen_store::unit::find(self.database().read(), unit).await?;
                let unit = unit.ok_or(Error::invalid("unit", "there is no such unit"))?;
                Ok((Some(unit.station), Some(unit.id)))
            }
            role if role.belongs_to_station() => {
                let known = new.station.filter(|id| self.stations().iter().any(|station| station.id == *id));
                Ok((Some(known.ok_or(Error::invalid("station", "this role belongs to a station"))?), None))
            }
            _ => Ok((None, None)),
        }
    }

    /// Gives an account a new password and ends its sessions; answers username and password, which is shown once.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn reset_password(&self, caller: &Caller, id: AccountId) -> Result<(String, String), Error> {
        let password = self.0.ids.password();
        let hash = hash_password(password.clone()).await?;
        let account = self
            .change_account(caller, id, "reset-password", move |account| account.password_hash = Some(hash))
            .await?;
        Ok((account.username, password))
    }

    /// Opens or closes an account; closing ends its sessions at once.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] for one's own account.
    pub async fn set_active(&self, caller: &Caller, id: AccountId, active: bool) -> Result<(), Error> {
        if caller.actor.staff().is_some_and(|staff| staff.account == id) {
            return Err(Error::invalid("account", "you cannot close your own account"));
        }
        let act = if active { "open-account" } else { "close-account" };
        self.change_account(caller, id, act, move |account| account.active = active).await.map(|_| ())
    }

    async fn change_account<F>(
        &self,
        caller: &Caller,
        id: AccountId,
        act: &'static str,
        change: F,
    ) -> Result<Account, Error>
    where
        F: FnOnce(&mut Account) + Send + 'static,
    {
        caller.require(Act::ManageAccounts, Subject::District, self.now())?;
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    let mut account = kaimen_store::account::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
                    change(&mut account);
                    account.version += 1;
                    kaimen_store::account::save(context, &account).await.map_err(taken)?;
                    kaimen_store::session::revoke(context, id, Which::All, app.now()).await?;
                    app.audit_account(context, &caller, act, &account).await?;
                    Ok(account)
                })
            })
            .await
    }

    pub(crate) async fn audit_account(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        act: &str,
        account: &Account,
    ) -> Result<(), Error> {
        let entry = Entry {
            at: self.now(),
            actor: caller.actor.reference(),
            act: act.to_owned(),
            subject: format!("account/{}", account.id),
            why: String::new(),
            detail: json!({ "username": account.username, "role": account.role.word() }).to_string(),
        };
        context.audit(entry, Effect { signed_out: Some(account.id), ..Effect::default() }).await?;
        Ok(())
    }
}

fn taken(error: StoreError) -> Error {
    match error {
        StoreError::Duplicate => Error::invalid("username", "in use"),
        other => other.into(),
    }
}
