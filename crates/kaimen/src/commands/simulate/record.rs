//! Recorded calls as the places, types and hours of a simulation.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use anyhow::{Context, bail};
use chrono::{Datelike, NaiveDate, Timelike};
use kaimen_roads::{Coordinate, Profile, RoadMap};
use kaimen_sim::calls::read;
use kaimen_sim::kinds;
use kaimen_sim::simulate::layout::distinct;
use kaimen_sim::simulate::{Call, CallKind, Scenario, draw_work};

/// Farthest that a recorded call may lie from a road, metres.
const OFF_ROAD_METRES: f64 = 150.0;

/// A record that the map covers.
pub(super) struct Record {
    calls: Vec<kaimen_sim::Call>,
    /// Distinct places, with the calls from each.
    pub(super) places: Vec<(Coordinate, f64)>,
    /// Place of each call.
    of: Vec<usize>,
    kinds: Vec<CallKind>,
    kind_of: Vec<usize>,
}

/// Recorded calls of some days, without what a run draws.
pub(super) struct Recorded {
    calls: Vec<Call>,
}

impl Record {
    pub(super) fn read(file: &Path, map: &RoadMap) -> anyhow::Result<Self> {
        let shown = file.display();
        let opened = File::open(file)
            .with_context(|| format!("cannot open the record of calls {shown}; check that the file exists"))?;
        let found = read(opened).with_context(|| format!("record of calls {shown}"))?;
        let (rows, mut calls) = (found.rows, found.calls);
        calls.retain(|call| map.snap(call.at, Profile::Car).is_some_and(|near| near.metres <= OFF_ROAD_METRES));
        if calls.is_empty() {
            bail!("no call of {shown} can be used ({rows} rows read): check that the map covers its places");
        }
        let left_out = rows - calls.len() as u64;
        if left_out > 0 {
            eprintln!("kaimen: {left_out} of {rows} rows of {shown} left out: off the map, or not a call");
        }
        let (places, of) = distinct(calls.iter().map(|call| call.at));
        let (mut kinds, mut known) = (Vec::<CallKind>::new(), BTreeMap::new());
        let kind_of = calls.iter().map(|call| {
            let number = *known.entry(call.call_type.clone()).or_insert_with(|| {
                kinds.push(kind(&call.call_type));
                kinds.len() - 1
            });
            kinds[number].weight += 1.0;
            number
        });
        let kind_of = kind_of.collect();
        Ok(Self { calls, places, of, kinds, kind_of })
    }

    /// Gives the scenario the hours and types of the record.
    pub(super) fn shape(&self, scenario: &mut Scenario) {
        scenario.kinds.clone_from(&self.kinds);
        let (mut counts, mut days) = (vec![0.0; 168], vec![BTreeSet::new(); 7]);
        for call in &self.calls {
            let day = call.time.weekday().num_days_from_monday() as usize;
            counts[day * 24 + call.time.hour() as usize] += 1.0;
            days[day].insert(call.time.date_naive());
        }
        for (hour, count) in counts.iter_mut().enumerate() {
            *count /= days[hour / 24].len().max(1) as f64;
        }
        scenario.week = counts;
    }

    /// The calls of the days of the scenario, its warm-up before, from a day on.
    pub(super) fn from(
        &self,
        from: NaiveDate,
        scenario: &Scenario,
        demand_of: &[Option<u32>],
    ) -> anyhow::Result<Recorded> {
        if !scenario.warm_up_hours.is_multiple_of(24) {
            bail!("--warm-up is whole days, such as 24, with --as-recorded-from");
        }
        // Time 0 of a simulation is a midnight, so that hours and shifts fit; only calls that are drawn know weekdays.
        let start = from.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis() - scenario.warm_up();
        let calls: Vec<Call> = (self.calls.iter().zip(&self.of).zip(&self.kind_of))
            .filter_map(|((call, place), kind)| {
                let time = call.time.timestamp_millis() - start;
                let what = &self.kinds[*kind];
                let demand = demand_of[*place].filter(|_| (0..scenario.end()).contains(&time))?;
                let (kind, grade, officers) = (*kind as u32, what.grade, what.officers);
                Some(Call { time, demand, kind, grade, officers, on_scene: 0, ambulance: None })
            })
            .collect();
        if calls.is_empty() {
            bail!("the record has no call in the {} days from {from}", scenario.days);
        }
        Ok(Recorded { calls })
    }
}

impl Recorded {
    /// The calls with the times at the scene of a run.
    pub(super) fn with_times(&self, scenario: &Scenario, run: u32) -> Vec<Call> {
        draw_work(&self.calls, scenario, run)
    }
}

/// What a type of call needs. The record says nothing of times at the scene: 20 minutes.
fn kind(call_type: &str) -> CallKind {
    let is_medical = call_type.to_lowercase().contains("aided");
    CallKind {
        code: call_type.to_owned(),
        weight: 0.0,
        grade: kinds::grade(call_type),
        officers: kinds::officers(call_type),
        on_scene_minutes: 20.0,
        ambulance: if is_medical { 1.0 } else { 0.0 },
    }
}
