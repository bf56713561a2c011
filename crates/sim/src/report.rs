//! Figures of a replay.

mod cover;
mod figures;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use kaimen_roads::RoadMap;
use serde::Serialize;

use crate::calls::Calls;
use crate::replay::{Job, World};
use crate::settings::Settings;
use cover::Cover;
pub use figures::{Times, Workload};

/// Figures of a replay. Response time runs from the call to the first unit at the place, waiting included.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Name of the map.
    pub map: String,
    /// What was assumed.
    pub settings: Settings,
    /// Rows of the record.
    pub rows: u64,
    /// Calls answered.
    pub calls: u64,
    /// Rows left out by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// First call.
    pub first: DateTime<Utc>,
    /// Last call.
    pub last: DateTime<Utc>,
    /// Hours that the record covers; gaps do not count (see [`Settings::covered_part`]).
    pub hours_covered: f64,
    /// Stretches of covered hours between gaps.
    pub stretches: u32,
    /// Response times, seconds.
    pub response: Times,
    /// Times from sending to the first unit at the place, seconds.
    pub travel: Times,
    /// Part of the responses longer than the limit.
    pub late: f64,
    /// Part of the calls for which no unit was free when they came.
    pub queued: f64,
    /// Mean wait of all calls before sending, seconds.
    pub mean_wait: f64,
    /// Calls per unit.
    pub workload: Workload,
    /// Part of the covered time in which a unit is on calls: mean, least and greatest unit.
    pub utilisation: Utilisation,
    /// Recommendations made.
    pub decisions: u64,
    /// Recommendations in a second of the whole replay, on one thread; measured, so it varies.
    pub decisions_per_second: f64,
    /// By hour of the day in which the call came (in the time zone of the record).
    pub by_hour: Vec<Hour>,
}

/// Part of the covered time in which units are on calls.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Utilisation {
    /// Mean over the units.
    pub mean: f64,
    /// Of the least busy.
    pub least: f64,
    /// Of the busiest.
    pub greatest: f64,
}

/// Figures of one hour of the day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Hour {
    /// 0 to 23.
    pub hour: u32,
    /// Calls.
    pub calls: u64,
    /// Mean response, seconds.
    pub mean: f64,
    /// Nine of ten responses are not longer, seconds.
    pub p90: f64,
    /// Part that is late.
    pub late: f64,
}

/// Makes the report.
pub(crate) fn make(
    map: &RoadMap,
    settings: &Settings,
    found: &Calls,
    jobs: &[Job],
    world: &World<'_>,
    start: DateTime<Utc>,
    seconds: f64,
) -> Report {
    let answers = &world.answers;
    let response: Vec<i64> = answers.iter().map(|answer| answer.arrived - answer.received).collect();
    let travel = answers.iter().map(|answer| answer.arrived - answer.sent).collect();
    let limit = i64::from(settings.late_seconds) * 1_000;
    let late = |times: &[i64]| part(times.iter().filter(|time| **time > limit).count(), times.len());
    let times: Vec<i64> = answers.iter().map(|answer| answer.received).collect();
    let cover = Cover::find(&times, start, settings.covered_part);
    let mut calls = vec![0_u64; settings.units as usize];
    let mut busy = vec![0_i64; settings.units as usize];
    for answer in answers {
        let time = cover.overlap(answer.sent, answer.cleared);
        for unit in &answer.units {
            calls[*unit as usize] += 1;
            busy[*unit as usize] += time;
        }
    }
    let mut by_hour = vec![Vec::new(); 24];
    for (answer, response) in answers.iter().zip(&response) {
        let hour = (start + TimeDelta::milliseconds(answer.received)).hour();
        by_hour[hour as usize].push(*response);
    }
    let hour = |(hour, times): (u32, Vec<i64>)| {
        let late = late(&times);
        let (calls, times) = (times.len() as u64, Times::of(times));
        Hour { hour, calls, mean: times.mean, p90: times.p90, late }
    };
    let share = |busy: i64| if cover.total() > 0 { busy as f64 / cover.total() as f64 } else { 0.0 };
    let last = jobs.last().map_or(start, |job| job.call.time);
    Report {
        map: map.info().name.clone(),
        settings: settings.clone(),
        rows: found.rows,
        calls: answers.len() as u64,
        rejected: found.rejected.clone(),
        first: start,
        last,
        hours_covered: cover.total() as f64 / 3_600_000.0,
        stretches: cover.stretches(),
        late: late(&response),
        queued: part(answers.iter().filter(|answer| answer.sent > answer.received).count(), answers.len()),
        mean_wait: Times::of(answers.iter().map(|answer| answer.sent - answer.received).collect()).mean,
        response: Times::of(response),
        travel: Times::of(travel),
        workload: Workload::of(calls),
        utilisation: Utilisation {
            mean: share(busy.iter().sum()) / f64::from(settings.units),
            least: share(busy.iter().copied().min().unwrap_or(0)),
            greatest: share(busy.iter().copied().max().unwrap_or(0)),
        },
        decisions: world.decisions,
        decisions_per_second: if seconds > 0.0 { world.decisions as f64 / seconds } else { 0.0 },
        by_hour: (0..).zip(by_hour).map(hour).collect(),
    }
}

fn part(some: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { some as f64 / all as f64 }
}
