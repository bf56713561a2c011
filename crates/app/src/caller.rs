//! Who asks, and whether they ask again.

use chrono::{DateTime, Utc};
use kaimen_domain::access::{Decision, Subject, may};
use kaimen_domain::act::Act;
use kaimen_domain::id::AccountId;
use kaimen_domain::role::{Actor, Staff};

use crate::error::Error;

/// Key of a request that may arrive twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey {
    /// As the sender chose it.
    pub key: String,
    /// SHA-256 of what is asked.
    pub digest: [u8; 32],
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// By whom the change is made.
    pub actor: Actor,
    /// Key of the request, if the sender gave one.
    pub key: Option<RequestKey>,
}

impl Caller {
    /// A member of staff.
    #[must_use]
    pub fn staff(staff: Staff) -> Self {
        Self { actor: Actor::Staff(staff), key: None }
    }

    /// kaimen itself.
    #[must_use]
    pub fn system() -> Self {
        Self { actor: Actor::System, key: None }
    }

    /// Whether the caller is this member of staff.
    #[must_use]
    pub fn is(&self, account: AccountId) -> bool {
        self.actor.staff().is_some_and(|staff| staff.account == account)
    }

    /// Asks the access rules as they are at `now`.
    ///
    /// # Errors
    /// [`Error::Forbidden`] where the role does not have the act; [`Error::NotFound`] for records out of scope, so that
    /// nobody learns of them by asking.
    pub fn require(&self, act: Act, on: Subject<'_>, now: DateTime<Utc>) -> Result<(), Error> {
        match may(&self.actor, act, on, now) {
            Decision::Allowed => Ok(()),
            Decision::NotOfRole => Err(Error::Forbidden),
            Decision::OutOfScope | Decision::Recused => Err(Error::NotFound),
        }
    }
}
