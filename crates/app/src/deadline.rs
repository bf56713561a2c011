//! Clocks of matters: started, paused, resumed, extended and met by people, or by the acts that begin and end a duty.

mod automatic;
mod escalate;
mod list;
mod settings;

use chrono::{DateTime, TimeDelta, Utc};
use kaimen_domain::act::Act;
use kaimen_domain::deadline::calendar::Calendar;
use kaimen_domain::deadline::clock::{Clock, Refused, Terms};
use kaimen_domain::deadline::counting::day_of;
use kaimen_domain::deadline::rule::{PauseReason, Period, StepName, Unit};
use kaimen_domain::deadline::{ladder, register};
use kaimen_domain::id::{DeadlineId, MatterId};
use kaimen_store::job::Job;
use kaimen_store::{Change, ConnectionTrait};
use serde_json::{Value, json};

use crate::App;
use crate::call::{TEXT, text};
use crate::caller::Caller;
use crate::change::{answered_before, remember};
use crate::error::Error;

pub use kaimen_store::deadline::{Deadline, Parameter, Which};
pub use list::Line;
pub use settings::{Standing, Step, standing};

pub(crate) use automatic::after;
pub(crate) use escalate::DUE;

/// The reason of a change, and whether an extension was approved.
type Said = (String, Option<bool>);

/// How far back a trigger may lie that is entered by hand.
const BACK: TimeDelta = TimeDelta::days(3_660);

/// What is done to which clock.
struct Target {
    act: Act,
    matter: MatterId,
    id: DeadlineId,
    version: u32,
}

impl App {
    /// Starts a clock; `at` is the trigger, where it was not just now.
    ///
    /// # Errors
    /// [`Error::Register`] where the register has no such step on that day; [`Error::Clock`] where the step has no
    /// clock or the calendar is not known; [`Error::Conflict`] where that step has an open clock already.
    pub async fn start_clock(
        &self,
        caller: &Caller,
        matter: MatterId,
        name: StepName,
        at: Option<DateTime<Utc>>,
    ) -> Result<Deadline, Error> {
        let now = self.now();
        if at.is_some_and(|at| at > now || at < now - BACK) {
            return Err(Error::invalid("at", "the trigger lies in the past, ten years at most"));
        }
        let (app, caller, at) = (self.clone(), caller.clone(), at.unwrap_or(now));
        self.database()
            .write(move |context| {
                Box::pin(async move { app.start_clock_in(context, &caller, matter, &name, at).await })
            })
            .await?
    }

