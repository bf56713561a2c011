//! Break-glass: access to one matter outside the usual scope, for looking only. It needs a stated reason and the consent
//! of a second person, lasts hours, and those who watch over the police are told at once.
//!
//! asked → granted → ended; asked → refused.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{AccountId, GrantId, MatterId};
use crate::matter::{Grant, GrantKind};

/// Longest access (our choice).
pub const LONGEST: Duration = Duration::hours(8);
/// A question that nobody decided within this time is void (our choice).
pub const DECIDE_WITHIN: Duration = Duration::hours(24);
/// Shortest reason, in characters: a word is none.
const REASON: usize = 8;

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakGlassState {
    /// Waits for a second person.
    Asked,
    /// Access is open until its end.
    Granted,
    /// The second person said no.
    Refused,
    /// Over.
    Ended,
}

/// Why it is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BreakGlassRefused {
    /// The state does not allow it.
    #[error("this was decided already, or its time is over")]
    WrongState,
    /// Nobody decides for oneself.
    #[error("a second person must decide")]
    SamePerson,
    /// A reason is more than a word.
    #[error("give the reason in a sentence")]
    NoReason,
    /// Longer than allowed, or not at all.
    #[error("one to eight hours")]
    Hours,
}

/// Access to one matter for a stated reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakGlass {
    /// Record.
    pub id: GrantId,
    /// To what.
    pub matter: MatterId,
    /// Who asks.
    pub asked_by: AccountId,
    /// Why.
    pub reason: String,
    /// For how many hours.
    pub hours: u8,
    /// Asked.
    pub asked_at: DateTime<Utc>,
    /// Where it stands.
    pub state: BreakGlassState,
    /// The second person.
    pub decided_by: Option<AccountId>,
    /// Decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// End of the access.
    pub until: Option<DateTime<Utc>>,
}

impl BreakGlass {
    /// Asks.
    ///
    /// # Errors
    /// [`BreakGlassRefused::NoReason`], [`BreakGlassRefused::Hours`].
    pub fn ask(
        id: GrantId,
        matter: MatterId,
        asked_by: AccountId,
        reason: &str,
        hours: u8,
        now: DateTime<Utc>,
    ) -> Result<Self, BreakGlassRefused> {
        let reason = reason.trim().to_owned();
        if reason.chars().count() < REASON {
            return Err(BreakGlassRefused::NoReason);
        }
        if hours == 0 || Duration::hours(i64::from(hours)) > LONGEST {
            return Err(BreakGlassRefused::Hours);
        }
        let state = BreakGlassState::Asked;
        Ok(Self {
            id,
            matter,
            asked_by,
            reason,
            hours,
            asked_at: now,
            state,
            decided_by: None,
            decided_at: None,
            until: None,
        })
    }

    /// Whether somebody can still decide.
    #[must_use]
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.state == BreakGlassState::Asked && now < self.asked_at + DECIDE_WITHIN
    }

    /// Decides; answers the access where it is granted.
    ///
    /// # Errors
    /// [`BreakGlassRefused::SamePerson`], [`BreakGlassRefused::WrongState`].
    pub fn decide(
        &mut self,
        by: AccountId,
        grants: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<Grant>, BreakGlassRefused> {
        if by == self.asked_by {
            return Err(BreakGlassRefused::SamePerson);
        }
        if !self.is_open(now) {
            return Err(BreakGlassRefused::WrongState);
        }
        (self.decided_by, self.decided_at) = (Some(by), Some(now));
        if !grants {
            self.state = BreakGlassState::Refused;
            return Ok(None);
        }
        self.state = BreakGlassState::Granted;
        self.until = Some(now + Duration::hours(i64::from(self.hours)));
        Ok(Some(Grant {
            id: self.id,
            account: self.asked_by,
            kind: GrantKind::BreakGlass,
            from: now,
            until: self.until,
        }))
    }

    /// Ends it.
    ///
    /// # Errors
    /// [`BreakGlassRefused::WrongState`].
    pub fn end(&mut self, now: DateTime<Utc>) -> Result<(), BreakGlassRefused> {
        if self.state != BreakGlassState::Granted {
            return Err(BreakGlassRefused::WrongState);
        }
        self.state = BreakGlassState::Ended;
        self.until = Some(self.until.map_or(now, |until| until.min(now)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn asked() -> BreakGlass {
        let id = uuid::Uuid::from_u128;
        BreakGlass::ask(GrantId(id(1)), MatterId(id(2)), AccountId(id(3)), "走失老人可能与此有关", 2, NOW).unwrap()
    }

    #[test]
    fn a_second_person_decides_and_it_ends() {
        let mut glass = asked();
        assert_eq!(glass.decide(glass.asked_by, true, NOW), Err(BreakGlassRefused::SamePerson));
        let second = AccountId(uuid::Uuid::from_u128(9));
        let grant = glass.decide(second, true, NOW).unwrap().unwrap();
        assert!(grant.serves(glass.asked_by, NOW) && !grant.serves(second, NOW));
        assert!(!grant.serves(glass.asked_by, NOW + Duration::hours(2)), "it expires by itself");
        assert_eq!(glass.decide(second, false, NOW), Err(BreakGlassRefused::WrongState), "once");
        glass.end(NOW + Duration::hours(1)).unwrap();
        assert_eq!(glass.until, Some(NOW + Duration::hours(1)));
        assert_eq!(glass.end(NOW), Err(BreakGlassRefused::WrongState));
    }

    #[test]
    fn reasons_hours_and_old_questions() {
        let id = uuid::Uuid::from_u128;
        let ask =
            |reason, hours| BreakGlass::ask(GrantId(id(1)), MatterId(id(2)), AccountId(id(3)), reason, hours, NOW);
        assert_eq!(ask("急", 2), Err(BreakGlassRefused::NoReason));
        assert_eq!(ask("走失老人可能与此有关", 0), Err(BreakGlassRefused::Hours));
        assert_eq!(ask("走失老人可能与此有关", 9), Err(BreakGlassRefused::Hours));
        let mut old = asked();
        let late = NOW + DECIDE_WITHIN;
        assert_eq!(old.decide(AccountId(id(9)), true, late), Err(BreakGlassRefused::WrongState));
    }
}
