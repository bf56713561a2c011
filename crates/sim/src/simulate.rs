//! A district's days by discrete events: what would happen with other officers, shifts, patrols or rules.
//!
//! The units are those of a live board, and who goes is decided by [`kaimen_dispatch::recommend_by`], the code of the
//! live service. All policies that are compared meet the same calls; their differences are taken run by run, so that
//! what the calls scatter falls out. What is assumed is in [`Scenario`] and in `docs/simulation.md`.

pub mod calls;
pub mod district;
pub mod layout;
pub mod measure;
pub mod places;
pub mod policy;
pub mod scenario;
pub mod student;
mod text;
mod world;

use kaimen_dispatch::BoardError;
use serde::Serialize;

pub use calls::{Call, draw, draw_work};
pub use district::{Demand, District, Post, Station};
pub use layout::{Layout, LayoutError, Made, Travel};
pub use measure::{AtStation, Outcome};
pub use places::Places;
pub use policy::Rules;
pub use scenario::{Between, CallKind, Order, Patrol, Scenario};
pub use student::Interval;
pub use world::{Handled, Move, Record, Tour, Work};

/// Confidence of the intervals.
pub const CONFIDENCE: f64 = 0.95;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// A setting makes no sense.
    #[error("{0}")]
    Settings(&'static str),
    /// The board and the simulation do not agree.
    #[error("the simulation lost a unit: {0}")]
    Board(#[from] BoardError),
}

/// A figure of a policy, and how it differs from that of the first policy, run by run.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Figure {
    /// The figure.
    pub value: Interval,
    /// Its difference from the first policy.
    pub difference: Interval,
}

/// What a policy comes to over all replications.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PolicyAnswer {
    /// Its word.
    pub policy: &'static str,
    /// In a few words.
    pub about: &'static str,
    /// Mean response, seconds.
    pub response: Figure,
    /// Part that is late.
    pub late: Figure,
    /// Mean response to grade 1, seconds.
    pub response_danger: Figure,
    /// Part of grade 1 that is late.
    pub late_danger: Figure,
    /// Nine of ten responses, seconds.
    pub p90: Figure,
    /// Part that waited for somebody to be free.
    pub queued: Figure,
    /// Mean wait, seconds.
    pub wait: Figure,
    /// Part of the time on duty on calls.
    pub busy: Figure,
    /// Part of the calls within reach of a free unit in time.
    pub covered: Figure,
    /// Stops and visits for each unit and eight hours.
    pub stops: Figure,
    /// Part of them broken off.
    pub broken_off: Figure,
    /// Units taken for graver calls, for each 1,000 calls.
    pub taken: Figure,
    /// Minutes beyond the end of a shift.
    pub overtime: Figure,
    /// Part of the calls lost.
    pub lost: Figure,
    /// Calls never answered, in all runs.
    pub waiting: u64,
    /// Part of the time on duty on calls of each unit, mean over the runs.
    pub busy_by_unit: Vec<f64>,
    /// By station, mean over the runs.
    pub stations: Vec<AtStation>,
}

/// The answer of a simulation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// Name of the map.
    pub map: String,
    /// What was assumed.
    pub scenario: Scenario,
    /// Units.
    pub units: usize,
    /// Places of calls.
    pub demand: usize,
    /// Names of the stations, and how many units each has.
    pub stations: Vec<(String, usize)>,
    /// Calls of all runs that count.
    pub calls: u64,
    /// Policies; the first is the one that the others are compared with.
    pub policies: Vec<PolicyAnswer>,
}

/// Runs one policy through given calls.
///
/// # Errors
/// Where the scenario makes no sense.
pub fn run(
    district: &District<'_>,
    scenario: &Scenario,
    rules: &Rules,
    calls: &[Call],
    replication: u32,
    progress: &mut dyn FnMut(u64),
) -> Result<Record, SimulateError> {
    scenario.check().map_err(SimulateError::Settings)?;
    Ok(world::World::new(district, scenario, rules, calls, replication).run(progress)?)
}

/// As [`run`], with every drive noted in [`Record::moves`].
///
/// # Errors
/// Where the scenario makes no sense.
pub fn watch(
    district: &District<'_>,
    scenario: &Scenario,
    rules: &Rules,
    calls: &[Call],
) -> Result<Record, SimulateError> {
    scenario.check().map_err(SimulateError::Settings)?;
    Ok(world::World::new(district, scenario, rules, calls, 0).watched().run(&mut |_| {})?)
}

