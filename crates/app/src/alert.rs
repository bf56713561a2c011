//! What single people, or all of a role, must be told: attempts against the protective lock, break-glass, clocks that
//! run out. A line stands on their work page until somebody has seen it.

use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::id::{AccountId, MatterId, StationId};
use kaimen_domain::role::Role;
use kaimen_store::Change;
use uuid::Uuid;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

pub use kaimen_store::matter::Alert;

/// Lines shown at most.
const LINES: u64 = 100;

/// Whom a line is for.
#[derive(Debug, Clone, Copy)]
pub enum To {
    /// One person.
    Account(AccountId),
    /// Everybody of a role; of roles that belong to a station only those in charge of this one.
    Role(Role, Option<StationId>),
}

impl App {
    /// Adds a line inside a change; `code` is the message `alert-<code>`.
    pub(crate) async fn alert(
        &self,
        context: &Change<'_>,
        to: To,
        code: &str,
        matter: Option<MatterId>,
    ) -> Result<(), Error> {
        let (role, account, station) = match to {
            To::Account(account) => (None, Some(account), None),
            To::Role(role, station) => (Some(role), None, station),
        };
        let at = self.now();
        let id = self.ids().ordered(at);
        let alert = Alert { id, role, account, station, code: code.to_owned(), matter, at, seen_at: None };
        Ok(kaimen_store::matter::insert_alert(context, &alert).await?)
    }

    /// What the caller must be told, those not seen first.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn alerts(&self, caller: &Caller) -> Result<Vec<Alert>, Error> {
        caller.require(Act::ReadAlerts, Subject::District, self.now())?;
        let staff = caller.actor.staff().ok_or(Error::Forbidden)?;
        Ok(kaimen_store::matter::alerts_of(self.database().read(), staff, LINES).await?)
    }

    /// Marks a line as seen.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::NotFound`] where it is not the caller's or was seen before.
    pub async fn mark_alert_seen(&self, caller: &Caller, id: Uuid) -> Result<(), Error> {
        let now = self.now();
        caller.require(Act::ReadAlerts, Subject::District, now)?;
        let staff = caller.actor.staff().ok_or(Error::Forbidden)?.clone();
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    let marked = kaimen_store::matter::mark_seen(context, id, &staff, now).await?;
                    if marked { Ok(()) } else { Err(Error::NotFound) }
                })
            })
            .await
    }
}
