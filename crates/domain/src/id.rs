//! Names of records: one type for each kind, so that a unit is never taken for a call.
//!
//! The application makes them (version 7, in order of time); nothing here draws randomness or reads a clock.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! id {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    };
}

id! {
    /// A unit: the officers and the vehicle that are sent together.
    UnitId
}
id! {
    /// A call to 110.
    CallId
}
id! {
    /// A matter of any kind: the same number as its record, such as a call's.
    MatterId
}
id! {
    /// Access to one matter beyond the usual scope.
    GrantId
}
id! {
    /// A request that somebody else works on a matter.
    ReferralId
}
id! {
    /// Two matters that belong together.
    LinkId
}
id! {
    /// Somebody who can sign in.
    AccountId
}
id! {
    /// A police station.
    StationId
}
id! {
    /// A community or village of which a unit has charge.
    AreaId
}
id! {
    /// A clock of a matter.
    DeadlineId
}
id! {
    /// One unit sent to one call.
    AssignmentId
}
id! {
    /// A file attached to a matter.
    AttachmentId
}
id! {
    /// A browser in which somebody is signed in.
    SessionId
}
id! {
    /// A passkey of an account.
    PasskeyId
}

impl From<MatterId> for CallId {
    fn from(matter: MatterId) -> Self {
        Self(matter.0)
    }
}

impl From<CallId> for MatterId {
    fn from(call: CallId) -> Self {
        Self(call.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_its_bare_uuid_in_text_and_order() {
        let low: UnitId = "00000000-0000-0000-0000-000000000001".parse().unwrap();
        let high = UnitId(Uuid::from_u128(2));
        assert!(low < high);
        assert_eq!(low.to_string(), "00000000-0000-0000-0000-000000000001");
        assert!("station".parse::<StationId>().is_err());
    }
}
