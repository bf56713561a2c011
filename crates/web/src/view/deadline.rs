//! A clock as a screen sees it.

use chrono::{DateTime, NaiveDate, Utc};
use kaimen_app::Caller;
use kaimen_app::deadline::Deadline;
use kaimen_domain::access::{Subject, may};
use kaimen_domain::act::Act;
use kaimen_domain::deadline::clock::ClockState;
use kaimen_domain::deadline::ladder::Level;
use kaimen_domain::deadline::register;
use kaimen_domain::deadline::rule::{Edition, Evidence, Length, PauseReason, Rule, Runs, Step, Words};
use kaimen_domain::id::{DeadlineId, MatterId};
use kaimen_domain::matter::Matter;
use serde::Serialize;
use utoipa::ToSchema;

/// Acts on a clock, in the order of its buttons.
pub(crate) const ACTS: [Act; 5] =
    [Act::MeetClock, Act::PauseClock, Act::ResumeClock, Act::AskExtension, Act::DecideExtension];

/// A clock for one viewer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockView {
    id: DeadlineId,
    matter_id: MatterId,
    version: u32,
    /// Rule and step, such as `D5.transfer`.
    deadline: String,
    title: Words,
    duty: Words,
    basis: Words,
    evidence: Evidence,
    runs: Runs,
    /// First day of the edition of the rule that governs it.
    edition: NaiveDate,
    started_at: DateTime<Utc>,
    /// Extensions included.
    length: Length,
    /// The last moment in time; none while time does not count.
    due_at: Option<DateTime<Utc>>,
    state: ClockState,
    /// How far up the word has gone.
    level: Level,
    pauses: Vec<PauseView>,
    extensions: Vec<ExtensionView>,
    met_at: Option<DateTime<Utc>>,
    missed_at: Option<DateTime<Utc>>,
    /// What the viewer may do with it now: last parts of addresses.
    acts: Vec<&'static str>,
}

/// A stretch of time that does not count.
#[derive(Debug, Serialize, ToSchema)]
pub struct PauseView {
    from: DateTime<Utc>,
    to: Option<DateTime<Utc>>,
    reason: PauseReason,
}

/// An extension that was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExtensionView {
    asked_at: DateTime<Utc>,
    reason: String,
    decided_at: Option<DateTime<Utc>>,
    approved: Option<bool>,
}

/// The last part of the address of an act.
pub(crate) fn address(act: Act) -> &'static str {
    match act {
        Act::PauseClock => "pause",
        Act::ResumeClock => "resume",
        Act::MeetClock => "meet",
        Act::AskExtension => "ask-extension",
        _ => "decide-extension",
    }
}

/// What the register says of a clock.
pub(crate) fn law(deadline: &Deadline) -> Option<(&'static Rule, &'static Edition, &'static Step)> {
    let rule = register::rule(&deadline.clock.name.rule).ok()?;
    let edition = rule.from(deadline.clock.edition)?;
    let step = edition.steps.iter().find(|step| step.name == deadline.clock.name.step)?;
    Some((rule, edition, step))
}

/// What the viewer may do with a clock now.
pub(crate) fn acts(caller: &Caller, matter: &Matter, deadline: &Deadline, now: DateTime<Utc>) -> Vec<Act> {
    let Some(period) = law(deadline).and_then(|(_, _, step)| step.period()) else { return Vec::new() };
    let asked_by = deadline.clock.asked().map(|asked| asked.asked_by);
    let asker = caller.actor.staff().is_some_and(|staff| Some(staff.account) == asked_by);
    let can = |act: &Act| {
        deadline.clock.allows(*act, period, now)
            && !(*act == Act::DecideExtension && asker)
            && may(&caller.actor, *act, Subject::Matter(matter), now).is_allowed()
    };
    ACTS.into_iter().filter(can).collect()
}

impl ClockView {
    /// The clock; `None` where the register does not know its rule, which its test excludes.
    #[must_use]
    pub fn new(caller: &Caller, matter: &Matter, deadline: &Deadline, now: DateTime<Utc>) -> Option<Self> {
        let (rule, edition, step) = law(deadline)?;
        let clock = &deadline.clock;
        let state = clock.state_at(now);
        Some(Self {
            id: deadline.id,
            matter_id: deadline.matter,
            version: deadline.version,
            deadline: clock.name.to_string(),
            title: rule.title,
            duty: step.duty,
            basis: edition.basis,
            evidence: edition.evidence,
            runs: step.period()?.runs,
            edition: clock.edition,
            started_at: clock.started_at,
            length: clock.length,
            due_at: Some(clock.due_at).filter(|_| state != ClockState::Paused),
            state,
            level: clock.level,
            pauses: clock
                .pauses
                .iter()
                .map(|pause| PauseView { from: pause.from, to: pause.to, reason: pause.reason })
                .collect(),
            extensions: clock
                .extensions
                .iter()
                .map(|extension| ExtensionView {
                    asked_at: extension.asked_at,
                    reason: extension.reason.clone(),
                    decided_at: extension.decided.map(|decided| decided.at),
                    approved: extension.decided.map(|decided| decided.approved),
                })
                .collect(),
            met_at: clock.met_at,
            missed_at: clock.missed_at.or(Some(clock.due_at).filter(|_| state == ClockState::Missed)),
            acts: acts(caller, matter, deadline, now).into_iter().map(address).collect(),
        })
    }
}