    async fn start_clock_in(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        matter: MatterId,
        name: &StepName,
        at: DateTime<Utc>,
    ) -> Result<Result<Deadline, Error>, Error> {
        let (act, now) = (Act::StartClock, self.now());
        let found = match self.matter_in(context, caller, act, matter).await? {
            Ok(found) => found,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Some(answer) = answered_before(context, caller).await? {
            return Ok(Ok(kept(context, &answer).await?));
        }
        let deadline = self.start_in(context, matter, name, at).await?;
        remember(context, self.ids(), caller, json!({ "clock": deadline.id }), now).await?;
        self.audit_matter(context, caller, act.word(), &found, "", detail(&deadline)).await?;
        Ok(Ok(deadline))
    }

    /// Lets time stand still for a reason that the rule knows.
    ///
    /// # Errors
    /// [`Error::Clock`], [`Error::StaleVersion`].
    pub async fn pause_clock(
        &self,
        caller: &Caller,
        matter: MatterId,
        id: DeadlineId,
        version: u32,
        reason: PauseReason,
    ) -> Result<Deadline, Error> {
        let now = self.now();
        self.change_clock(caller, Target { act: Act::PauseClock, matter, id, version }, move |clock, terms| {
            clock.pause(terms, reason, now)?;
            Ok((reason.word().to_owned(), None))
        })
        .await
    }

    /// Lets time run again.
    ///
    /// # Errors
    /// [`Error::Clock`], [`Error::StaleVersion`].
    pub async fn resume_clock(
        &self,
        caller: &Caller,
        matter: MatterId,
        id: DeadlineId,
        version: u32,
    ) -> Result<Deadline, Error> {
        let now = self.now();
        self.change_clock(caller, Target { act: Act::ResumeClock, matter, id, version }, move |clock, terms| {
            clock.resume(terms, now)?;
            Ok((String::new(), None))
        })
        .await
    }

    /// The duty is done, in time or late.
    ///
    /// # Errors
    /// [`Error::Clock`], [`Error::StaleVersion`].
    pub async fn meet_clock(
        &self,
        caller: &Caller,
        matter: MatterId,
        id: DeadlineId,
        version: u32,
    ) -> Result<Deadline, Error> {
        let now = self.now();
        self.change_clock(caller, Target { act: Act::MeetClock, matter, id, version }, move |clock, _| {
            clock.meet(now)?;
            Ok((String::new(), None))
        })
        .await
    }

    /// Asks for an extension, with reasons.
    ///
    /// # Errors
    /// [`Error::Clock`], [`Error::StaleVersion`], [`Error::Invalid`].
    pub async fn ask_extension(
        &self,
        caller: &Caller,
        matter: MatterId,
        id: DeadlineId,
        version: u32,
        reason: &str,
    ) -> Result<Deadline, Error> {
        let by = caller.actor.staff().ok_or(Error::Forbidden)?.account;
        let (now, reason) = (self.now(), text("reason", reason, TEXT)?);
        self.change_clock(caller, Target { act: Act::AskExtension, matter, id, version }, move |clock, terms| {
            clock.ask(terms, by, reason.clone(), now)?;
            Ok((reason, None))
        })
        .await
    }

    /// Approves or refuses an extension that somebody else asked for.
    ///
    /// # Errors
    /// [`Error::Clock`], [`Error::StaleVersion`].
    pub async fn decide_extension(
        &self,
        caller: &Caller,
        matter: MatterId,
        id: DeadlineId,
        version: u32,
        approved: bool,
    ) -> Result<Deadline, Error> {
        let by = caller.actor.staff().ok_or(Error::Forbidden)?.account;
        let now = self.now();
        self.change_clock(caller, Target { act: Act::DecideExtension, matter, id, version }, move |clock, terms| {
            clock.decide(terms, by, approved, now)?;
            Ok((String::new(), Some(approved)))
        })
        .await
    }

    /// The one way in which a clock is changed by somebody.
    async fn change_clock<F>(&self, caller: &Caller, target: Target, change: F) -> Result<Deadline, Error>
    where
        F: FnOnce(&mut Clock, Terms<'_>) -> Result<Said, Refused> + Send + 'static,
    {
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write(move |context| Box::pin(async move { app.change_clock_in(context, &caller, target, change).await }))
            .await?
    }

    async fn change_clock_in<F>(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        target: Target,
        change: F,
    ) -> Result<Result<Deadline, Error>, Error>
    where
        F: FnOnce(&mut Clock, Terms<'_>) -> Result<Said, Refused> + Send + 'static,
    {
        let Target { act, matter, id, version } = target;
        let now = self.now();
        let matter = match self.matter_in(context, caller, act, matter).await? {
            Ok(found) => found,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Some(answer) = answered_before(context, caller).await? {
            return Ok(Ok(kept(context, &answer).await?));
        }
        let found = kaimen_store::deadline::find(context.tx(), id).await?;
        let mut deadline = found.filter(|deadline| deadline.matter == matter.id).ok_or(Error::NotFound)?;
        if deadline.version != version {
            return Err(Error::StaleVersion { current: deadline.version, sent: version });
        }
        let period = period_of(&deadline.clock)?;
        let calendar = calendar_for(context.tx(), &deadline.clock).await?;
        let (why, more) = change(&mut deadline.clock, Terms { period, calendar: &calendar })?;
        self.keep(context, &mut deadline).await?;
        remember(context, self.ids(), caller, json!({ "clock": id }), now).await?;
        let mut said = detail(&deadline);
        if let Some(approved) = more {
            said["approved"] = json!(approved);
        }
        self.audit_matter(context, caller, act.word(), &matter, &why, said).await?;
        Ok(Ok(deadline))
    }

    /// Starts a clock inside a change that writes its own audit row. Also for other acts that begin a duty.
    ///
    /// # Errors
    /// As [`App::start_clock`].
    pub(crate) async fn start_in(
        &self,
        context: &Change<'_>,
        matter: MatterId,
        name: &StepName,
        at: DateTime<Utc>,
    ) -> Result<Deadline, Error> {
        let (edition, step) = register::find(&name.rule, &name.step, day_of(at))?;
        let period = step.period().ok_or(Refused::NotAPeriod)?;
        let own = kaimen_store::deadline::own_length(context.tx(), name).await?;
        let calendar = calendar(context.tx(), period).await?;
        let clock = Clock::start(name.clone(), edition, step, own, at, &calendar)?;
        let id = DeadlineId(self.ids().ordered(self.now()));
        let mut deadline = Deadline { id, matter, version: 1, clock };
        deadline.clock.look(self.now());
        kaimen_store::deadline::insert(context, &deadline).await?;
        self.remind(context, &deadline).await?;
        Ok(deadline)
    }

    /// Meets the open clock of a step, where there is one, inside a change that writes its own audit row. Also for
    /// other acts that end a duty.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn meet_in(
        &self,
        context: &Change<'_>,
        matter: MatterId,
        name: &StepName,
    ) -> Result<Option<Deadline>, Error> {
        let Some(mut deadline) = kaimen_store::deadline::open_step(context.tx(), matter, name).await? else {
            return Ok(None);
        };
        deadline.clock.meet(self.now())?;
        self.keep(context, &mut deadline).await?;
        Ok(Some(deadline))
    }

    /// Saves a clock that was changed, with the job of the next who must be told.
    async fn keep(&self, context: &Change<'_>, deadline: &mut Deadline) -> Result<(), Error> {
        deadline.version += 1;
        kaimen_store::deadline::save(context, deadline).await?;
        self.remind(context, deadline).await
    }

    /// Writes the job of the next who must be told. One of an earlier end finds nothing to do.
    async fn remind(&self, context: &Change<'_>, deadline: &Deadline) -> Result<(), Error> {
        let runs = period_of(&deadline.clock)?.runs;
        let Some((_, due_at)) = ladder::next(&deadline.clock, runs) else { return Ok(()) };
        let id = self.ids().ordered(self.now());
        let job = Job { id, kind: DUE.to_owned(), subject: deadline.id.0, due_at, attempts: 0 };
        Ok(kaimen_store::job::insert(context, &job).await?)
    }
}

/// The period that governs a clock, from the edition under which it began.
pub(crate) fn period_of(clock: &Clock) -> Result<&'static Period, Error> {
    let edition = register::rule(&clock.name.rule)?.from(clock.edition);
    let step = edition.and_then(|edition| edition.steps.iter().find(|step| step.name == clock.name.step));
    let period = step.and_then(kaimen_domain::deadline::rule::Step::period);
    period.ok_or_else(|| Error::internal(format!("the register lacks {} of {}", clock.name, clock.edition)))
}

/// The calendar, read only where days of it are asked for.
async fn calendar(on: &impl ConnectionTrait, period: &Period) -> Result<Calendar, Error> {
    let needed = period.moves.is_some() || period.length.unit == Unit::WorkingDays;
    if needed { Ok(kaimen_store::holiday::calendar(on).await?) } else { Ok(Calendar::shipped().clone()) }
}

async fn calendar_for(on: &impl ConnectionTrait, clock: &Clock) -> Result<Calendar, Error> {
    calendar(on, period_of(clock)?).await
}

/// The clock that was answered before to the same request.
async fn kept(context: &Change<'_>, answer: &Value) -> Result<Deadline, Error> {
    let id: DeadlineId = serde_json::from_value(answer["clock"].clone()).map_err(Error::internal)?;
    kaimen_store::deadline::find(context.tx(), id).await?.ok_or(Error::NotFound)
}

/// What the audit row of an act says of the clock.
fn detail(deadline: &Deadline) -> Value {
    let clock = &deadline.clock;
    json!({
        "clock": deadline.id,
        "deadline": clock.name.to_string(),
        "state": clock.state,
        "due_at": clock.due_at,
    })
}
