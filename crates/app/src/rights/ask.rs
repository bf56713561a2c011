//! Asking with a receipt: correction, deletion, explanation; contesting an answer, and being content with it.

use chrono::{DateTime, Utc};
use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::MatterId;
use kaimen_domain::receipt;
use kaimen_domain::retention::ON_REQUEST;
use kaimen_domain::rights::{Asked, RightsRequest, RightsState};
use kaimen_domain::role::Role;
use kaimen_store::{Change, Effect};
use serde_json::json;

use super::{Outcome, Step, TEXT, answering, entry};
use crate::App;
use crate::alert::To;
use crate::call::{local, text};
use crate::caller::Caller;
use crate::error::Error;
use crate::receipt::Receipt;

/// Requests about one matter that can be open at a time.
const OPEN: usize = 5;

impl App {
    /// Takes a request. The same request again, while the first is open, is that first one.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::SignedOut`].
    pub async fn ask_rights(&self, receipt: &Receipt, asked: Asked) -> Result<RightsRequest, Error> {
        let asked = checked(asked)?;
        let (app, caller, id) = (self.clone(), receipt.caller.clone(), receipt.own.id);
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    let call = kaimen_store::call::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
                    caller.require(Act::AskRights, Subject::Call(&call), app.now())?;
                    app.take_request(context, &caller, &call, asked).await
                })
            })
            .await
    }

    async fn take_request(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        call: &Call,
        asked: Asked,
    ) -> Result<RightsRequest, Error> {
        let now = self.now();
        let mut open = kaimen_store::rights::about(context.tx(), call.id.into()).await?;
        open.retain(|request| request.state == RightsState::Received);
        self.open_words(context.tx(), &mut open).await?;
        if let Some(same) = open.iter().find(|request| request.asked == asked) {
            return Ok(same.clone());
        }
        if open.len() >= OPEN {
            return Err(Error::invalid("wish", "wait for the answer to those you have sent"));
        }
        let station = call.station.and_then(|id| self.stations().iter().find(|station| station.id == id).cloned());
        let request = RightsRequest {
            id: MatterId(self.ids().ordered(now)),
            about: call.id.into(),
            number: next_number(context, now).await?,
            receipt: receipt::number(self.ids().bytes()),
            version: 1,
            state: RightsState::Received,
            asked,
            station: call.station,
            lon: station.as_ref().map_or(0.0, |station| station.lon),
            lat: station.as_ref().map_or(0.0, |station| station.lat),
            owner: None,
            received_at: now,
            state_since: now,
            closed_at: None,
            answer: None,
            review: None,
            recused: call.recused.clone(),
            grants: Vec::new(),
        };
        let words = self.seal_words(context, &request).await?;
        kaimen_store::rights::insert(context, &request, words).await?;
        let mut detail = json!({ "wish": request.asked.wish() });
        if let Some(due_at) = self.start_answering(context, request.id).await? {
            detail["clock_started"] = json!({ "deadline": answering().to_string(), "due_at": due_at });
        }
        context.audit(entry(&caller.actor, Act::AskRights, &request, detail, now), Effect::default()).await?;
        for to in Self::answerers(&request) {
            self.alert(context, to, "rights-asked", Some(request.id)).await?;
        }
        Ok(request)
    }

    /// The person is not content: somebody outside the unit looks at the answer.
    ///
    /// # Errors
    /// [`Error::Request`], [`Error::Invalid`], [`Error::NotFound`].
    pub async fn contest(&self, receipt: &Receipt, id: MatterId, reason: &str) -> Result<RightsRequest, Error> {
        let reason = text("reason", reason, TEXT)?;
        let step = Step { act: Act::AskRights, id, version: None };
        self.change_request(&receipt.caller, step, move |request, now| {
            request.ask_review(reason, now)?;
            let by = request.answer.as_ref().map(|answer| answer.role);
            let outside = [Role::InspectionOffice, Role::PrivacyOfficer].into_iter().filter(|role| by != Some(*role));
            let alerts = outside.map(|role| (To::Role(role, None), "rights-contested")).collect();
            Ok(Outcome { detail: json!({ "step": "contest" }), alerts, ..Outcome::default() })
        })
        .await
    }

    /// The person is content, or does not go on.
    ///
    /// # Errors
    /// [`Error::Request`], [`Error::NotFound`].
    pub async fn accept_answer(&self, receipt: &Receipt, id: MatterId) -> Result<RightsRequest, Error> {
        let step = Step { act: Act::AskRights, id, version: None };
        self.change_request(&receipt.caller, step, move |request, now| {
            request.close(now)?;
            Ok(Outcome { detail: json!({ "step": "close" }), ..Outcome::default() })
        })
        .await
    }
}

/// The next number of the day, such as `权20110122-0001`.
async fn next_number(context: &Change<'_>, now: DateTime<Utc>) -> Result<String, Error> {
    let day = local(now).format("权%Y%m%d-").to_string();
    let last = kaimen_store::call::last_number_of_day(context.tx(), &day).await?;
    let count = last.and_then(|number| number.strip_prefix(&day)?.parse::<u32>().ok()).unwrap_or(0);
    Ok(format!("{day}{:04}", count + 1))
}

fn checked(asked: Asked) -> Result<Asked, Error> {
    Ok(match asked {
        Asked::Correction { field, wrong, right } => Asked::Correction {
            field,
            wrong: text("wrong", &wrong, TEXT)?,
            right: text("right", &right, field_most(field))?,
        },
        Asked::Deletion { mut categories, reason } => {
            categories.sort_unstable();
            categories.dedup();
            if categories.is_empty() || categories.iter().any(|category| !ON_REQUEST.contains(category)) {
                return Err(Error::invalid("categories", "say what shall be deleted"));
            }
            Asked::Deletion { categories, reason: text("reason", &reason, TEXT)? }
        }
        Asked::Explanation { question } => Asked::Explanation { question: text("question", &question, TEXT)? },
    })
}

/// Longest text that fits the field, in characters.
pub(super) fn field_most(field: kaimen_domain::rights::Field) -> usize {
    use kaimen_domain::rights::Field;
    match field {
        Field::Summary | Field::Feedback => TEXT,
        Field::Place | Field::Contact => 200,
    }
}
