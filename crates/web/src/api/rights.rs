//! Requests of persons about what is kept of them.

pub(super) mod answer;
pub(super) mod list;
pub(super) mod read;
pub(super) mod review;

use chrono::{DateTime, Utc};
use kaimen_domain::id::MatterId;
use kaimen_domain::retention::Category;
use kaimen_domain::rights::{Answered, Asked, Field, Outcome, RightsRequest, RightsState, Wish};
use serde::Serialize;
use utoipa::ToSchema;

/// A request.
#[derive(Serialize, ToSchema)]
pub(crate) struct RightsView {
    id: MatterId,
    number: String,
    version: u32,
    state: RightsState,
    wish: Wish,
    received_at: DateTime<Utc>,
    /// Until when it must be answered, while it is not.
    due_at: Option<DateTime<Utc>>,
    /// What shall be corrected.
    field: Option<Field>,
    /// What is wrong about it, or why something shall go, or what shall be explained; empty in lists.
    words: String,
    /// What it should say; empty in lists.
    right: String,
    /// What shall be deleted.
    categories: Vec<Category>,
    answered: Option<Answered>,
    reasons: Option<String>,
    /// Why the person is not content.
    contest: Option<String>,
    outcome: Option<Outcome>,
    review_reasons: Option<String>,
}

impl RightsView {
    fn new(request: RightsRequest, due_at: Option<DateTime<Utc>>) -> Self {
        let wish = request.asked.wish();
        let categories = request.categories().to_vec();
        let (field, words, right) = match request.asked {
            Asked::Correction { field, wrong, right } => (Some(field), wrong, right),
            Asked::Deletion { reason, .. } => (None, reason, String::new()),
            Asked::Explanation { question } => (None, question, String::new()),
        };
        let (contest, decided) = match request.review {
            Some(review) => (Some(review.reason), review.decided),
            None => (None, None),
        };
        Self {
            id: request.id,
            number: request.number,
            version: request.version,
            state: request.state,
            wish,
            received_at: request.received_at,
            due_at,
            field,
            words,
            right,
            categories,
            answered: request.answer.as_ref().map(|answer| answer.answered),
            reasons: request.answer.map(|answer| answer.reasons),
            contest,
            outcome: decided.as_ref().map(|decided| decided.outcome),
            review_reasons: decided.map(|decided| decided.reasons),
        }
    }
}
