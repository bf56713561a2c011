//! What everything that somebody brings to the police has in common, whatever its kind: a number, a place, a state, a
//! unit in charge, a receipt, and who may see it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::call::Place;
use crate::id::{AccountId, GrantId, MatterId, StationId, UnitId};

/// Kind of a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatterKind {
    /// A call to 110 (catalogue M04).
    Call,
    /// A resident asks for copy, correction or deletion of what is kept (PIPL arts 44–50).
    RightsRequest,
}

impl MatterKind {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::Call, Self::RightsRequest];

    /// The word kept in the database and used in messages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::RightsRequest => "rights_request",
        }
    }
}

impl std::str::FromStr for MatterKind {
    type Err = UnknownKind;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word).ok_or_else(|| UnknownKind(word.to_owned()))
    }
}

/// A word that names no kind of matter.
#[derive(Debug, thiserror::Error)]
#[error("unknown kind of matter {0:?}")]
pub struct UnknownKind(pub String);

/// Why somebody was given access to one matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantKind {
    /// It was referred to them and they took it: they work on it.
    Referral,
    /// Break-glass: they may look, for a stated reason, with the consent of a second person, for a short time.
    BreakGlass,
}

impl GrantKind {
    /// The word kept in the database and used in messages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Referral => "referral",
            Self::BreakGlass => "break_glass",
        }
    }
}

/// Access of one account to one matter beyond its usual scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Record.
    pub id: GrantId,
    /// To whom.
    pub account: AccountId,
    /// Why.
    pub kind: GrantKind,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when; a referral lives until it is completed or withdrawn.
    pub until: Option<DateTime<Utc>>,
}

impl Grant {
    /// Whether it gives access to `account` at `now`.
    #[must_use]
    pub fn serves(&self, account: AccountId, now: DateTime<Utc>) -> bool {
        self.account == account && self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

/// A matter of any kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Matter {
    /// Record.
    pub id: MatterId,
    /// Kind.
    pub kind: MatterKind,
    /// Number shown to staff.
    pub number: String,
    /// Receipt number of the resident.
    pub receipt: String,
    /// Counts the changes.
    pub version: u32,
    /// Word of its state; its meaning is the kind's.
    pub state: String,
    /// Whether it has come to its end.
    pub ended: bool,
    /// Whether it is a complaint against the police (督察条例 art. 9).
    pub complaint: bool,
    /// Where.
    pub place: Place,
    /// What was brought, in words.
    pub summary: String,
    /// Station in charge.
    pub station: Option<StationId>,
    /// Who is in charge.
    pub owner: Option<AccountId>,
    /// When it was brought.
    pub received_at: DateTime<Utc>,
    /// In the present state since.
    pub state_since: DateTime<Utc>,
    /// When it ended.
    pub closed_at: Option<DateTime<Utc>>,
    /// Accounts that are complained of: they may neither work on it nor see it (red line 7).
    pub recused: Vec<AccountId>,
    /// Access that single people were given to it.
    pub grants: Vec<Grant>,
    /// Units that work or worked on it.
    pub units: Vec<UnitId>,
}

impl Matter {
    /// What the audit log calls it.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("{}/{}", self.kind.word(), self.id)
    }
}
