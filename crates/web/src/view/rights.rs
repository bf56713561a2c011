//! Requests of persons in words.

use chrono::{DateTime, Utc};
use kaimen_domain::rights::{Answered, Asked, Outcome, RightsRequest, RightsState};
use kaimen_domain::role::Role;

use crate::text::Text;

/// A request in one language.
pub(crate) struct RequestView {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) wish: String,
    /// What is asked, as pairs of a label and a text.
    pub(crate) asked: Vec<(String, String)>,
    pub(crate) received: String,
    pub(crate) state: String,
    /// Colour of the state.
    pub(crate) tag: &'static str,
    pub(crate) due: Option<String>,
    pub(crate) overdue: bool,
    pub(crate) answer: Option<Said>,
    /// Why the person was not content, and when.
    pub(crate) contest: Option<(String, String)>,
    pub(crate) review: Option<Said>,
    /// Until when the answer can be contested.
    pub(crate) contest_until: Option<String>,
    /// The person did not get everything: the court remains (PIPL art. 50).
    pub(crate) court: bool,
}

/// What was answered or decided.
pub(crate) struct Said {
    pub(crate) what: String,
    pub(crate) by: String,
    pub(crate) at: String,
    pub(crate) reasons: String,
}

/// Day in the zone of the bureau.
pub(crate) fn day(at: DateTime<Utc>) -> String {
    kaimen_app::call::local(at).format("%Y-%m-%d").to_string()
}

/// Day and time in the zone of the bureau.
pub(crate) fn time(at: DateTime<Utc>) -> String {
    kaimen_app::call::local(at).format("%Y-%m-%d %H:%M").to_string()
}

fn asked(t: Text, asked: &Asked) -> Vec<(String, String)> {
    match asked {
        Asked::Correction { field, wrong, right } => vec![
            (t.of("rights-field"), t.coded("field", field.word())),
            (t.of("rights-wrong"), wrong.clone()),
            (t.of("rights-right"), right.clone()),
        ],
        Asked::Deletion { categories, reason } => {
            let names: Vec<String> = categories.iter().map(|one| t.coded("category", one.word())).collect();
            vec![(t.of("rights-what"), names.join(&t.of("list-comma"))), (t.of("rights-reason"), reason.clone())]
        }
        Asked::Explanation { question } => vec![(t.of("rights-question"), question.clone())],
    }
}

impl RequestView {
    pub(crate) fn new(t: Text, request: &RightsRequest, due: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        let role = |role: Role| t.coded("role", role.word());
        let answer = request.answer.as_ref();
        let decided = request.review.as_ref().and_then(|review| review.decided.as_ref());
        let refused = answer.is_some_and(|answer| answer.answered != Answered::Granted);
        let overturned = decided.is_some_and(|decided| decided.outcome == Outcome::Overturned);
        Self {
            id: request.id.to_string(),
            number: request.number.clone(),
            wish: t.coded("wish", request.asked.wish().word()),
            asked: asked(t, &request.asked),
            received: time(request.received_at),
            state: t.coded("rights-state", request.state.word()),
            tag: match request.state {
                RightsState::Received | RightsState::ReviewRequested => "tag-info",
                RightsState::Answered | RightsState::Reviewed => "tag-warn",
                RightsState::Closed => "tag-mute",
            },
            overdue: due.is_some_and(|due| due < now),
            // The day that ends with it: a period of days runs to midnight.
            due: due.map(|due| day(due - chrono::Duration::seconds(1))),
            answer: answer.map(|answer| Said {
                what: t.coded("answered", answer.answered.word()),
                by: role(answer.role),
                at: time(answer.at),
                reasons: answer.reasons.clone(),
            }),
            contest: request.review.as_ref().map(|review| (review.reason.clone(), time(review.asked_at))),
            review: decided.map(|decided| Said {
                what: t.coded("review", decided.outcome.word()),
                by: role(decided.role),
                at: time(decided.at),
                reasons: decided.reasons.clone(),
            }),
            contest_until: request.contest_until().filter(|until| now <= *until).map(day),
            court: refused && !overturned,
        }
    }
}
