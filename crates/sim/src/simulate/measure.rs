//! What a run comes to.

use serde::Serialize;

use super::calls::Call;
use super::district::District;
use super::scenario::Scenario;
use super::world::Record;

/// Figures of one run, of the calls that came in the days that count.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Outcome {
    /// Calls that came.
    pub calls: u64,
    /// Mean seconds from the call to the first unit at the place, waiting included.
    pub response: f64,
    /// The same for grade 1; 0 where there is none.
    pub response_danger: f64,
    /// Part of the responses later than the limit.
    pub late: f64,
    /// Part of the calls of grade 1 that is later than the limit.
    pub late_danger: f64,
    /// Seconds that nine of ten responses do not exceed.
    pub p90: f64,
    /// Part of the calls for which too few were free when they came.
    pub queued: f64,
    /// Mean seconds of waiting of all calls.
    pub wait: f64,
    /// Part of the calls that went elsewhere since nobody was free.
    pub lost: f64,
    /// Calls not answered when the run ended.
    pub waiting: u64,
    /// Part of the time on duty that units are on calls.
    pub busy: f64,
    /// Part of the calls that a free unit reaches in time, on the mean of all hours.
    pub covered: f64,
    /// Units taken for a graver call, for each 1,000 calls.
    pub taken: f64,
    /// Stops and visits ended as planned, for each unit and eight hours on duty.
    pub stops: f64,
    /// Part of the stops and visits that a call broke off.
    pub broken_off: f64,
    /// Mean minutes that a unit on a shift of the days that count works beyond its end, over all shifts.
    pub overtime: f64,
    /// Part of the time on duty on calls, by unit.
    pub busy_by_unit: Vec<f64>,
    /// By station.
    pub stations: Vec<AtStation>,
}

/// Figures of a station in one run.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct AtStation {
    /// Calls from places nearest to it.
    pub calls: f64,
    /// Mean response to them, seconds.
    pub response: f64,
    /// Part of them that is late.
    pub late: f64,
    /// Part of the time on duty that its units are on calls.
    pub busy: f64,
}

/// Puts the figures of a run together.
pub(super) fn measure(
    district: &District<'_>,
    scenario: &Scenario,
    calls: &[Call],
    record: &Record,
    station_of: &[u32],
) -> Outcome {
    let (from, to) = (scenario.warm_up(), scenario.end());
    let limit = i64::from(scenario.late_seconds) * 1_000;
    let mut outcome = Outcome { stations: vec![AtStation::default(); district.stations.len()], ..Outcome::default() };
    let mut responses = Vec::with_capacity(calls.len());
    let (mut late, mut queued, mut wait, mut lost, mut taken) = (0_u64, 0_u64, 0_i64, 0_u64, 0_u64);
    let (mut danger, mut danger_sum, mut danger_late) = (0_u64, 0_i64, 0_u64);
    for (call, handled) in calls.iter().zip(&record.calls).filter(|(call, _)| (from..to).contains(&call.time)) {
        outcome.calls += 1;
        lost += u64::from(handled.lost);
        taken += u64::from(handled.taken);
        let Some(sent) = handled.sent else {
            outcome.waiting += u64::from(!handled.lost);
            continue;
        };
        let response = handled.arrived - call.time;
        responses.push(response);
        let is_late = response > limit;
        late += u64::from(is_late);
        queued += u64::from(sent > call.time);
        wait += sent - call.time;
        if call.grade == kaimen_domain::unit::Grade::DangerToLife {
            danger += 1;
            danger_sum += response;
            danger_late += u64::from(is_late);
        }
        let station = &mut outcome.stations[station_of[call.demand as usize] as usize];
        station.calls += 1.0;
        station.response += response as f64 / 1_000.0;
        station.late += f64::from(u8::from(is_late));
    }
    let answered = responses.len();
    let part = |some: f64, all: f64| if all > 0.0 { some / all } else { 0.0 };
    outcome.response = part(responses.iter().sum::<i64>() as f64 / 1_000.0, answered as f64);
    outcome.late = part(late as f64, answered as f64);
    outcome.queued = part(queued as f64, answered as f64);
    outcome.wait = part(wait as f64 / 1_000.0, answered as f64);
    outcome.lost = part(lost as f64, outcome.calls as f64);
    outcome.taken = part(taken as f64 * 1_000.0, outcome.calls as f64);
    outcome.response_danger = part(danger_sum as f64 / 1_000.0, danger as f64);
    outcome.late_danger = part(danger_late as f64, danger as f64);
    if !responses.is_empty() {
        let rank = (answered * 9).div_ceil(10) - 1;
        outcome.p90 = *responses.select_nth_unstable(rank).1 as f64 / 1_000.0;
    }
    outcome.covered = part(record.covered.iter().sum(), record.covered.len() as f64);
    workload(district, record, (from, to), &mut outcome);
    let (done, broken) = (record.stops.done as f64, record.stops.broken_off as f64);
    outcome.broken_off = part(broken, done + broken);
    let hours: f64 = record.duty.iter().map(|(_, from, to)| (to - from) as f64 / 3_600_000.0).sum();
    outcome.stops = part(done * 8.0, hours);
    let over = |(_, from, to): &(u32, i64, i64)| (to - from - scenario.shift_length()).max(0) as f64 / 60_000.0;
    if scenario.shifts > 1 {
        outcome.overtime = part(record.duty.iter().map(over).sum(), record.duty.len() as f64);
    }
    for station in &mut outcome.stations {
        station.response = part(station.response, station.calls);
        station.late = part(station.late, station.calls);
    }
    outcome
}

/// Time on calls over time on duty, both within the days that count.
fn workload(district: &District<'_>, record: &Record, (from, to): (i64, i64), outcome: &mut Outcome) {
    let units = district.posts.len();
    let (mut busy, mut duty) = (vec![0_i64; units], vec![0_i64; units]);
    let within = |start: i64, end: i64| (end.min(to) - start.max(from)).max(0);
    for tour in &record.tours {
        busy[tour.unit as usize] += within(tour.sent, tour.ended);
    }
    for (unit, start, end) in &record.duty {
        duty[*unit as usize] += within(*start, *end);
    }
    let part = |busy: i64, duty: i64| if duty > 0 { busy as f64 / duty as f64 } else { 0.0 };
    outcome.busy = part(busy.iter().sum(), duty.iter().sum());
    outcome.busy_by_unit = busy.iter().zip(&duty).map(|(busy, duty)| part(*busy, *duty)).collect();
    for (number, station) in (0..).zip(&mut outcome.stations) {
        let of = |times: &[i64]| -> i64 {
            let own = times.iter().zip(&district.posts).filter(|(_, post)| post.station == number);
            own.map(|(time, _)| time).sum()
        };
        station.busy = part(of(&busy), of(&duty));
    }
}
