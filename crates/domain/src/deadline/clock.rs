//! One clock: a matter under one step of one rule. Pure; the time is an argument.
//!
//! running → { paused ↔ running } → met | missed → met late. Missed is a fact of time alone: whatever is done with a
//! clock after its last moment finds it missed, whether or not anything had looked at it in between, and `missed_at`
//! never goes away.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::calendar::{Calendar, UnknownYear};
use super::counting::{Break, last_moment};
use super::ladder::Level;
use super::parameter;
use super::rule::{Edition, Extending, Length, Longer, PauseReason, Period, Step, StepName};
use crate::act::Act;
use crate::id::AccountId;

/// Where a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    /// Time runs.
    Running,
    /// Time does not count.
    Paused,
    /// The last moment has passed and it is not done.
    Missed,
    /// Done in time.
    Met,
    /// Done after the last moment.
    MetLate,
}

impl ClockState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Running, Self::Paused, Self::Missed, Self::Met, Self::MetLate];

    /// The stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Missed => "missed",
            Self::Met => "met",
            Self::MetLate => "met_late",
        }
    }
}

/// A pause, open while it has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Began.
    pub from: DateTime<Utc>,
    /// Ended.
    pub to: Option<DateTime<Utc>>,
    /// Why.
    pub reason: PauseReason,
}

/// An extension that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// By whom.
    pub asked_by: AccountId,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Why.
    pub reason: String,
    /// The answer.
    pub decided: Option<Decided>,
}

/// The answer to a request for an extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// By whom; never the one who asked.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it was approved.
    pub approved: bool,
}

/// Why an act on a clock is not possible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A day is needed that is not known.
    #[error(transparent)]
    UnknownYear(#[from] UnknownYear),
    /// Already met.
    #[error("this deadline is met already")]
    Ended,
    /// The last moment has passed.
    #[error("the last moment has passed: a missed deadline can be met late, not paused or extended")]
    Missed,
    /// Time does not count now.
    #[error("the clock is paused: resume it first")]
    Paused,
    /// Time counts now.
    #[error("the clock is not paused")]
    NotPaused,
    /// The rule knows no such pause.
    #[error("the rule does not let time stand still for this reason")]
    NoSuchPause,
    /// The rule knows no extension, or no further one.
    #[error("the rule allows no extension, or no further one")]
    NoExtension,
    /// One is being decided.
    #[error("an extension was asked for and is not decided yet")]
    AskedAlready,
    /// None is being decided.
    #[error("no extension is waiting for a decision")]
    NotAsked,
    /// Somebody else must decide.
    #[error("somebody else than the one who asked decides about an extension")]
    OwnRequest,
    /// The step is no period.
    #[error("this step of the register has no clock")]
    NotAPeriod,
}

impl Refused {
    /// The stable word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::UnknownYear(_) => "unknown_year",
            Self::Ended => "ended",
            Self::Missed => "missed",
            Self::Paused => "paused",
            Self::NotPaused => "not_paused",
            Self::NoSuchPause => "no_such_pause",
            Self::NoExtension => "no_extension",
            Self::AskedAlready => "asked_already",
            Self::NotAsked => "not_asked",
            Self::OwnRequest => "own_request",
            Self::NotAPeriod => "not_a_period",
        }
    }
}

/// What the rule lets be done with a clock; comes from the register, is not kept with the clock.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'r> {
    /// The period.
    pub period: &'r Period,
    /// Working days.
    pub calendar: &'r Calendar,
}

/// A clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// Rule and step.
    pub name: StepName,
    /// First day of the edition of the rule that governs it.
    pub edition: NaiveDate,
    /// The trigger.
    pub started_at: DateTime<Utc>,
    /// Length, extensions included, pauses not.
    pub length: Length,
    /// The last moment in time; while paused, as it was when the pause began.
    pub due_at: DateTime<Utc>,
    /// Where it stood when it was last touched; ask [`Clock::state_at`].
    pub state: ClockState,
    /// Pauses in order.
    pub pauses: Vec<Pause>,
    /// Extensions asked for, in order.
    pub extensions: Vec<Extension>,
    /// Done.
    pub met_at: Option<DateTime<Utc>>,
    /// The last moment that passed; never taken back.
    pub missed_at: Option<DateTime<Utc>>,
    /// Who has been told so far.
    pub level: Level,
}

