//! What the free units keep within reach: the maximal expected covering model (Daskin 1983), on which the choice of who
//! goes ([`rules::coverage`](crate::rules::coverage)) and the choice of where to stand ([`move_up()`]) rest.

use std::collections::HashMap;
use std::sync::Arc;

use kaimen_domain::id::UnitId;

/// Free units and the places of calls that each reaches within a time.
///
/// A place with share `d` of the calls and `k` free units within reach counts as covered with `d (1 - q^k)`, where `q`
/// is the part of the time in which a unit is busy.
#[derive(Debug, Clone)]
pub struct Coverage {
    shares: Vec<f64>,
    busy: f64,
    step_ms: u32,
    reached_by: Vec<u32>,
    units: HashMap<UnitId, Arc<[u32]>>,
}

impl Coverage {
    /// No unit yet. `weights` are the calls of each place, in any unit; `busy` lies between 0 and 1; `step_ms` is the
    /// handicap for each hundredth of the calls that would go without cover.
    #[must_use]
    pub fn new(weights: &[f64], busy: f64, step_ms: u32) -> Self {
        let all: f64 = weights.iter().sum();
        let shares = weights.iter().map(|weight| if all > 0.0 { weight / all } else { 0.0 }).collect();
        Self { shares, busy: busy.clamp(0.0, 1.0), step_ms, reached_by: vec![0; weights.len()], units: HashMap::new() }
    }

    /// Handicap for each hundredth of the calls that would go without cover, milliseconds.
    #[must_use]
    pub fn step_ms(&self) -> u32 {
        self.step_ms
    }

    /// Notes which places a free unit reaches in time (numbers into the weights, each once); `None` where the unit is
    /// not free.
    pub fn set(&mut self, unit: UnitId, reaches: Option<Arc<[u32]>>) {
        let before = match reaches {
            Some(reaches) => {
                self.count(&reaches, 1);
                self.units.insert(unit, reaches)
            }
            None => self.units.remove(&unit),
        };
        if let Some(before) = before {
            self.count(&before, -1);
        }
    }

    /// Part of the calls whose cover would be lost if the unit left; 0 for a unit that is not free.
    #[must_use]
    pub fn loss(&self, unit: UnitId) -> f64 {
        self.units.get(&unit).map_or(0.0, |reaches| self.worth(reaches, 1))
    }

    /// Part of the calls whose cover would be won by one more unit that reaches these places.
    #[must_use]
    pub fn gain(&self, reaches: &[u32]) -> f64 {
        self.worth(reaches, 0)
    }

    /// Part of the calls that is covered.
    #[must_use]
    pub fn covered(&self) -> f64 {
        let covered = |(share, units): (&f64, &u32)| share * (1.0 - self.busy.powi((*units).min(1_000) as i32));
        self.shares.iter().zip(&self.reached_by).map(covered).sum()
    }

    fn count(&mut self, places: &[u32], by: i32) {
        for place in places {
            if let Some(units) = self.reached_by.get_mut(*place as usize) {
                *units = units.saturating_add_signed(by);
            }
        }
    }

    /// The sum of `d (1 - q) q^(k - without)`.
    fn worth(&self, places: &[u32], without: u32) -> f64 {
        let worth = |place: &u32| {
            let at = *place as usize;
            let (Some(share), Some(units)) = (self.shares.get(at), self.reached_by.get(at)) else { return 0.0 };
            share * (1.0 - self.busy) * self.busy.powi(units.saturating_sub(without).min(1_000) as i32)
        };
        places.iter().map(worth).sum()
    }
}

/// Where a free unit that is not counted yet should stand: the base whose cover gains most (the dynamic rule of
/// Jagtenberg, Bhulai and van der Mei 2015); among equals the first. `None` where there is no base.
#[must_use]
pub fn move_up(coverage: &Coverage, bases: &[Arc<[u32]>]) -> Option<(usize, f64)> {
    let gains = bases.iter().enumerate().map(|(base, reaches)| (base, coverage.gain(reaches)));
    gains.reduce(|best, next| if next.1 > best.1 { next } else { best })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn unit(number: u128) -> UnitId {
        UnitId(Uuid::from_u128(number))
    }

    #[test]
    fn loss_and_gain_are_those_of_the_formula() {
        let mut coverage = Coverage::new(&[5.0, 3.0, 2.0], 0.5, 1_000);
        coverage.set(unit(1), Some(Arc::from([0, 1])));
        coverage.set(unit(2), Some(Arc::from([1])));
        // Place 0 by one unit, place 1 by two, place 2 by none: 0.5 * 0.5 + 0.3 * 0.75.
        assert!((coverage.covered() - 0.475).abs() < 1e-12);
        assert!((coverage.loss(unit(1)) - (0.25 + 0.3 * 0.25)).abs() < 1e-12);
        assert!((coverage.loss(unit(2)) - 0.3 * 0.25).abs() < 1e-12);
        assert!((coverage.gain(&[0, 2]) - (0.5 * 0.25 + 0.2 * 0.5)).abs() < 1e-12);
        let before = coverage.covered();
        let loss = coverage.loss(unit(1));
        coverage.set(unit(1), None);
        assert!((before - coverage.covered() - loss).abs() < 1e-12);
        assert_eq!(coverage.loss(unit(1)), 0.0);
    }

    #[test]
    fn a_freed_unit_moves_to_where_it_is_missed_most() {
        let mut coverage = Coverage::new(&[4.0, 3.0, 3.0], 0.4, 1_000);
        let bases: [Arc<[u32]>; 3] = [Arc::from([0]), Arc::from([1]), Arc::from([1, 2])];
        assert_eq!(move_up(&coverage, &bases).map(|(base, _)| base), Some(2));
        coverage.set(unit(1), Some(Arc::clone(&bases[2])));
        assert_eq!(move_up(&coverage, &bases).map(|(base, _)| base), Some(0));
        coverage.set(unit(2), Some(Arc::clone(&bases[0])));
        // 0.4 * 0.4 at base 0; 0.3 * 0.4 twice at base 2.
        assert_eq!(move_up(&coverage, &bases).map(|(base, _)| base), Some(2));
        assert_eq!(move_up(&coverage, &[]), None);
    }
}
