//! The one way in which a call is changed.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use kaimen_domain::access::{Decision, Subject, may};
use kaimen_domain::act::Act;
use kaimen_domain::assignment::{Assignment, AssignmentState};
use kaimen_domain::audit::Entry;
use kaimen_domain::call::Call;
use kaimen_domain::id::CallId;
use kaimen_domain::role::Actor;
use kaimen_domain::unit::DutyStatus;
use kaimen_store::job::Job;
use kaimen_store::request::Answered;
use kaimen_store::unit::Unit;
use kaimen_store::{Change, ConnectionTrait, Effect};
use serde_json::{Value, json};

use crate::caller::{Caller, RequestKey};
use crate::error::Error;
use crate::{App, deadline, job};

/// A call while an act is done to it.
pub(crate) struct Draft {
    /// The call; the act changes it.
    pub call: Call,
    /// A second call that the act needs, as it is in the same transaction.
    pub other: Option<Call>,
    /// When.
    pub now: DateTime<Utc>,
    /// What the audit row and the timeline say of the act.
    pub detail: Value,
}

/// What is done to which call.
struct Target {
    act: Act,
    id: CallId,
    /// As the actor saw it.
    version: Option<u32>,
    /// A second call that the act needs.
    with: Option<CallId>,
}

impl App {
    /// Does one act on one call: access, version, change, units, jobs, audit, commit; then the screens are told.
    ///
    /// `version` is what the actor saw; `None` for acts of officers, which may have waited on a phone without signal
    /// and are guarded by the state machine alone.
    pub(crate) async fn change_call<F>(
        &self,
        caller: &Caller,
        act: Act,
        id: CallId,
        version: Option<u32>,
        change: F,
    ) -> Result<Arc<Call>, Error>
    where
        F: FnOnce(&mut Draft) -> Result<(), Error> + Send + 'static,
    {
        self.change_call_with(caller, act, id, version, None, change).await
    }

    /// As [`App::change_call`], with a second call read in the same transaction.
    pub(crate) async fn change_call_with<F>(
        &self,
        caller: &Caller,
        act: Act,
        id: CallId,
        version: Option<u32>,
        with: Option<CallId>,
        change: F,
    ) -> Result<Arc<Call>, Error>
    where
        F: FnOnce(&mut Draft) -> Result<(), Error> + Send + 'static,
    {
        let (app, caller, target) = (self.clone(), caller.clone(), Target { act, id, version, with });
        self.database()
            .write(move |context| Box::pin(async move { app.change_in(context, &caller, target, change).await }))
            .await?
    }

    /// The body of [`App::change_call`], inside a transaction. The inner error is a refusal that is itself a change to
    /// keep: an attempt against the protective lock is written to the audit chain.
    async fn change_in<F>(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        target: Target,
        change: F,
    ) -> Result<Result<Arc<Call>, Error>, Error>
    where
        F: FnOnce(&mut Draft) -> Result<(), Error> + Send + 'static,
    {
        let Target { act, id, version, with } = target;
        let call = kaimen_store::call::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
        let now = self.now();
        if may(&caller.actor, act, Subject::Call(&call), now) == Decision::Recused {
            self.note_refused(context, &caller.actor, act, &call.matter()).await?;
            return Ok(Err(Error::NotFound));
        }
        // The answer kept comes before the question of access: what was done may be what took the access away.
        if answered_before(context, caller).await?.is_some() {
            return Ok(Ok(Arc::new(call)));
        }
        caller.require(act, Subject::Call(&call), now)?;
        if let Some(sent) = version.filter(|sent| *sent != call.version) {
            return Err(Error::StaleVersion { current: call.version, sent });
        }
        let (before, was) = (call.assignments.clone(), call.state);
        let other = match with {
            Some(other) => Some(kaimen_store::call::find(context.tx(), other).await?.ok_or(Error::NotFound)?),
            None => None,
        };
        if let Some(other) = &other {
            caller.require(act, Subject::Call(other), now)?;
        }
        let mut draft = Draft { call, other, now, detail: json!({}) };
        change(&mut draft)?;
        draft.call.version += 1;
        kaimen_store::call::save(context, &draft.call).await?;
        if act == Act::Recuse {
            self.unite_locks(context, caller, id.into()).await?;
        }
        let units = move_units(context, &before, &draft.call, now).await?;
        job::after(context, &self.0.ids, act, &draft.call, now).await?;
        deadline::after(self, context, act, was, &draft.call, &mut draft.detail).await?;
        remember(context, &self.0.ids, caller, json!({ "call": id }), now).await?;
        let call = Arc::new(draft.call);
        let entry = entry(&caller.actor, act, id, &draft.detail, now);
        context.audit(entry, Effect { call: Some(Arc::clone(&call)), units, ..Effect::default() }).await?;
        Ok(Ok(call))
    }
}

