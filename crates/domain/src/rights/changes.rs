//! The steps of a request.

use chrono::{DateTime, Utc};

use super::{Answer, Answered, Decided, Outcome, Refused, Review, RightsRequest, RightsState};
use crate::retention::Category;
use crate::role::Staff;

impl RightsRequest {
    /// Answers it. What was granted in full ends with the answer.
    ///
    /// # Errors
    /// [`Refused::WrongState`], [`Refused::ReasonsMissing`].
    pub fn answer(
        &mut self,
        answered: Answered,
        reasons: String,
        by: &Staff,
        now: DateTime<Utc>,
    ) -> Result<(), Refused> {
        if self.state != RightsState::Received {
            return Err(Refused::WrongState);
        }
        // The reasons of an explanation are the explanation.
        let is_explained = self.asked.wish() != super::Wish::Explanation;
        if reasons.is_empty() && !(answered == Answered::Granted && is_explained) {
            return Err(Refused::ReasonsMissing);
        }
        self.answer = Some(Answer { answered, reasons, by: by.account, role: by.role, station: by.station, at: now });
        self.enter(if answered == Answered::Granted { RightsState::Closed } else { RightsState::Answered }, now);
        Ok(())
    }

    /// The person is not content with the answer.
    ///
    /// # Errors
    /// [`Refused::WrongState`], [`Refused::ReasonsMissing`], [`Refused::TooLate`].
    pub fn ask_review(&mut self, reason: String, now: DateTime<Utc>) -> Result<(), Refused> {
        let until = self.contest_until().ok_or(Refused::WrongState)?;
        if now > until {
            return Err(Refused::TooLate);
        }
        if reason.is_empty() {
            return Err(Refused::ReasonsMissing);
        }
        self.review = Some(Review { reason, asked_at: now, decided: None });
        self.enter(RightsState::ReviewRequested, now);
        Ok(())
    }

    /// Whether `staff` is outside the unit that answered.
    #[must_use]
    pub fn is_outside(&self, staff: &Staff) -> bool {
        let Some(answer) = &self.answer else { return false };
        let in_charge = [self.station, answer.station];
        let inside = |station| staff.station == Some(station) || staff.below.contains(&station);
        staff.account != answer.by && staff.role != answer.role && !in_charge.into_iter().flatten().any(inside)
    }

    /// Decides the review.
    ///
    /// # Errors
    /// [`Refused::WrongState`], [`Refused::NotOutside`], [`Refused::ReasonsMissing`].
    pub fn decide_review(
        &mut self,
        outcome: Outcome,
        reasons: String,
        by: &Staff,
        now: DateTime<Utc>,
    ) -> Result<(), Refused> {
        if self.state != RightsState::ReviewRequested {
            return Err(Refused::WrongState);
        }
        if !self.is_outside(by) {
            return Err(Refused::NotOutside);
        }
        if reasons.is_empty() {
            return Err(Refused::ReasonsMissing);
        }
        let review = self.review.as_mut().ok_or(Refused::WrongState)?;
        review.decided = Some(Decided { outcome, reasons, by: by.account, role: by.role, at: now });
        self.enter(RightsState::Reviewed, now);
        Ok(())
    }

    /// Ends it: the person is content, or nothing came within the time to contest.
    ///
    /// # Errors
    /// [`Refused::WrongState`].
    pub fn close(&mut self, now: DateTime<Utc>) -> Result<(), Refused> {
        if !matches!(self.state, RightsState::Answered | RightsState::Reviewed) {
            return Err(Refused::WrongState);
        }
        self.enter(RightsState::Closed, now);
        Ok(())
    }

    /// What the request asks to be deleted.
    #[must_use]
    pub fn categories(&self) -> &[Category] {
        match &self.asked {
            super::Asked::Deletion { categories, .. } => categories,
            super::Asked::Correction { .. } | super::Asked::Explanation { .. } => &[],
        }
    }

    fn enter(&mut self, state: RightsState, now: DateTime<Utc>) {
        self.state = state;
        self.state_since = now;
        self.closed_at = (state == RightsState::Closed).then_some(now);
    }
}
