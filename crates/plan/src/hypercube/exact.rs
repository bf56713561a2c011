//! The exact model: the steady state of all 2^N combinations of free and busy units.

use super::{Answers, City, CityError};

/// The exact steady state.
#[derive(Debug, Clone, PartialEq)]
pub struct Exact {
    /// Chance of each state; bit n of its number says whether unit n is busy. The last one holds the line as well.
    pub states: Vec<f64>,
    /// Who goes where.
    pub answers: Answers,
    /// Sweeps until nothing changed any more.
    pub sweeps: u32,
}

const MOST_SWEEPS: u32 = 20_000;
/// Change of a sweep, against the chance of the state itself, at which it is over.
const SETTLED: f64 = 1e-13;

impl City {
    /// Solves the model exactly.
    ///
    /// # Errors
    /// More than [`City::MOST_EXACT`] units, or, never seen, no convergence.
    pub fn exact(&self) -> Result<Exact, CityError> {
        super::count("units", self.units(), 1, Self::MOST_EXACT)?;
        let upward = self.upward();
        let (mut states, sweeps) = self.steady(&upward)?;
        // While all are busy the line is a queue of its own that calls enter and leave at the rates of one server.
        let (all_lengths, longest) = self.line_weights();
        let full = states.len() - 1;
        let no_line = states[full];
        states[full] *= all_lengths;
        let total: f64 = states.iter().sum();
        states.iter_mut().for_each(|chance| *chance /= total);
        let answers = self.answers(&states, no_line / total * longest, no_line / total);
        Ok(Exact { states, answers, sweeps })
    }

    /// Rate at which each free unit is sent out in each state: `[state * units + unit]`.
    fn upward(&self) -> Vec<f64> {
        let units = self.units();
        let full = (1_usize << units) - 1;
        let mut upward = vec![0.0; (full + 1) * units];
        for (rate, order) in self.atom_rates.iter().zip(&self.preferences) {
            for state in 0..full {
                if let Some(unit) = sent(order, state) {
                    upward[state * units + unit] += rate;
                }
            }
        }
        upward
    }

    /// Steady state without a line, by Gauss-Seidel sweeps; after each the levels (numbers of busy units) are weighed
    /// anew by the balance of flow between them, which is exact and spares most sweeps.
    fn steady(&self, upward: &[f64]) -> Result<(Vec<f64>, u32), CityError> {
        let (units, coming) = (self.units(), self.coming());
        let full = (1_usize << units) - 1;
        let busy_rate: Vec<f64> =
            (0..=full).map(|state| bits(state).map(|unit| self.service_rates[unit]).sum()).collect();
        let mut by_level: Vec<usize> = (0..=full).collect();
        by_level.sort_by_key(|state| state.count_ones());
        let mut chance = vec![1.0 / (full + 1) as f64; full + 1];
        let mut change = f64::INFINITY;
        for sweep in 1..=MOST_SWEEPS {
            change = 0.0;
            let up = sweep % 2 == 1;
            for at in 0..=full {
                let state = by_level[if up { at } else { full - at }];
                let from_below = bits(state).map(|unit| {
                    let below = state ^ 1 << unit;
                    chance[below] * upward[below * units + unit]
                });
                let free = bits(full ^ state);
                let from_above = free.map(|unit| chance[state | 1 << unit] * self.service_rates[unit]);
                let inflow = from_below.sum::<f64>() + from_above.sum::<f64>();
                let outflow = busy_rate[state] + if state == full { 0.0 } else { coming };
                let new = inflow / outflow;
                change = f64::max(change, (new - chance[state]).abs() / new.max(f64::MIN_POSITIVE));
                chance[state] = new;
            }
            self.weigh_levels(&mut chance, &busy_rate);
            if change < SETTLED {
                return Ok((chance, sweep));
            }
        }
        // Rounding may keep a far corner moving; what counts is whether anything does that matters.
        if change < 1e-10 { Ok((chance, MOST_SWEEPS)) } else { Err(CityError::Unsettled(change)) }
    }

    fn weigh_levels(&self, chance: &mut [f64], busy_rate: &[f64]) {
        let levels = self.units() + 1;
        let (mut mass, mut down) = (vec![0.0; levels], vec![0.0; levels]);
        for (state, one) in chance.iter().enumerate() {
            let level = state.count_ones() as usize;
            mass[level] += one;
            down[level] += one * busy_rate[state];
        }
        let mut weight = vec![1.0; levels];
        for level in 1..levels {
            // Chances below the smallest number are none.
            let share = if down[level] > 0.0 { mass[level] / down[level] } else { 0.0 };
            weight[level] = weight[level - 1] * self.coming() * share;
        }
        let total: f64 = weight.iter().sum();
        for (state, one) in chance.iter_mut().enumerate() {
            let level = state.count_ones() as usize;
            if mass[level] > 0.0 {
                *one *= weight[level] / total / mass[level];
            }
        }
    }

    /// `refused` is the chance that the line is full too; `no_line` that all are busy and nobody waits.
    fn answers(&self, states: &[f64], refused: f64, no_line: f64) -> Answers {
        let (units, atoms, full) = (self.units(), self.atom_rates.len(), states.len() - 1);
        let coming = self.coming();
        let mut at_once = vec![vec![0.0; atoms]; units];
        for (atom, (rate, order)) in self.atom_rates.iter().zip(&self.preferences).enumerate() {
            for (state, chance) in states[..full].iter().enumerate() {
                if let Some(unit) = sent(order, state) {
                    at_once[unit][atom] += chance * rate / coming;
                }
            }
        }
        let served = 1.0 - refused;
        let from_line = states[full] - refused;
        let mut dispatched = at_once.clone();
        for (unit, row) in dispatched.iter_mut().enumerate() {
            let takes = self.service_rates[unit] / self.served();
            for (atom, share) in row.iter_mut().enumerate() {
                *share = (*share + from_line * takes * self.atom_rates[atom] / coming) / served;
            }
        }
        at_once.iter_mut().flatten().for_each(|share| *share /= served);
        let mut workloads = vec![0.0; units];
        for (state, chance) in states.iter().enumerate() {
            bits(state).for_each(|unit| workloads[unit] += chance);
        }
        let in_line = no_line * self.mean_line_weight();
        let wait = in_line / (coming * served);
        Answers { workloads, all_busy: states[full], lost: refused, in_line, wait, dispatched, at_once }
    }

    /// Mean length of the line while all units are busy, times the weight of that, against the chance of no line.
    pub(super) fn mean_line_weight(&self) -> f64 {
        let load = self.coming() / self.served();
        match self.line {
            super::Line::Endless => load / (1.0 - load).powi(2),
            super::Line::UpTo(longest) => {
                let mut power = 1.0;
                (1..=longest).fold(0.0, |sum, length| {
                    power *= load;
                    sum + f64::from(length) * power
                })
            }
        }
    }
}

/// The first free unit of an order.
fn sent(order: &[u32], state: usize) -> Option<usize> {
    order.iter().map(|unit| *unit as usize).find(|unit| state >> unit & 1 == 0)
}

/// The units that are set in a state.
fn bits(state: usize) -> impl Iterator<Item = usize> {
    let mut rest = state;
    std::iter::from_fn(move || {
        let unit = rest.trailing_zeros() as usize;
        (rest != 0).then(|| {
            rest &= rest - 1;
            unit
        })
    })
}
