//! Requests of persons about what is kept of them (PIPL arts 44–50; red line 10): asked with the receipt, answered by
//! the station in charge or the privacy officer, reviewed by somebody outside the unit.

mod answer;
mod ask;
mod effect;
mod read;
mod review;
mod words;

use chrono::{DateTime, Utc};
use kaimen_domain::access::{Decision, Subject, may};
use kaimen_domain::act::Act;
use kaimen_domain::audit::Entry;
use kaimen_domain::deadline::register::NotFound;
use kaimen_domain::deadline::rule::StepName;
use kaimen_domain::id::MatterId;
use kaimen_domain::rights::{CONTEST_DAYS, RightsRequest};
use kaimen_domain::role::{Actor, Role};
use kaimen_store::job::Job;
use kaimen_store::{Change, Effect};
use serde_json::{Value, json};

use crate::App;
use crate::alert::To;
use crate::caller::Caller;
use crate::change::{answered_before, remember};
use crate::error::Error;

pub use answer::NewAnswer;
pub use read::{Followed, Seen};

pub(crate) use effect::facts;

use effect::Granted;

/// Job that ends a request whose answer nobody contested in time.
pub(crate) const CLOSE: &str = "rights_close";
/// Longest free text of a request, in characters.
const TEXT: usize = 2000;

/// A step of a request.
struct Step {
    act: Act,
    id: MatterId,
    /// As the actor saw it; a resident sends none and is guarded by the states.
    version: Option<u32>,
}

/// What a step makes of the rest.
#[derive(Default)]
struct Outcome {
    /// What the audit row says; never what the person wrote.
    detail: Value,
    /// What is really done.
    granted: Granted,
    /// Who must know.
    alerts: Vec<(To, &'static str)>,
    /// Ends by itself when this time is over.
    may_rest: bool,
}

impl App {
    /// Does one step of one request.
    async fn change_request<F>(&self, caller: &Caller, step: Step, change: F) -> Result<RightsRequest, Error>
    where
        F: FnOnce(&mut RightsRequest, DateTime<Utc>) -> Result<Outcome, Error> + Send + 'static,
    {
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write(move |context| Box::pin(async move { app.request_in(context, &caller, step, change).await }))
            .await?
    }

    /// The inner error is a refusal that is itself a change to keep, as for calls.
    async fn request_in<F>(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        step: Step,
        change: F,
    ) -> Result<Result<RightsRequest, Error>, Error>
    where
        F: FnOnce(&mut RightsRequest, DateTime<Utc>) -> Result<Outcome, Error> + Send + 'static,
    {
        let Step { act, id, version } = step;
        let now = self.now();
        let mut request = kaimen_store::rights::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
        if let Err(error) = self.may_step(context, caller, act, &request).await? {
            return Ok(Err(error));
        }
        self.open_words(context.tx(), std::slice::from_mut(&mut request)).await?;
        if answered_before(context, caller).await?.is_some() {
            return Ok(Ok(request));
        }
        if let Some(sent) = version.filter(|sent| *sent != request.version) {
            return Err(Error::StaleVersion { current: request.version, sent });
        }
        let outcome = change(&mut request, now)?;
        request.version += 1;
        kaimen_store::rights::save(context, &request).await?;
        if act == Act::AnswerRights {
            self.meet_in(context, id, &answering()).await?;
        }
        remember(context, self.ids(), caller, json!({ "request": id }), now).await?;
        // The screens that show the matter are told with the row of the request, when all of it is done.
        let call = self.carry_out(context, caller, &request, outcome.granted, now).await?;
        let effect = Effect { call, ..Effect::default() };
        context.audit(entry(&caller.actor, act, &request, outcome.detail, now), effect).await?;
        for (to, code) in outcome.alerts {
            self.alert(context, to, code, Some(id)).await?;
        }
        if outcome.may_rest {
            let due_at = now + chrono::Duration::days(CONTEST_DAYS);
            let job = Job { id: self.ids().ordered(now), kind: CLOSE.to_owned(), subject: id.0, due_at, attempts: 0 };
            kaimen_store::job::insert(context, &job).await?;
        }
        Ok(Ok(request))
    }

    /// Residents: the person of the matter it is about. Staff: the access rules; an attempt by somebody complained of
    /// is itself recorded.
    async fn may_step(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        act: Act,
        request: &RightsRequest,
    ) -> Result<Result<(), Error>, Error> {
        if let Actor::Resident(own) = caller.actor {
            let is_own = request.about == own.into() && act == Act::AskRights;
            return if is_own { Ok(Ok(())) } else { Err(Error::NotFound) };
        }
        let matter = request.matter();
        if may(&caller.actor, act, Subject::Matter(&matter), self.now()) == Decision::Recused {
            self.note_refused(context, &caller.actor, act, &matter).await?;
            return Ok(Err(Error::NotFound));
        }
        caller.require(act, Subject::Matter(&matter), self.now()).map(Ok)
    }

    /// Starts the clock of the answer; where the register had no such duty on that day there is none.
    async fn start_answering(&self, context: &Change<'_>, id: MatterId) -> Result<Option<DateTime<Utc>>, Error> {
        match self.start_in(context, id, &answering(), self.now()).await {
            Ok(started) => Ok(Some(started.clock.due_at)),
            Err(Error::Register(NotFound::NotInForce { .. })) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Those who answer a request: the chief of the station, unless somebody is complained of there, and the privacy
    /// officer.
    fn answerers(request: &RightsRequest) -> Vec<To> {
        let mut to = vec![To::Role(Role::PrivacyOfficer, None)];
        if request.recused.is_empty() && request.station.is_some() {
            to.push(To::Role(Role::StationChief, request.station));
        }
        to
    }

    /// Ends a request that rests: a job whose time has come.
    pub(crate) async fn end_rested(&self, context: &Change<'_>, id: MatterId, now: DateTime<Utc>) -> Result<(), Error> {
        let Some(mut request) = kaimen_store::rights::find(context.tx(), id).await? else { return Ok(()) };
        let rested = request.state_since + chrono::Duration::days(CONTEST_DAYS) <= now;
        if !rested || request.close(now).is_err() {
            return Ok(());
        }
        request.version += 1;
        kaimen_store::rights::save(context, &request).await?;
        let entry = Entry {
            act: "rights-closed".to_owned(),
            ..entry(&Actor::System, Act::AskRights, &request, json!({}), now)
        };
        context.audit(entry, Effect::default()).await?;
        Ok(())
    }
}

/// The clock within which a request is answered (D19).
fn answering() -> StepName {
    StepName { rule: "D19".to_owned(), step: "answer".to_owned() }
}

/// What an audit row calls a request.
pub(crate) fn subject(id: MatterId) -> String {
    format!("rights_request/{id}")
}

fn entry(actor: &Actor, act: Act, request: &RightsRequest, mut detail: Value, now: DateTime<Utc>) -> Entry {
    if !detail.is_object() {
        detail = json!({});
    }
    detail["by"] = json!(actor.shown());
    detail["number"] = json!(request.number);
    Entry {
        at: now,
        actor: actor.reference(),
        act: act.word().to_owned(),
        subject: subject(request.id),
        why: String::new(),
        detail: detail.to_string(),
    }
}
