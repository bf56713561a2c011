//! Reviewing an answer from outside the unit. Overturned, the request is granted in full and done at once.

use kaimen_domain::act::Act;
use kaimen_domain::id::MatterId;
use kaimen_domain::rights::{Outcome as Decision, RightsRequest};
use serde_json::json;

use super::effect::Granted;
use super::{Outcome, Step, TEXT};
use crate::App;
use crate::alert::To;
use crate::call::short;
use crate::caller::Caller;
use crate::error::Error;

impl App {
    /// Decides the review of an answer.
    ///
    /// # Errors
    /// [`Error::Request`] where the reviewer is not outside the unit or the state does not allow it, [`Error::Kept`]
    /// where what is granted must stay, [`Error::StaleVersion`], [`Error::NotFound`].
    pub async fn review_rights(
        &self,
        caller: &Caller,
        id: MatterId,
        version: u32,
        decision: Decision,
        reasons: &str,
    ) -> Result<RightsRequest, Error> {
        let staff = caller.actor.staff().ok_or(Error::Forbidden)?.clone();
        let reasons = short("reasons", reasons, TEXT)?;
        let step = Step { act: Act::ReviewRights, id, version: Some(version) };
        self.change_request(caller, step, move |request, now| {
            request.decide_review(decision, reasons, &staff, now)?;
            let (granted, alerts) = match decision {
                Decision::Upheld => (Granted::Nothing, Vec::new()),
                Decision::Overturned => {
                    let by = request.answer.as_ref().map(|answer| (To::Account(answer.by), "rights-overturned"));
                    (Granted::in_full(request), by.into_iter().collect())
                }
            };
            Ok(Outcome { detail: json!({ "outcome": decision }), granted, alerts, may_rest: true })
        })
        .await
    }
}
