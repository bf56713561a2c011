//! Answering a request, with reasons. What is granted is done in the same change.

use kaimen_domain::act::Act;
use kaimen_domain::id::MatterId;
use kaimen_domain::retention::Category;
use kaimen_domain::rights::{Answered, Asked, RightsRequest};
use serde_json::json;

use super::ask::field_most;
use super::effect::Granted;
use super::{Outcome, Step, TEXT};
use crate::App;
use crate::call::{short, text};
use crate::caller::Caller;
use crate::error::Error;

/// An answer.
#[derive(Debug, Clone)]
pub struct NewAnswer {
    /// Granted or not.
    pub answered: Answered,
    /// Why; what is explained.
    pub reasons: String,
    /// Where a correction is granted in part: what it shall say.
    pub text: String,
    /// Where a deletion is granted in part: what goes.
    pub categories: Vec<Category>,
}

impl App {
    /// Answers a request.
    ///
    /// # Errors
    /// [`Error::Request`], [`Error::Kept`] where what is granted must stay, [`Error::Invalid`],
    /// [`Error::StaleVersion`], [`Error::NotFound`].
    pub async fn answer_rights(
        &self,
        caller: &Caller,
        id: MatterId,
        version: u32,
        new: NewAnswer,
    ) -> Result<RightsRequest, Error> {
        let staff = caller.actor.staff().ok_or(Error::Forbidden)?.clone();
        let reasons = short("reasons", &new.reasons, TEXT)?;
        let step = Step { act: Act::AnswerRights, id, version: Some(version) };
        self.change_request(caller, step, move |request, now| {
            let granted = in_part(request, &new)?;
            request.answer(new.answered, reasons, &staff, now)?;
            let detail = json!({ "answered": new.answered, "wish": request.asked.wish() });
            Ok(Outcome { detail, granted, may_rest: new.answered != Answered::Granted, ..Outcome::default() })
        })
        .await
    }
}

fn in_part(request: &RightsRequest, new: &NewAnswer) -> Result<Granted, Error> {
    match (&request.asked, new.answered) {
        (_, Answered::Refused) | (Asked::Explanation { .. }, _) => Ok(Granted::Nothing),
        (_, Answered::Granted) => Ok(Granted::in_full(request)),
        (Asked::Correction { field, .. }, Answered::Partly) => {
            Ok(Granted::Correct(*field, text("text", &new.text, field_most(*field))?))
        }
        (Asked::Deletion { categories, .. }, Answered::Partly) => {
            let some: Vec<Category> = categories.iter().copied().filter(|one| new.categories.contains(one)).collect();
            if some.is_empty() {
                return Err(Error::invalid("categories", "say what is deleted"));
            }
            Ok(Granted::Delete(some))
        }
    }
}
