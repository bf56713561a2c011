//! What can be refused, with a stable code for programs and a next step for people.

use kaimen_domain::call::Refused;
use kaimen_domain::deadline::{clock, parameter, register};
use kaimen_store::StoreError;

use crate::attachment::Refusal;

/// Why something was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No session, or it has ended.
    #[error("you are signed out")]
    SignedOut,
    /// Somebody ended the session: the device may be lost.
    #[error("this device was signed out")]
    Revoked,
    /// The second factor is still to be passed.
    #[error("the second step of signing in is missing")]
    CodeAsked,
    /// The account has no second factor, and the installation requires one.
    #[error("this account needs a second factor")]
    FactorNeeded,
    /// The token that proves the request came from kaimen's own page is missing or wrong.
    #[error("the request did not come from an open page of kaimen")]
    Csrf,
    /// The role does not have this act.
    #[error("your role may not do this")]
    Forbidden,
    /// No such record, or not for this actor.
    #[error("there is no such record, or it is not yours to see")]
    NotFound,
    /// The record has moved on.
    #[error("the call is at version {current}, you sent {sent}")]
    StaleVersion {
        /// As it is.
        current: u32,
        /// As the sender saw it.
        sent: u32,
    },
    /// Somebody else saved the record in the same moment.
    #[error("somebody else changed the record in the same moment")]
    Conflict,
    /// The unit is on another call.
    #[error("{0} is already on another call")]
    UnitTaken(String),
    /// The unit is off duty.
    #[error("{0} is off duty")]
    UnitOff(String),
    /// The state does not allow it.
    #[error(transparent)]
    WrongState(#[from] Refused),
    /// The clock does not allow it.
    #[error(transparent)]
    Clock(#[from] clock::Refused),
    /// The register of deadlines has no such step on that day.
    #[error(transparent)]
    Register(#[from] register::NotFound),
    /// The bureau cannot set this length.
    #[error(transparent)]
    Parameter(#[from] parameter::NotSet),
    /// A step of a request of a person is not possible.
    #[error(transparent)]
    Request(#[from] kaimen_domain::rights::Refused),
    /// What was to be deleted must stay for now.
    #[error(transparent)]
    Kept(#[from] kaimen_domain::retention::Kept),
    /// A field is missing, too long or makes no sense.
    #[error("{field}: {why}")]
    Invalid {
        /// Name of the field.
        field: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A file that is not taken.
    #[error(transparent)]
    File(#[from] Refusal),
    /// The place is not on the map.
    #[error("the place is not on the map of this district")]
    OffMap,
    /// The key of the request was used for another request.
    #[error("this request key was used for a different request")]
    KeyReused,
    /// Wrong username, password or code.
    #[error("that does not match")]
    BadCredentials,
    /// Too many wrong tries.
    #[error("too many tries: wait {seconds} seconds")]
    TooManyTries {
        /// How long to wait.
        seconds: u64,
    },
    /// Overloaded; nothing was lost.
    #[error("kaimen is busy: try again in a moment")]
    Busy,
    /// Something is broken on the server.
    #[error("something is broken on the server")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Revoked => "revoked",
            Self::CodeAsked => "code_asked",
            Self::FactorNeeded => "factor_needed",
            Self::Csrf => "csrf",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::StaleVersion { .. } | Self::Conflict => "stale_version",
            Self::UnitTaken(_) => "unit_taken",
            Self::UnitOff(_) => "unit_off",
            Self::WrongState(_) => "wrong_state",
            Self::Clock(clock::Refused::UnknownYear(_)) => "calendar_missing",
            Self::Clock(_) => "clock_refused",
            Self::Register(_) => "not_in_register",
            Self::Parameter(_) => "length_refused",
            Self::Request(refused) => match refused {
                kaimen_domain::rights::Refused::WrongState => "request_state",
                kaimen_domain::rights::Refused::ReasonsMissing => "reasons_missing",
                kaimen_domain::rights::Refused::NotOutside => "not_outside",
                kaimen_domain::rights::Refused::TooLate => "too_late",
            },
            Self::Kept(_) => "kept",
            Self::Invalid { .. } => "invalid",
            Self::File(refusal) => refusal.code(),
            Self::OffMap => "off_map",
            Self::KeyReused => "key_reused",
            Self::BadCredentials => "bad_credentials",
            Self::TooManyTries { .. } => "too_many_tries",
            Self::Busy => "busy",
            Self::Internal(_) => "internal",
        }
    }

    /// What the person can do next.
    #[must_use]
    pub fn next(&self) -> &'static str {
        match self {
            Self::SignedOut => "sign in again; what you typed is kept on the page",
            Self::Revoked => "if it was not you who ended it, ask your chief or the administrator",
            Self::CodeAsked => "enter the code of your authenticator app, or use a passkey",
            Self::FactorNeeded => "set up a passkey or an authenticator app on your account page",
            Self::Csrf => "reload the page and repeat",
            Self::Forbidden => "ask the duty desk or your chief",
            Self::NotFound => "check the number",
            Self::StaleVersion { .. } | Self::Conflict => "look at it again and repeat",
            Self::UnitTaken(_) | Self::UnitOff(_) => "choose another unit",
            Self::WrongState(_) => "look at the state of the call",
            Self::Clock(clock::Refused::UnknownYear(_)) => "ask the administrator to load the public holidays",
            Self::Clock(_) => "look at the state of the clock",
            Self::Register(_) | Self::Parameter(_) => "look at the register of deadlines",
            Self::Request(refused) => match refused {
                kaimen_domain::rights::Refused::WrongState => "look at the state of the request",
                kaimen_domain::rights::Refused::ReasonsMissing => "write the reasons and send again",
                kaimen_domain::rights::Refused::NotOutside => {
                    "leave it to the inspection office or the privacy officer"
                }
                kaimen_domain::rights::Refused::TooLate => "the court remains",
            },
            Self::Kept(_) => "grant a part, or refuse with this reason",
            Self::Invalid { .. } => "correct the field and send again",
            Self::File(refusal) => refusal.next(),
            Self::OffMap => "choose a place on the map",
            Self::KeyReused => "send it again with a new key",
            Self::BadCredentials => "check what you typed",
            Self::TooManyTries { .. } => "wait, then try again",
            Self::Busy => "try again in a moment; nothing was lost",
            Self::Internal(_) => "try again; if it stays so, tell the administrator",
        }
    }

    /// A field that is wrong.
    #[must_use]
    pub fn invalid(field: &'static str, why: &'static str) -> Self {
        Self::Invalid { field, why }
    }

    /// Something broken on the server.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale | StoreError::Duplicate => Self::Conflict,
            StoreError::UnitTaken => Self::UnitTaken("the unit".to_owned()),
            StoreError::Busy => Self::Busy,
            other => Self::internal(other),
        }
    }
}