impl Clock {
    /// Starts a clock. `own` is the bureau's own length, where it has one.
    ///
    /// # Errors
    /// [`Refused::NotAPeriod`], [`Refused::UnknownYear`].
    pub fn start(
        name: StepName,
        edition: &Edition,
        step: &Step,
        own: Option<u32>,
        started_at: DateTime<Utc>,
        calendar: &Calendar,
    ) -> Result<Self, Refused> {
        let period = step.period().ok_or(Refused::NotAPeriod)?;
        let count = parameter::length(edition, step, own).unwrap_or(period.length.count);
        let length = Length { count, ..period.length };
        let due_at = last_moment(started_at, length, period.moves.is_some(), &[], calendar)?;
        Ok(Self {
            name,
            edition: edition.from,
            started_at,
            length,
            due_at,
            state: ClockState::Running,
            pauses: Vec::new(),
            extensions: Vec::new(),
            met_at: None,
            missed_at: None,
            level: Level::None,
        })
    }

    /// Where it stands at a moment.
    #[must_use]
    pub fn state_at(&self, now: DateTime<Utc>) -> ClockState {
        if self.state == ClockState::Running && now > self.due_at { ClockState::Missed } else { self.state }
    }

    /// Whether it still waits to be met.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.met_at.is_none()
    }

    /// Brings the state up to the moment; answers whether the clock was found missed just now.
    pub fn look(&mut self, now: DateTime<Utc>) -> bool {
        let missed = self.state == ClockState::Running && self.state_at(now) == ClockState::Missed;
        if missed {
            self.state = ClockState::Missed;
            self.missed_at = Some(self.due_at);
        }
        missed
    }

    /// Lets time stand still.
    ///
    /// # Errors
    /// [`Refused`] where the rule knows no such reason, or the clock does not run.
    pub fn pause(&mut self, terms: Terms<'_>, reason: PauseReason, now: DateTime<Utc>) -> Result<(), Refused> {
        self.runs(now)?;
        if !terms.period.pauses.contains(&reason) {
            return Err(Refused::NoSuchPause);
        }
        self.pauses.push(Pause { from: now, to: None, reason });
        self.state = ClockState::Paused;
        Ok(())
    }

    /// Lets time run again; the last moment moves by what did not count.
    ///
    /// # Errors
    /// [`Refused::NotPaused`], [`Refused::UnknownYear`].
    pub fn resume(&mut self, terms: Terms<'_>, now: DateTime<Utc>) -> Result<(), Refused> {
        let last = self.pauses.last_mut().filter(|pause| pause.to.is_none()).ok_or(Refused::NotPaused)?;
        last.to = Some(now.max(last.from));
        match self.last_moment(terms) {
            Ok(due_at) => self.due_at = due_at,
            Err(error) => {
                if let Some(last) = self.pauses.last_mut() {
                    last.to = None;
                }
                return Err(error.into());
            }
        }
        self.state = ClockState::Running;
        // There is a new end to be reminded of.
        self.level = Level::None;
        Ok(())
    }

    /// Asks for an extension.
    ///
    /// # Errors
    /// [`Refused`] where the rule allows none, none further, or the last moment has passed.
    pub fn ask(&mut self, terms: Terms<'_>, by: AccountId, reason: String, now: DateTime<Utc>) -> Result<(), Refused> {
        self.runs(now)?;
        if self.asked().is_some() {
            return Err(Refused::AskedAlready);
        }
        self.further(terms)?;
        self.extensions.push(Extension { asked_by: by, asked_at: now, reason, decided: None });
        Ok(())
    }

    /// Approves or refuses the extension that was asked for.
    ///
    /// # Errors
    /// [`Refused`] where none was asked for, the one who asked decides, or the last moment has passed meanwhile.
    pub fn decide(
        &mut self,
        terms: Terms<'_>,
        by: AccountId,
        approved: bool,
        now: DateTime<Utc>,
    ) -> Result<(), Refused> {
        self.runs(now)?;
        let asked_by = self.asked().ok_or(Refused::NotAsked)?.asked_by;
        if asked_by == by {
            return Err(Refused::OwnRequest);
        }
        if approved {
            let before = self.length;
            self.length.count = match self.further(terms)?.longer {
                Longer::By(more) => self.length.count.saturating_add(more),
                Longer::To(count) => self.length.count.max(count),
            };
            match self.last_moment(terms) {
                // Never shorter, whatever a new calendar says.
                Ok(due_at) => {
                    self.due_at = self.due_at.max(due_at);
                    self.level = Level::None;
                }
                Err(error) => {
                    self.length = before;
                    return Err(error.into());
                }
            }
        }
        if let Some(last) = self.extensions.last_mut() {
            last.decided = Some(Decided { by, at: now, approved });
        }
        Ok(())
    }

    /// The duty is done.
    ///
    /// # Errors
    /// [`Refused::Ended`] where it was done before.
    pub fn meet(&mut self, now: DateTime<Utc>) -> Result<(), Refused> {
        if !self.is_open() {
            return Err(Refused::Ended);
        }
        self.look(now);
        if let Some(last) = self.pauses.last_mut().filter(|pause| pause.to.is_none()) {
            last.to = Some(now.max(last.from));
        }
        self.met_at = Some(now);
        self.state = if self.missed_at.is_some() { ClockState::MetLate } else { ClockState::Met };
        Ok(())
    }

    /// Counts anew with another calendar; answers whether the last moment moved. A missed or met clock stays as it is.
    ///
    /// # Errors
    /// [`UnknownYear`].
    pub fn recount(&mut self, terms: Terms<'_>, now: DateTime<Utc>) -> Result<bool, UnknownYear> {
        if self.state_at(now) != ClockState::Running {
            return Ok(false);
        }
        let due_at = self.last_moment(terms)?;
        Ok(std::mem::replace(&mut self.due_at, due_at) != due_at)
    }

    /// The extension that waits for a decision.
    #[must_use]
    pub fn asked(&self) -> Option<&Extension> {
        self.extensions.last().filter(|extension| extension.decided.is_none())
    }

    /// Whether the act is possible now. Who may do it is another question.
    #[must_use]
    pub fn allows(&self, act: Act, period: &Period, now: DateTime<Utc>) -> bool {
        let state = self.state_at(now);
        let runs = state == ClockState::Running;
        let more = period.extending.is_some_and(|extending| self.extended() < usize::from(extending.times));
        match act {
            Act::PauseClock => runs && !period.pauses.is_empty(),
            Act::ResumeClock => state == ClockState::Paused,
            Act::AskExtension => runs && self.asked().is_none() && more,
            Act::DecideExtension => runs && self.asked().is_some(),
            Act::MeetClock => self.is_open(),
            _ => false,
        }
    }

    /// Extensions that were approved.
    #[must_use]
    pub fn extended(&self) -> usize {
        self.extensions.iter().filter(|extension| extension.decided.is_some_and(|decided| decided.approved)).count()
    }

    fn runs(&self, now: DateTime<Utc>) -> Result<(), Refused> {
        match self.state_at(now) {
            ClockState::Running => Ok(()),
            ClockState::Paused => Err(Refused::Paused),
            ClockState::Missed => Err(Refused::Missed),
            ClockState::Met | ClockState::MetLate => Err(Refused::Ended),
        }
    }

    fn further(&self, terms: Terms<'_>) -> Result<Extending, Refused> {
        let extending = terms.period.extending.ok_or(Refused::NoExtension)?;
        if self.extended() >= usize::from(extending.times) { Err(Refused::NoExtension) } else { Ok(extending) }
    }

    fn last_moment(&self, terms: Terms<'_>) -> Result<DateTime<Utc>, UnknownYear> {
        let breaks: Vec<Break> =
            self.pauses.iter().filter_map(|pause| Some(Break { from: pause.from, to: pause.to? })).collect();
        last_moment(self.started_at, self.length, terms.period.moves.is_some(), &breaks, terms.calendar)
    }
}
