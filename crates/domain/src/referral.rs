//! Referral: somebody is asked to work on a matter, takes it or gives it back, and says when it is done. Access to the
//! matter lives from taking it to its end, and no longer.
//!
//! offered → accepted → completed; offered → declined (with a reason); offered or accepted → withdrawn.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{AccountId, GrantId, MatterId, ReferralId};
use crate::matter::{Grant, GrantKind};

/// Where a referral stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferralState {
    /// Waits for the answer of whoever was asked.
    Offered,
    /// Is being worked on.
    Accepted,
    /// Was given back.
    Declined,
    /// The work is done.
    Completed,
    /// Was taken back.
    Withdrawn,
}

/// What is done to a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferralStep {
    /// Take it.
    Accept,
    /// Give it back; needs words.
    Decline,
    /// Say that the work is done; needs words.
    Complete,
    /// Take it back.
    Withdraw,
}

/// Why a step is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReferralRefused {
    /// The state does not allow it.
    #[error("the referral is not in a state that allows this")]
    WrongState,
    /// The other side must know why.
    #[error("say why, or what was done")]
    NoWords,
}

/// Somebody is asked to work on a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// Record.
    pub id: ReferralId,
    /// On what.
    pub matter: MatterId,
    /// Who asks.
    pub from: AccountId,
    /// Who is asked.
    pub to: AccountId,
    /// What for; the one thing that is seen before it is taken.
    pub reason: String,
    /// Where it stands.
    pub state: ReferralState,
    /// Words of the answer or of what was done.
    pub answer: Option<String>,
    /// Asked.
    pub offered_at: DateTime<Utc>,
    /// Answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// Ended.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Referral {
    /// Asks.
    #[must_use]
    pub fn offer(
        id: ReferralId,
        matter: MatterId,
        from: AccountId,
        to: AccountId,
        reason: String,
        now: DateTime<Utc>,
    ) -> Self {
        let state = ReferralState::Offered;
        Self { id, matter, from, to, reason, state, answer: None, offered_at: now, answered_at: None, ended_at: None }
    }

    /// Does a step.
    ///
    /// # Errors
    /// [`ReferralRefused`].
    pub fn step(&mut self, step: ReferralStep, words: &str, now: DateTime<Utc>) -> Result<(), ReferralRefused> {
        use ReferralState::{Accepted, Completed, Declined, Offered, Withdrawn};
        let words = words.trim();
        self.state = match (self.state, step) {
            (Offered, ReferralStep::Accept) => Accepted,
            (Offered, ReferralStep::Decline) => Declined,
            (Accepted, ReferralStep::Complete) => Completed,
            (Offered | Accepted, ReferralStep::Withdraw) => Withdrawn,
            _ => return Err(ReferralRefused::WrongState),
        };
        if matches!(step, ReferralStep::Decline | ReferralStep::Complete) && words.is_empty() {
            return Err(ReferralRefused::NoWords);
        }
        if !words.is_empty() {
            self.answer = Some(words.to_owned());
        }
        if matches!(step, ReferralStep::Accept | ReferralStep::Decline) {
            self.answered_at = Some(now);
        }
        if self.state != Accepted {
            self.ended_at = Some(now);
        }
        Ok(())
    }

    /// The access that belongs to it once it is taken.
    #[must_use]
    pub fn grant(&self, now: DateTime<Utc>) -> Grant {
        Grant { id: GrantId(self.id.0), account: self.to, kind: GrantKind::Referral, from: now, until: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered() -> Referral {
        let id = |n| uuid::Uuid::from_u128(n);
        let (from, to) = (AccountId(id(3)), AccountId(id(4)));
        Referral::offer(ReferralId(id(1)), MatterId(id(2)), from, to, "请调解".to_owned(), DateTime::UNIX_EPOCH)
    }

    #[test]
    fn every_step_from_every_state() {
        use ReferralState::{Accepted, Completed, Declined, Offered, Withdrawn};
        use ReferralStep::{Accept, Complete, Decline, Withdraw};
        let good = [
            (Offered, Accept, Accepted),
            (Offered, Decline, Declined),
            (Offered, Withdraw, Withdrawn),
            (Accepted, Complete, Completed),
            (Accepted, Withdraw, Withdrawn),
        ];
        for state in [Offered, Accepted, Declined, Completed, Withdrawn] {
            for step in [Accept, Decline, Complete, Withdraw] {
                let mut referral = Referral { state, ..offered() };
                let done = referral.step(step, "因为", DateTime::UNIX_EPOCH);
                match good.iter().find(|(from, by, _)| (*from, *by) == (state, step)) {
                    Some((_, _, to)) => assert_eq!((done, referral.state), (Ok(()), *to)),
                    None => assert_eq!(done, Err(ReferralRefused::WrongState), "{state:?} {step:?}"),
                }
            }
        }
    }

    #[test]
    fn giving_back_needs_words() {
        let mut referral = offered();
        assert_eq!(
            referral.clone().step(ReferralStep::Decline, " ", DateTime::UNIX_EPOCH),
            Err(ReferralRefused::NoWords)
        );
        assert_eq!(referral.step(ReferralStep::Accept, "", DateTime::UNIX_EPOCH), Ok(()));
        assert_eq!((referral.answer, referral.ended_at), (None, None));
    }
}
