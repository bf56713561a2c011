//! Who acts: roles of staff, and the actor that every change is made by.

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, CallId, StationId, UnitId};

/// Role of a staff account (catalogue §1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 110 desk of the bureau: takes calls and sends units.
    DutyDesk,
    /// Community officer: answers the calls of the own unit.
    CommunityOfficer,
    /// Chief of a station: sees the own station's calls and units.
    StationChief,
    /// Command of the bureau: sees all calls and units.
    BureauCommand,
    /// Technical administrator: accounts and machines, no content.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] =
        [Self::DutyDesk, Self::CommunityOfficer, Self::StationChief, Self::BureauCommand, Self::Administrator];

    /// The word kept in the database and used in messages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::DutyDesk => "duty_desk",
            Self::CommunityOfficer => "community_officer",
            Self::StationChief => "station_chief",
            Self::BureauCommand => "bureau_command",
            Self::Administrator => "administrator",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownRole;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.word() == word).ok_or_else(|| UnknownRole(word.to_owned()))
    }
}

/// A word that names no role.
#[derive(Debug, thiserror::Error)]
#[error("unknown role {0:?}")]
pub struct UnknownRole(pub String);

/// A signed-in member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Account.
    pub account: AccountId,
    /// Name shown in timelines.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Station the account belongs to, if any.
    pub station: Option<StationId>,
    /// Unit the officer rides with, if any.
    pub unit: Option<UnitId>,
}

/// By whom a change is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in member of staff.
    Staff(Staff),
    /// The resident who holds the receipt of one call.
    Resident(CallId),
    /// kaimen itself: a clock that ran out, a start-up step.
    System,
}

impl Actor {
    /// What the audit row calls the actor: an account id or a role without a person.
    #[must_use]
    pub fn reference(&self) -> String {
        match self {
            Self::Staff(staff) => staff.account.to_string(),
            Self::Resident(_) => "resident".to_owned(),
            Self::System => "system".to_owned(),
        }
    }

    /// Name shown in the timeline of a call.
    #[must_use]
    pub fn shown(&self) -> &str {
        match self {
            Self::Staff(staff) => &staff.name,
            Self::Resident(_) => "resident",
            Self::System => "system",
        }
    }

    /// The member of staff, if it is one.
    #[must_use]
    pub fn staff(&self) -> Option<&Staff> {
        match self {
            Self::Staff(staff) => Some(staff),
            Self::Resident(_) | Self::System => None,
        }
    }
}
