//! What is divided.

use super::{Judged, Plan, Wanted};
use crate::mip::MipError;

/// Areas, their calls, the ways between them and who borders on whom.
#[derive(Debug, Clone)]
pub struct Land {
    pub(super) calls: Vec<f64>,
    pub(super) ways: Vec<Vec<f64>>,
    /// `None` where beats need not hang together.
    pub(super) neighbours: Option<Vec<Vec<usize>>>,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BeatsError {
    /// Too few or too many.
    #[error("there are {count} {what}, where {least} to {most} can be reckoned")]
    Count {
        /// What is counted.
        what: &'static str,
        /// How many.
        count: usize,
        /// Fewest.
        least: usize,
        /// Most.
        most: usize,
    },
    /// A table of ways that is not square.
    #[error("area {0} has not one way to each area")]
    Ways(usize),
    /// A figure that is none.
    #[error("{what} is {value}, where a number {needed} is needed")]
    Number {
        /// What it is.
        what: &'static str,
        /// What was given.
        value: f64,
        /// What is needed.
        needed: &'static str,
    },
    /// A border with an area that there is not.
    #[error("area {0} borders on area {1}, which there is not")]
    Neighbour(usize, usize),
    /// Land that falls apart.
    #[error("the areas do not hang together: {0} of them cannot be reached from the first")]
    Apart(usize),
    /// One area has more work than a beat may have.
    #[error("area {area} alone has {calls} calls, where a beat may have {most}")]
    Heavy {
        /// Area, from 0.
        area: usize,
        /// Its calls.
        calls: f64,
        /// Most of a beat.
        most: f64,
    },
    /// Nothing was found.
    #[error("no division was found that keeps all that is wanted; allow a larger disparity, or more trials")]
    NotFound,
    /// The solver.
    #[error(transparent)]
    Mip(#[from] MipError),
}

impl Land {
    /// Most areas.
    pub const MOST_AREAS: usize = 2_000;
    /// Most areas of which the whole is one integer program.
    const SMALL: usize = 24;

    /// Land of areas: calls of each, ways between any two, and for each the areas that it borders on.
    ///
    /// # Errors
    /// Where it makes no sense.
    pub fn new(calls: Vec<f64>, ways: Vec<Vec<f64>>, neighbours: Option<Vec<Vec<usize>>>) -> Result<Self, BeatsError> {
        let areas = calls.len();
        count("areas", areas, 1, Self::MOST_AREAS)?;
        count("rows of ways", ways.len(), areas, areas)?;
        if let Some(area) = ways.iter().position(|row| row.len() != areas) {
            return Err(BeatsError::Ways(area));
        }
        let bad = |value: &&f64| !(value.is_finite() && **value >= 0.0);
        if let Some(value) = calls.iter().find(bad) {
            return Err(BeatsError::Number { what: "calls", value: *value, needed: "of at least 0" });
        }
        if let Some(value) = ways.iter().flatten().find(bad) {
            return Err(BeatsError::Number { what: "a way", value: *value, needed: "of at least 0" });
        }
        if calls.iter().sum::<f64>() <= 0.0 {
            return Err(BeatsError::Number { what: "the sum of calls", value: 0.0, needed: "above 0" });
        }
        let mut land = Self { calls, ways, neighbours: None };
        if let Some(mut neighbours) = neighbours {
            count("rows of neighbours", neighbours.len(), areas, areas)?;
            for area in 0..areas {
                for other in neighbours[area].clone() {
                    // A border has two sides, whichever of them the source tells.
                    neighbours.get_mut(other).ok_or(BeatsError::Neighbour(area, other))?.push(area);
                }
            }
            for (area, row) in neighbours.iter_mut().enumerate() {
                row.retain(|other| *other != area);
                row.sort_unstable();
                row.dedup();
            }
            land.neighbours = Some(neighbours);
            let reached = land.together(&(0..areas).collect::<Vec<_>>(), 0).len();
            if reached < areas {
                return Err(BeatsError::Apart(areas - reached));
            }
        }
        Ok(land)
    }

    /// How many areas.
    #[must_use]
    pub fn areas(&self) -> usize {
        self.calls.len()
    }

    pub(super) fn small(&self) -> bool {
        self.areas() <= Self::SMALL
    }

    pub(super) fn can(&self, wanted: Wanted) -> Result<(), BeatsError> {
        count("beats", wanted.beats, 1, self.areas())?;
        let value = wanted.disparity;
        if !(0.0..1.0).contains(&value) {
            return Err(BeatsError::Number { what: "the disparity", value, needed: "of at least 0 and below 1" });
        }
        let (_, most) = self.limits(wanted);
        match self.calls.iter().position(|calls| *calls > most) {
            Some(area) => Err(BeatsError::Heavy { area, calls: self.calls[area], most }),
            None => Ok(()),
        }
    }

    /// Least and most work of a beat. Sums of calls round, so a hair is allowed.
    pub(super) fn limits(&self, wanted: Wanted) -> (f64, f64) {
        let mean = self.calls.iter().sum::<f64>() / wanted.beats as f64;
        (mean * (1.0 - wanted.disparity) * (1.0 - 1e-9), mean * (1.0 + wanted.disparity) * (1.0 + 1e-9))
    }

    /// The areas of a set that hang together with one of it.
    pub(super) fn together(&self, set: &[usize], from: usize) -> Vec<usize> {
        let Some(neighbours) = &self.neighbours else { return set.to_vec() };
        let mut open = vec![false; self.areas()];
        set.iter().for_each(|area| open[*area] = true);
        open[from] = false;
        let mut found = vec![from];
        let mut next = 0;
        while let Some(area) = found.get(next).copied() {
            next += 1;
            for other in &neighbours[area] {
                if std::mem::take(&mut open[*other]) {
                    found.push(*other);
                }
            }
        }
        found
    }

    /// The area of a set from which the ways to its calls are shortest, and what they cost.
    pub(super) fn middle(&self, set: &[usize]) -> (usize, f64) {
        let cost = |from: usize| set.iter().map(|area| self.calls[*area] * self.ways[from][*area]).sum::<f64>();
        let all = set.iter().map(|area| (*area, cost(*area)));
        all.min_by(|one, other| one.1.total_cmp(&other.1)).unwrap_or((0, 0.0))
    }

    /// What a division costs that was made elsewhere: the areas of each beat.
    #[must_use]
    pub fn judge(&self, beats: &[Vec<usize>]) -> Judged {
        let loads: Vec<f64> = beats.iter().map(|set| set.iter().map(|area| self.calls[*area]).sum()).collect();
        let mean = loads.iter().sum::<f64>() / loads.len().max(1) as f64;
        let least = loads.iter().copied().fold(f64::INFINITY, f64::min) / mean;
        let most = loads.iter().copied().fold(0.0, f64::max) / mean;
        let whole = |set: &&Vec<usize>| set.first().is_some_and(|first| self.together(set, *first).len() == set.len());
        Judged {
            areas: beats.iter().map(Vec::len).sum(),
            cost: beats.iter().map(|set| self.middle(set).1).sum(),
            loads: (least, most),
            whole: beats.iter().filter(whole).count(),
            beats: beats.len(),
        }
    }

    /// A division from the beat of each area, with the best centres.
    pub(super) fn plan(&self, wanted: Wanted, beat_of: Vec<usize>) -> Plan {
        let (least, most) = self.limits(wanted);
        let mut sets = vec![Vec::new(); wanted.beats];
        beat_of.iter().enumerate().for_each(|(area, beat)| sets[*beat].push(area));
        let (mut centres, mut cost) = (Vec::new(), 0.0);
        for set in &sets {
            let (centre, own) = self.middle(set);
            centres.push(centre);
            cost += own;
        }
        let loads: Vec<f64> = sets.iter().map(|set| set.iter().map(|area| self.calls[*area]).sum()).collect();
        let even = loads.iter().all(|load| (least..=most).contains(load));
        let whole =
            sets.iter().all(|set| set.first().is_some_and(|first| self.together(set, *first).len() == set.len()));
        Plan { centres, beat_of, loads, cost, keeps: even && whole }
    }
}

fn count(what: &'static str, count: usize, least: usize, most: usize) -> Result<(), BeatsError> {
    if (least..=most).contains(&count) { Ok(()) } else { Err(BeatsError::Count { what, count, least, most }) }
}
