//! Who is told, and when (our choice): the owner before the end, then level after level above.
//!
//! The owner hears when a quarter of the time is left. When the last moment has passed, the chief of the station hears
//! at once, the command of the bureau after a tenth of the length and the inspection office after a quarter of it; of
//! days, these are one and three days at least, so that nobody is called out by night for a matter of weeks. A period
//! that runs for a person or another authority is nobody's failure: only the owner hears of it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::clock::{Clock, ClockState};
use super::rule::{Runs, Unit};

/// How far up the word has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nobody was told.
    None,
    /// The owner, before the end.
    Owner,
    /// The chief of the station.
    StationChief,
    /// The command of the bureau.
    BureauCommand,
    /// The inspection office (督察).
    InspectionOffice,
}

impl Level {
    /// Every level, lowest first.
    pub const ALL: [Self; 5] =
        [Self::None, Self::Owner, Self::StationChief, Self::BureauCommand, Self::InspectionOffice];

    /// The stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Owner => "owner",
            Self::StationChief => "station_chief",
            Self::BureauCommand => "bureau_command",
            Self::InspectionOffice => "inspection_office",
        }
    }
}

/// The next level to be told of a clock, and when; `None` where it does not run, or everybody knows.
#[must_use]
pub fn next(clock: &Clock, runs: Runs) -> Option<(Level, DateTime<Utc>)> {
    if !clock.is_open() || clock.state == ClockState::Paused {
        return None;
    }
    let (due, whole) = (clock.due_at, (clock.due_at - clock.started_at).max(TimeDelta::zero()));
    let at_least = |least: i64, part: TimeDelta| match clock.length.unit {
        Unit::Hours => part,
        Unit::Days | Unit::WorkingDays => part.max(TimeDelta::days(least)),
    };
    match clock.level {
        Level::None => Some((Level::Owner, due - whole / 4)),
        Level::Owner if runs != Runs::Police => None,
        // The last moment itself is still in time.
        Level::Owner => Some((Level::StationChief, due + TimeDelta::microseconds(1))),
        Level::StationChief => Some((Level::BureauCommand, due + at_least(1, whole / 10))),
        Level::BureauCommand => Some((Level::InspectionOffice, due + at_least(3, whole / 4))),
        Level::InspectionOffice => None,
    }
}

/// Raises a clock to every level whose time has come; answers them, lowest first.
pub fn climb(clock: &mut Clock, runs: Runs, now: DateTime<Utc>) -> Vec<Level> {
    let mut told = Vec::new();
    while let Some((level, at)) = next(clock, runs) {
        if now < at {
            break;
        }
        clock.level = level;
        told.push(level);
    }
    told
}
