//! What a rule of the register is made of.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Words {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// How firm the ground is (catalogue, evidence tags).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Law, regulation or ministerial rule: may be tightened, never loosened.
    Statute,
    /// Known from practice or second hand: a parameter of the bureau.
    Practice,
    /// Our own choice, without legal force: a parameter of the bureau.
    Choice,
}

impl Evidence {
    /// The stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Statute => "statute",
            Self::Practice => "practice",
            Self::Choice => "choice",
        }
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hours, from the moment.
    Hours,
    /// Calendar days, from the day after.
    Days,
    /// Working days (工作日), from the day after.
    WorkingDays,
}

impl Unit {
    /// The stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Hours => "hours",
            Self::Days => "days",
            Self::WorkingDays => "working_days",
        }
    }
}

/// A length of time as the law counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Length {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

impl fmt::Display for Length {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Hours => "hour",
            Unit::Days => "day",
            Unit::WorkingDays => "working day",
        };
        write!(out, "{} {unit}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

/// Why time does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// An expert examines (鉴定).
    Expert,
    /// A hearing is held (听证).
    Hearing,
    /// Others are asked for their view (征求第三方和其他机关意见).
    OthersAsked,
}

impl PauseReason {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::Expert, Self::Hearing, Self::OthersAsked];

    /// The stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Expert => "expert",
            Self::Hearing => "hearing",
            Self::OthersAsked => "others_asked",
        }
    }
}

/// How far an extension goes, in the unit of the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Longer {
    /// By so many.
    By(u32),
    /// To so many from the trigger.
    To(u32),
}

/// Whether, how often and how far a period may be extended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extending {
    /// How often.
    pub times: u8,
    /// How far each time.
    pub longer: Longer,
    /// Whose approval the law asks for. In kaimen it is never the one who asked.
    pub approver: Words,
}

/// For whom a period runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Runs {
    /// For the police: missing it is a failure and is told upwards; it may be tightened.
    Police,
    /// For a person: it is a right, and nobody shortens it.
    Person,
    /// For another authority, such as a court: kaimen only watches it.
    Other,
}

impl Runs {
    /// The stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Police => "police",
            Self::Person => "person",
            Self::Other => "other",
        }
    }
}

/// A period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// How long.
    pub length: Length,
    /// For whom.
    pub runs: Runs,
    /// The law by which a last day that is no working day moves to the next one; `None` where no law says so.
    pub moves: Option<Words>,
    /// What does not count.
    pub pauses: &'static [PauseReason],
    /// How it may be extended; `None` where it may not.
    pub extending: Option<Extending>,
}

/// What a step asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Done within a period: the only kind that has a clock.
    Within(Period),
    /// Done on the spot.
    AtOnce,
    /// Kept for so many months at least.
    KeptFor {
        /// Months.
        months: u32,
    },
    /// Not more than so many.
    AtMost {
        /// How many.
        count: u32,
    },
}

/// One thing that a rule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Name within the rule, such as `transfer`.
    pub name: &'static str,
    /// What is to be done.
    pub duty: Words,
    /// From when.
    pub trigger: Words,
    /// How it is measured.
    pub measure: Measure,
}

impl Step {
    /// The period, where the step has one.
    #[must_use]
    pub fn period(&self) -> Option<&Period> {
        match &self.measure {
            Measure::Within(period) => Some(period),
            Measure::AtOnce | Measure::KeptFor { .. } | Measure::AtMost { .. } => None,
        }
    }
}

/// A rule as it stood from one day to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None` while it is in force.
    pub until: Option<NaiveDate>,
    /// Where it is written.
    pub basis: Words,
    /// How firm that is.
    pub evidence: Evidence,
    /// What it asks for.
    pub steps: &'static [Step],
}

/// A rule of the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Name in the register, `D1` to `D21`.
    pub id: &'static str,
    /// What it is about.
    pub title: Words,
    /// Oldest first; none overlap.
    pub editions: &'static [Edition],
}

/// A step by its full name, such as `D5.transfer`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StepName {
    /// The rule.
    pub rule: String,
    /// The step.
    pub step: String,
}

impl fmt::Display for StepName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.rule, self.step)
    }
}

impl FromStr for StepName {
    type Err = NoStepName;

    fn from_str(text: &str) -> Result<Self, NoStepName> {
        match text.split_once('.') {
            Some((rule, step)) if !rule.is_empty() && !step.is_empty() => {
                Ok(Self { rule: rule.to_owned(), step: step.to_owned() })
            }
            _ => Err(NoStepName),
        }
    }
}

/// Not the name of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write rule and step with a full stop between them, such as D5.transfer")]
pub struct NoStepName;