/// The figures of a run.
#[must_use]
pub fn outcome(district: &District<'_>, scenario: &Scenario, calls: &[Call], record: &Record) -> Outcome {
    measure::measure(district, scenario, calls, record, &district.stations_of_demand())
}

/// Compares policies. `calls_of` gives the calls of a replication; `progress` is told the calls done, and all.
///
/// The same district, scenario and calls give the same answer.
///
/// # Errors
/// Where the scenario makes no sense, or no policy is given.
pub fn compare(
    district: &District<'_>,
    scenario: &Scenario,
    policies: &[Rules],
    calls_of: &dyn Fn(u32) -> Vec<Call>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Answer, SimulateError> {
    scenario.check().map_err(SimulateError::Settings)?;
    if policies.is_empty() {
        return Err(SimulateError::Settings("name at least one policy"));
    }
    let station_of = district.stations_of_demand();
    let mut outcomes: Vec<Vec<Outcome>> = vec![Vec::new(); policies.len()];
    let mut done = 0;
    for replication in 0..scenario.replications {
        let calls = calls_of(replication);
        let all = calls.len() as u64 * policies.len() as u64 * u64::from(scenario.replications);
        for (rules, outcomes) in policies.iter().zip(&mut outcomes) {
            let record = run(district, scenario, rules, &calls, replication, &mut |now| progress(done + now, all))?;
            outcomes.push(measure::measure(district, scenario, &calls, &record, &station_of));
            done += calls.len() as u64;
            progress(done, all);
        }
    }
    let units_of = |number| district.posts.iter().filter(|post| post.station == number).count();
    Ok(Answer {
        map: district.map.info().name.clone(),
        scenario: scenario.clone(),
        units: district.posts.len(),
        demand: district.demand.len(),
        stations: (0..).zip(&district.stations).map(|(number, at)| (at.name.clone(), units_of(number))).collect(),
        calls: outcomes[0].iter().map(|outcome| outcome.calls).sum(),
        policies: policies.iter().zip(&outcomes).map(|(rules, own)| answer(rules, own, &outcomes[0])).collect(),
    })
}

fn answer(rules: &Rules, own: &[Outcome], first: &[Outcome]) -> PolicyAnswer {
    let figure = |of: fn(&Outcome) -> f64| {
        let values: Vec<f64> = own.iter().map(of).collect();
        let differences: Vec<f64> = own.iter().zip(first).map(|(own, first)| of(own) - of(first)).collect();
        Figure { value: Interval::of(&values, CONFIDENCE), difference: Interval::of(&differences, CONFIDENCE) }
    };
    let runs = own.len().max(1) as f64;
    let mut busy_by_unit = vec![0.0; own.first().map_or(0, |outcome| outcome.busy_by_unit.len())];
    let mut stations = vec![AtStation::default(); own.first().map_or(0, |outcome| outcome.stations.len())];
    for outcome in own {
        for (sum, value) in busy_by_unit.iter_mut().zip(&outcome.busy_by_unit) {
            *sum += value / runs;
        }
        for (sum, value) in stations.iter_mut().zip(&outcome.stations) {
            sum.calls += value.calls / runs;
            sum.response += value.response / runs;
            sum.late += value.late / runs;
            sum.busy += value.busy / runs;
        }
    }
    PolicyAnswer {
        policy: rules.name,
        about: rules.about,
        response: figure(|outcome| outcome.response),
        late: figure(|outcome| outcome.late),
        response_danger: figure(|outcome| outcome.response_danger),
        late_danger: figure(|outcome| outcome.late_danger),
        p90: figure(|outcome| outcome.p90),
        queued: figure(|outcome| outcome.queued),
        wait: figure(|outcome| outcome.wait),
        busy: figure(|outcome| outcome.busy),
        covered: figure(|outcome| outcome.covered),
        stops: figure(|outcome| outcome.stops),
        broken_off: figure(|outcome| outcome.broken_off),
        taken: figure(|outcome| outcome.taken),
        overtime: figure(|outcome| outcome.overtime),
        lost: figure(|outcome| outcome.lost),
        waiting: own.iter().map(|outcome| outcome.waiting).sum(),
        busy_by_unit,
        stations,
    }
}
