//! Larson's approximation: one equation for each unit instead of one for each state.
//!
//! R. C. Larson, *Approximating the performance of urban emergency service systems*, Operations Research 23 (1975);
//! *Urban Operations Research*, 5.5.3. Units are taken to be busy independently of each other, and a factor Q corrects for
//! what that gets wrong. The book gives errors of about 1 %, rarely over 2 %.

use super::{Answers, City, CityError};

/// What the approximation says.
#[derive(Debug, Clone, PartialEq)]
pub struct Approximation {
    /// Who goes where; workloads add up to the load that is served.
    pub answers: Answers,
    /// Workloads of the same equations where nothing makes them add up.
    pub unnormalised: Vec<f64>,
    /// The correction: by how much the chance that j given units are busy and the next is free differs from that of
    /// independent units, for j from 0.
    pub correction: Vec<f64>,
    /// Rounds until nothing changed.
    pub rounds: u32,
}

const MOST_ROUNDS: u32 = 2_000;
/// Rounds after which steps are halved.
const SWINGING: u32 = 300;
const SETTLED: f64 = 1e-13;

impl City {
    /// Solves the approximation.
    ///
    /// # Errors
    /// Service rates that differ, or preferences so much alike that the equations do not settle.
    pub fn approximate(&self) -> Result<Approximation, CityError> {
        if !self.equal() {
            return Err(CityError::Unequal);
        }
        let numbers = Numbers::of(self);
        let correction = numbers.correction();
        let (workloads, rounds) = self.rounds(&numbers, &correction, true)?;
        let (unnormalised, _) = self.rounds(&numbers, &correction, false)?;
        let answers = self.approximate_answers(&numbers, &correction, workloads);
        Ok(Approximation { answers, unnormalised, correction, rounds })
    }

    /// Workload of each unit n: ρ = V (1 - ρ) + what it gets from the line, where V is the rate of the calls for which
    /// all units before it are busy.
    fn rounds(&self, numbers: &Numbers, correction: &[f64], normalise: bool) -> Result<(Vec<f64>, u32), CityError> {
        let units = self.units();
        let service = self.service_rates[0];
        let from_line = self.coming() / service * numbers.from_line / units as f64;
        let target = numbers.mean_workload * units as f64;
        let mut workloads = vec![numbers.mean_workload; units];
        let mut change = f64::INFINITY;
        for round in 1..=MOST_ROUNDS {
            let mut would = vec![0.0; units];
            for (rate, order) in self.atom_rates.iter().zip(&self.preferences) {
                let mut before = rate / service;
                for (place, unit) in order.iter().enumerate() {
                    would[*unit as usize] += before * correction[place];
                    before *= workloads[*unit as usize];
                }
            }
            let mut new: Vec<f64> = would.iter().map(|would| (would + from_line) / (1.0 + would)).collect();
            if normalise {
                let sum: f64 = new.iter().sum();
                new.iter_mut().for_each(|workload| *workload *= target / sum);
            }
            // Steps that swing to and fro are shortened; where they lead does not change.
            if round > SWINGING {
                new.iter_mut().zip(&workloads).for_each(|(new, old)| *new = 0.5 * (*new + old));
            }
            change = new.iter().zip(&workloads).map(|(new, old)| (new - old).abs()).fold(0.0, f64::max);
            workloads = new;
            if workloads.iter().any(|workload| !workload.is_finite()) {
                return Err(CityError::Lopsided);
            }
            if change < SETTLED {
                return Ok((workloads, round));
            }
        }
        if change < 1e-9 { Ok((workloads, MOST_ROUNDS)) } else { Err(CityError::Lopsided) }
    }

    fn approximate_answers(&self, numbers: &Numbers, correction: &[f64], workloads: Vec<f64>) -> Answers {
        let (units, atoms, coming) = (self.units(), self.atom_rates.len(), self.coming());
        let served = 1.0 - numbers.lost;
        let free = 1.0 - numbers.all_busy;
        let mut at_once = vec![vec![0.0; atoms]; units];
        let mut shares = vec![0.0; units];
        for (atom, (rate, order)) in self.atom_rates.iter().zip(&self.preferences).enumerate() {
            let mut before = 1.0;
            for (place, unit) in order.iter().enumerate() {
                let workload = workloads[*unit as usize];
                shares[place] = before * correction[place] * (1.0 - workload);
                before *= workload;
            }
            // For each atom the shares must add up to the chance that somebody is free.
            let scale = rate / coming / served * free / shares.iter().sum::<f64>();
            order.iter().zip(&shares).for_each(|(unit, share)| at_once[*unit as usize][atom] = share * scale);
        }
        let mut dispatched = at_once.clone();
        for row in &mut dispatched {
            for (share, rate) in row.iter_mut().zip(&self.atom_rates) {
                *share += numbers.from_line / units as f64 * rate / coming / served;
            }
        }
        let in_line = numbers.no_line * self.mean_line_weight();
        let wait = in_line / (coming * served);
        Answers { workloads, all_busy: numbers.all_busy, lost: numbers.lost, in_line, wait, dispatched, at_once }
    }
}

/// How many units are busy, which is the same whatever the preferences (M/M/N).
struct Numbers {
    /// Chance that so many are busy; all of them without anybody in line.
    busy: Vec<f64>,
    all_busy: f64,
    no_line: f64,
    lost: f64,
    /// Chance that a call finds all busy and waits.
    from_line: f64,
    mean_workload: f64,
}

impl Numbers {
    fn of(city: &City) -> Self {
        let units = city.units();
        let offered = city.coming() / city.service_rates[0];
        // Weights against the highest one, so that nothing overflows.
        let mut logs = vec![0.0; units + 1];
        for number in 1..=units {
            logs[number] = logs[number - 1] + (offered / number as f64).ln();
        }
        let highest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = logs.iter().map(|log| (log - highest).exp()).collect();
        let (all_lengths, longest) = city.line_weights();
        let total = weights[..units].iter().sum::<f64>() + weights[units] * all_lengths;
        let busy: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
        let no_line = busy[units];
        let (all_busy, lost) = (no_line * all_lengths, no_line * longest);
        let mean_workload = offered * (1.0 - lost) / units as f64;
        Self { busy, all_busy, no_line, lost, from_line: all_busy - lost, mean_workload }
    }

    /// Q(N, r, j): the chance that j given units are busy and one more given unit is free, over r^j (1 - r).
    fn correction(&self) -> Vec<f64> {
        let units = self.busy.len() - 1;
        let (busy, free) = (self.mean_workload.ln(), (1.0 - self.mean_workload).ln());
        let factorials: Vec<f64> = std::iter::once(0.0)
            .chain((1..=units).scan(0.0, |sum, number| {
                *sum += (number as f64).ln();
                Some(*sum)
            }))
            .collect();
        let q = |given: usize| -> f64 {
            let of = |number: usize| {
                // Ways to be busy that hold these j, over all ways: C(k, j) / C(N, j), times the share that is free.
                let ways =
                    factorials[number] - factorials[number - given] + factorials[units - given] - factorials[units];
                let open = ((units - number) as f64 / (units - given) as f64).ln();
                (self.busy[number].ln() + ways + open - given as f64 * busy - free).exp()
            };
            (given..units).map(of).sum()
        };
        (0..units).map(q).collect()
    }
}
