//! The calls of one run, drawn before it: every policy that is compared meets the same calls, with the same times at
//! the scene (common random numbers).

use kaimen_domain::unit::Grade;
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};

use super::district::{Demand, District};
use super::scenario::{CallKind, Scenario};
use crate::service;

const HOUR: f64 = 3_600_000.0;

/// A call that will come. Times in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Call {
    /// When.
    pub time: i64,
    /// Number into [`District::demand`].
    pub demand: u32,
    /// Number into [`Scenario::kinds`].
    pub kind: u32,
    /// Urgency.
    pub grade: Grade,
    /// Police officers needed.
    pub officers: u8,
    /// Time at the scene once all are there.
    pub on_scene: i64,
    /// When an ambulance is there, counted from the call, and how long handing over to it takes.
    pub ambulance: Option<(i64, i64)>,
}

/// Random numbers of one purpose in one run.
pub(super) fn stream(seed: u64, run: u32, purpose: u32) -> StdRng {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..12].copy_from_slice(&run.to_le_bytes());
    bytes[12..16].copy_from_slice(&purpose.to_le_bytes());
    StdRng::from_seed(bytes)
}

/// Draws the calls of a run: a Poisson stream whose rate follows the hours of the week, time 0 being Monday 0 h.
#[must_use]
pub fn draw(district: &District<'_>, scenario: &Scenario, run: u32) -> Vec<Call> {
    let mut random = stream(scenario.seed, run, 0);
    let places = Chances::new(district.demand.iter().map(|demand: &Demand| demand.weight));
    let kinds = Chances::new(scenario.kinds.iter().map(|kind| kind.weight));
    let mean = scenario.week.iter().sum::<f64>() / scenario.week.len() as f64;
    let rates: Vec<f64> = scenario.week.iter().map(|part| part / mean * scenario.calls_per_day / 24.0).collect();
    let hours = scenario.end() as f64 / HOUR;
    let expected = scenario.calls_per_day * hours / 24.0;
    let mut calls = Vec::with_capacity((expected + 6.0 * expected.sqrt()) as usize);
    let mut time = 0.0;
    loop {
        // How many calls of a steady stream until the next: spent hour by hour at the rate of each.
        let mut left = -(1.0 - random.random::<f64>()).ln();
        loop {
            let hour = time as usize;
            let rate = rates[hour % rates.len()];
            let rest = (hour + 1) as f64 - time;
            if left <= rate * rest && rate > 0.0 {
                time += left / rate;
                break;
            }
            left -= rate * rest;
            time = (hour + 1) as f64;
            if time >= hours {
                return calls;
            }
        }
        if time >= hours {
            return calls;
        }
        let number = kinds.draw(&mut random);
        let kind = &scenario.kinds[number];
        let demand = places.draw(&mut random) as u32;
        let (on_scene, ambulance) = work(kind, scenario, &mut random);
        let (grade, officers) = (kind.grade, kind.officers);
        let time = (time * HOUR) as i64;
        calls.push(Call { time, demand, kind: number as u32, grade, officers, on_scene, ambulance });
    }
}

/// Draws the times at the scene of a run for recorded calls.
#[must_use]
pub fn draw_work(calls: &[Call], scenario: &Scenario, run: u32) -> Vec<Call> {
    let mut random = stream(scenario.seed, run, 0);
    let drawn = calls.iter().map(|call| {
        let (on_scene, ambulance) = work(&scenario.kinds[call.kind as usize], scenario, &mut random);
        Call { on_scene, ambulance, ..*call }
    });
    drawn.collect()
}

/// Time at the scene, and the ambulance where one comes.
fn work(kind: &CallKind, scenario: &Scenario, random: &mut StdRng) -> (i64, Option<(i64, i64)>) {
    let minutes = |mean: f64, random: &mut StdRng| (-(1.0 - random.random::<f64>()).ln() * mean * 60_000.0) as i64;
    let with_ambulance = random.random::<f64>() < kind.ambulance;
    let ambulance = (minutes(scenario.ambulance_minutes, random), minutes(scenario.hand_over_minutes, random));
    let on_scene = service::around(kind.on_scene_minutes * 60.0, scenario.spread, random);
    (on_scene, with_ambulance.then_some(ambulance))
}

/// Drawing by weight.
#[derive(Debug)]
pub(super) struct Chances {
    sums: Vec<f64>,
}

impl Chances {
    pub(super) fn new(weights: impl Iterator<Item = f64>) -> Self {
        let sums = weights.scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { sums: sums.collect() }
    }

    pub(super) fn draw(&self, random: &mut impl Rng) -> usize {
        let all = self.sums.last().copied().unwrap_or(0.0);
        let at = random.random::<f64>() * all;
        self.sums.partition_point(|sum| *sum <= at).min(self.sums.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_decide_how_often() {
        let chances = Chances::new([1.0, 0.0, 3.0].into_iter());
        let mut random = stream(1, 0, 0);
        let mut counts = [0; 3];
        for _ in 0..40_000 {
            counts[chances.draw(&mut random)] += 1;
        }
        assert_eq!(counts[1], 0);
        assert!((f64::from(counts[2]) / 40_000.0 - 0.75).abs() < 0.01);
    }

    #[test]
    fn streams_of_other_purposes_differ() {
        let first = |seed, run, purpose| stream(seed, run, purpose).random::<u64>();
        assert_eq!(first(1, 2, 3), first(1, 2, 3));
        assert!(
            first(1, 2, 3) != first(1, 2, 4) && first(1, 2, 3) != first(1, 3, 3) && first(1, 2, 3) != first(2, 2, 3)
        );
    }
}
