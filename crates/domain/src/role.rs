//! Who acts: roles of staff, and the actor that every change is made by.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, CallId, StationId, UnitId};

macro_rules! roles {
    ($(#[doc = $doc:literal] $name:ident = $word:literal,)+) => {
        /// Role of a staff account (catalogue §1.2). No role sees everything.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Role {
            $(#[doc = $doc] $name,)+
        }

        impl Role {
            /// Every role.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word kept in the database and used in messages.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

roles! {
    /// 110 desk of the bureau: takes calls and sends units.
    DutyDesk = "duty_desk",
    /// Community officer: answers the calls of the own unit.
    CommunityOfficer = "community_officer",
    /// Chief of a station: the own station and what is below it.
    StationChief = "station_chief",
    /// Command of the bureau: sees all calls and units.
    BureauCommand = "bureau_command",
    /// Mediator: matters referred to the mediation room.
    Mediator = "mediator",
    /// Community liaison of a village, a town or the district: a public helper, never an informant (red line 14).
    Liaison = "liaison",
    /// Resident pro-bono lawyer: matters that a party asked to have referred.
    ResidentLawyer = "resident_lawyer",
    /// Carer of the children's programme.
    Carer = "carer",
    /// Coordinator of the children's programme, of the Women's Federation.
    CareCoordinator = "care_coordinator",
    /// Police conduct supervisor from outside: checkpoints and figures, no personal files.
    ConductSupervisor = "conduct_supervisor",
    /// Internal inspection (督察): complaints against the police, and reviews outside the unit.
    InspectionOffice = "inspection_office",
    /// Editor of notices.
    PublicityEditor = "publicity_editor",
    /// Privacy officer: the rights of residents, retention and erasure.
    PrivacyOfficer = "privacy_officer",
    /// Auditor: who did what, without its content.
    Auditor = "auditor",
    /// Technical administrator: accounts and machines, no content.
    Administrator = "administrator",
}

impl Role {
    /// Whether accounts of this role belong to a station.
    #[must_use]
    pub fn belongs_to_station(self) -> bool {
        matches!(self, Self::StationChief | Self::Mediator | Self::Liaison | Self::ResidentLawyer)
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownRole;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|role| role.word() == word).ok_or_else(|| UnknownRole(word.to_owned()))
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
    /// That station and the stations, posts and rooms below it.
    pub below: Arc<[StationId]>,
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
