//! A person's rights over what is kept about them (PIPL arts 44–50): the request and its state machine.
//!
//! received → answered { granted | partly | refused, with reasons } → (review requested → reviewed { upheld |
//! overturned }) → closed. To see and to copy needs no request: the page of the receipt shows it at once.
//!
//! A refusal goes to somebody outside the unit (red line 10): never the account that answered, never its role, never
//! anybody whose station is in charge. Methods are pure: they change the struct or refuse.

mod changes;
mod words;

use chrono::{DateTime, Utc};

use crate::call::Place;
use crate::id::{AccountId, MatterId, StationId};
use crate::matter::{Grant, Matter, MatterKind};
use crate::retention::Category;
use crate::role::Role;

pub use words::{Answered, Field, Outcome, RightsState, Wish};

/// Days in which an answer can be taken to somebody outside the unit; our choice, the law counts none.
pub const CONTEST_DAYS: i64 = 60;

/// What is asked, in the person's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Something is wrong (PIPL art. 46).
    Correction {
        /// What.
        field: Field,
        /// What is wrong about it.
        wrong: String,
        /// What it should say.
        right: String,
    },
    /// Something shall go (PIPL art. 47).
    Deletion {
        /// What, at least one.
        categories: Vec<Category>,
        /// Why.
        reason: String,
    },
    /// Why something is kept or was done with it (PIPL art. 48).
    Explanation {
        /// What shall be explained.
        question: String,
    },
}

impl Asked {
    /// What kind of request it is.
    #[must_use]
    pub fn wish(&self) -> Wish {
        match self {
            Self::Correction { .. } => Wish::Correction,
            Self::Deletion { .. } => Wish::Deletion,
            Self::Explanation { .. } => Wish::Explanation,
        }
    }
}

/// The bureau's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Granted or not.
    pub answered: Answered,
    /// Why; what is explained. May be empty only where everything was granted.
    pub reasons: String,
    /// By whom.
    pub by: AccountId,
    /// As what.
    pub role: Role,
    /// Of which station.
    pub station: Option<StationId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The review of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Why the person is not content.
    pub reason: String,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// What came of it.
    pub decided: Option<Decided>,
}

/// What somebody outside the unit decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Upheld or overturned.
    pub outcome: Outcome,
    /// Why.
    pub reasons: String,
    /// By whom.
    pub by: AccountId,
    /// As what.
    pub role: Role,
    /// When.
    pub at: DateTime<Utc>,
}

/// A request: the second kind of matter.
#[derive(Debug, Clone, PartialEq)]
pub struct RightsRequest {
    /// Record.
    pub id: MatterId,
    /// The matter it is about.
    pub about: MatterId,
    /// Number, such as `权20110122-0001`.
    pub number: String,
    /// Receipt number that every matter has; this one is followed with the receipt of the matter it is about.
    pub receipt: String,
    /// Counts the changes.
    pub version: u32,
    /// Where it stands.
    pub state: RightsState,
    /// What is asked.
    pub asked: Asked,
    /// Station in charge of the matter it is about.
    pub station: Option<StationId>,
    /// Where that station is; the request has no place of its own.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// Who is in charge of it.
    pub owner: Option<AccountId>,
    /// Received.
    pub received_at: DateTime<Utc>,
    /// In the present state since.
    pub state_since: DateTime<Utc>,
    /// Ended.
    pub closed_at: Option<DateTime<Utc>>,
    /// The answer.
    pub answer: Option<Answer>,
    /// The review.
    pub review: Option<Review>,
    /// Complained-of officers of the matter it is about, and of this one: they neither see nor answer it.
    pub recused: Vec<AccountId>,
    /// Access that single people were given to it.
    pub grants: Vec<Grant>,
}

impl RightsRequest {
    /// What it has in common with every other matter. The words of the person are no part of it: lists and search do
    /// not show them.
    #[must_use]
    pub fn matter(&self) -> Matter {
        Matter {
            id: self.id,
            kind: MatterKind::RightsRequest,
            number: self.number.clone(),
            receipt: self.receipt.clone(),
            version: self.version,
            state: self.state.word().to_owned(),
            ended: self.state == RightsState::Closed,
            complaint: false,
            place: Place { text: String::new(), lon: self.lon, lat: self.lat },
            summary: String::new(),
            station: self.station,
            owner: self.owner,
            received_at: self.received_at,
            state_since: self.state_since,
            closed_at: self.closed_at,
            recused: self.recused.clone(),
            grants: self.grants.clone(),
            units: Vec::new(),
        }
    }

    /// Until when the answer can be contested; `None` where there is nothing to contest.
    #[must_use]
    pub fn contest_until(&self) -> Option<DateTime<Utc>> {
        let answer = self.answer.as_ref().filter(|_| self.state == RightsState::Answered)?;
        Some(answer.at + chrono::Duration::days(CONTEST_DAYS))
    }
}

/// Why a step is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The state does not allow it.
    #[error("the request is not in a state that allows this")]
    WrongState,
    /// Less than everything was granted and nothing was said about it.
    #[error("less than everything was granted: say why")]
    ReasonsMissing,
    /// The reviewer belongs to those who answered.
    #[error("a refusal is reviewed by somebody outside the unit that answered")]
    NotOutside,
    /// The time to contest the answer is over.
    #[error("the time in which the answer could be contested is over")]
    TooLate,
}