/// Brings the units of a call in line with their assignments, in one read whatever their number.
pub(crate) async fn move_units(
    context: &Change<'_>,
    before: &[Assignment],
    call: &Call,
    now: DateTime<Utc>,
) -> Result<Vec<Arc<Unit>>, Error> {
    let state_before = |a: &Assignment| before.iter().find(|old| old.id == a.id).map(|old| old.state);
    let changed: Vec<&Assignment> = call.assignments.iter().filter(|a| state_before(a) != Some(a.state)).collect();
    let ids: Vec<_> = changed.iter().map(|a| a.unit).collect();
    let mut units = kaimen_store::unit::some(context.tx(), &ids).await?;
    for assignment in changed {
        let unit = units.iter_mut().find(|unit| unit.id == assignment.unit).ok_or(Error::NotFound)?;
        follow(unit, assignment, call.id, now)?;
        unit.version += 1;
        kaimen_store::unit::save(context, unit).await?;
    }
    Ok(units.into_iter().map(Arc::new).collect())
}

fn follow(unit: &mut Unit, assignment: &Assignment, call: CallId, now: DateTime<Utc>) -> Result<(), Error> {
    match assignment.state {
        AssignmentState::Dispatched => {
            if unit.call.is_some() {
                return Err(Error::UnitTaken(unit.call_sign.clone()));
            }
            if !unit.is_on_duty() {
                return Err(Error::UnitOff(unit.call_sign.clone()));
            }
            unit.call = Some(call);
            unit.status = DutyStatus::Committed;
        }
        AssignmentState::Acknowledged => unit.status = DutyStatus::Committed,
        AssignmentState::EnRoute => unit.status = DutyStatus::EnRoute,
        AssignmentState::OnScene => unit.status = DutyStatus::OnScene,
        AssignmentState::Cleared | AssignmentState::Recalled => {
            unit.call = None;
            unit.status = DutyStatus::Available;
            if assignment.state == AssignmentState::Cleared {
                unit.last_call_ended_at = Some(now);
                unit.calls_this_shift = unit.calls_this_shift.saturating_add(1);
            }
        }
    }
    Ok(())
}

impl App {
    /// Whether this very request was answered before.
    pub(crate) async fn was_answered(&self, caller: &Caller) -> Result<bool, Error> {
        Ok(answer_kept(self.database().read(), caller).await?.is_some())
    }
}

/// The answer given before to the same request, if there is one.
pub(crate) async fn answered_before(context: &Change<'_>, caller: &Caller) -> Result<Option<Value>, Error> {
    answer_kept(context.tx(), caller).await
}

async fn answer_kept(on: &impl ConnectionTrait, caller: &Caller) -> Result<Option<Value>, Error> {
    let (Some(staff), Some(RequestKey { key, digest })) = (caller.actor.staff(), &caller.key) else { return Ok(None) };
    match kaimen_store::request::find(on, staff.account, key).await? {
        None => Ok(None),
        Some(answered) if answered.digest == digest => Ok(Some(answered.answer)),
        Some(_) => Err(Error::KeyReused),
    }
}

/// Keeps the answer for the same request.
pub(crate) async fn remember(
    context: &Change<'_>,
    ids: &crate::Ids,
    caller: &Caller,
    answer: Value,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (Some(staff), Some(RequestKey { key, digest })) = (caller.actor.staff(), &caller.key) else { return Ok(()) };
    let answered = Answered { digest: digest.to_vec(), answer };
    Ok(kaimen_store::request::insert(context, ids.ordered(now), staff.account, key, answered, now).await?)
}

/// The audit row of an act on a call.
pub(crate) fn entry(actor: &Actor, act: Act, call: CallId, detail: &Value, now: DateTime<Utc>) -> Entry {
    let mut detail = detail.clone();
    detail["by"] = json!(actor.shown());
    Entry {
        at: now,
        actor: actor.reference(),
        act: act.word().to_owned(),
        subject: format!("call/{call}"),
        why: String::new(),
        detail: detail.to_string(),
    }
}

/// A job of this change.
pub(crate) fn due(ids: &crate::Ids, kind: &str, call: CallId, now: DateTime<Utc>, after: Duration) -> Job {
    Job { id: ids.ordered(now), kind: kind.to_owned(), subject: call.0, due_at: now + after, attempts: 0 }
}
