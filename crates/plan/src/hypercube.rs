//! Larson's hypercube queueing model: which unit answers where.
//!
//! R. C. Larson, *A hypercube queuing model for facility location and redistricting in urban emergency services* (1974);
//! R. C. Larson and A. R. Odoni, *Urban Operations Research* (1981), chapter 5. Calls come at random from atoms (places
//! small enough to be one point), each atom has an order in which units are preferred, the first free one goes, service
//! times are random and do not depend on the place. [`City::exact()`] solves all 2^N states of N units;
//! [`City::approximate()`] serves where those are too many.

mod approximate;
mod exact;

pub use approximate::Approximation;
pub use exact::Exact;

/// What happens to a call that finds every unit busy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// It is lost, or goes to others; so does everything that finds this many calls in line.
    UpTo(u32),
    /// It waits its turn, however long the line.
    Endless,
}

/// Units, places, and who is preferred where.
#[derive(Debug, Clone)]
pub struct City {
    atom_rates: Vec<f64>,
    preferences: Vec<Vec<u32>>,
    service_rates: Vec<f64>,
    line: Line,
}

/// What can be wrong with a city.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CityError {
    /// Too few or too many of something.
    #[error("there are {count} {what}, where {least} to {most} can be reckoned")]
    Count {
        /// What is counted.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// Fewest.
        least: usize,
        /// Most.
        most: usize,
    },
    /// A rate that is no rate.
    #[error("{what} {at} is {value}, where a number {needed} is needed")]
    Rate {
        /// Which list.
        what: &'static str,
        /// Position in the list, from 0.
        at: usize,
        /// What was given.
        value: f64,
        /// What is needed.
        needed: &'static str,
    },
    /// No calls at all.
    #[error("no atom has any calls")]
    Silent,
    /// A unit that is far faster or slower than calls come.
    #[error(
        "the service rate of unit {unit} is {ratio:e} of the rate of all calls, where 1e-12 to 1e12 can be reckoned"
    )]
    Apart {
        /// Unit, from 0.
        unit: usize,
        /// Its rate over that of all calls.
        ratio: f64,
    },
    /// A list of preferences that does not name every unit once.
    #[error("the preferences of atom {atom} do not name each of the {units} units once")]
    Preferences {
        /// Atom, from 0.
        atom: usize,
        /// Units.
        units: usize,
    },
    /// More comes in than can be served.
    #[error("{coming} calls come for {served} that can be served in the same time: the line grows for ever")]
    Overloaded {
        /// Sum of the rates of the atoms.
        coming: f64,
        /// Sum of the rates of the units.
        served: f64,
    },
    /// The approximation knows one service rate only.
    #[error("the service rates differ, and the approximation holds for equal ones only")]
    Unequal,
    /// The approximation does not settle.
    #[error(
        "the approximation does not settle: where all atoms prefer nearly the same units, their workloads are too \
         unequal for it"
    )]
    Lopsided,
    /// The sweeps did not settle.
    #[error("no steady state was found: the change is still {0:e}")]
    Unsettled(f64),
}

impl City {
    /// Most units of the exact model: 65,536 states.
    pub const MOST_EXACT: usize = 16;
    /// Most units of the approximation.
    pub const MOST_UNITS: usize = 2_000;
    /// Most atoms.
    pub const MOST_ATOMS: usize = 50_000;
    /// Longest line that has an end.
    pub const LONGEST_LINE: usize = 1_000_000;

    /// A city: calls a time unit of each atom, the units in order of preference (from 0) of each atom, calls that each
    /// unit completes in a time unit.
    ///
    /// # Errors
    /// Where it makes no sense, or is too large.
    pub fn new(
        atom_rates: Vec<f64>,
        preferences: Vec<Vec<u32>>,
        service_rates: Vec<f64>,
        line: Line,
    ) -> Result<Self, CityError> {
        let (units, atoms) = (service_rates.len(), atom_rates.len());
        count("units", units, 1, Self::MOST_UNITS)?;
        count("atoms", atoms, 1, Self::MOST_ATOMS)?;
        count("lists of preferences", preferences.len(), atoms, atoms)?;
        if let Line::UpTo(length) = line {
            count("places in line", length as usize, 0, Self::LONGEST_LINE)?;
        }
        rates("the rate of atom", &atom_rates, "of at least 0", |rate| rate >= 0.0)?;
        rates("the service rate of unit", &service_rates, "above 0", |rate| rate > 0.0)?;
        if let Some(atom) = preferences.iter().position(|order| !each_once(order, units)) {
            return Err(CityError::Preferences { atom, units });
        }
        let city = Self { atom_rates, preferences, service_rates, line };
        let (coming, served) = (city.coming(), city.served());
        if coming <= 0.0 {
            return Err(CityError::Silent);
        }
        // Chances of states are products of such ratios, one for each unit, and must stay numbers.
        let ratios = city.service_rates.iter().map(|rate| rate / coming);
        if let Some((unit, ratio)) = ratios.enumerate().find(|(_, ratio)| !(1e-12..=1e12).contains(ratio)) {
            return Err(CityError::Apart { unit, ratio });
        }
        if line == Line::Endless && coming >= served {
            return Err(CityError::Overloaded { coming, served });
        }
        Ok(city)
    }

    /// How many units.
    #[must_use]
    pub fn units(&self) -> usize {
        self.service_rates.len()
    }

    /// Calls a time unit.
    fn coming(&self) -> f64 {
        self.atom_rates.iter().sum()
    }

    /// Calls that all units together complete in a time unit.
    fn served(&self) -> f64 {
        self.service_rates.iter().sum()
    }

    /// Whether all units serve equally fast.
    fn equal(&self) -> bool {
        self.service_rates.iter().all(|rate| (rate - self.service_rates[0]).abs() <= 1e-12 * rate)
    }

    /// Chances of the line while all units are busy, against that of no line: (all lengths, longest length).
    fn line_weights(&self) -> (f64, f64) {
        let load = self.coming() / self.served();
        match self.line {
            Line::Endless => (1.0 / (1.0 - load), 0.0),
            Line::UpTo(longest) => {
                let (mut all, mut last) = (1.0, 1.0);
                for _ in 0..longest {
                    last *= load;
                    all += last;
                }
                (all, last)
            }
        }
    }
}

/// Who goes where, from either model. The rows of tables are units, their columns atoms.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    /// Share of the time in which each unit is busy.
    pub workloads: Vec<f64>,
    /// Share of the time in which all are busy.
    pub all_busy: f64,
    /// Share of calls that are lost.
    pub lost: f64,
    /// Mean number of calls in line.
    pub in_line: f64,
    /// Mean time in line of the calls that are served, in the time unit of the rates.
    pub wait: f64,
    /// Shares of the served calls by unit and atom; they add up to 1.
    pub dispatched: Vec<Vec<f64>>,
    /// The same, of calls that found a free unit only.
    pub at_once: Vec<Vec<f64>>,
}

impl Answers {
    /// Share of served calls that the unit preferred there did not answer.
    #[must_use]
    pub fn not_preferred(&self, city: &City) -> f64 {
        let preferred = |(atom, order): (usize, &Vec<u32>)| self.dispatched[order[0] as usize][atom];
        let all: f64 = self.dispatched.iter().flatten().sum();
        1.0 - city.preferences.iter().enumerate().map(preferred).sum::<f64>() / all
    }

    /// Mean travel time of the calls that found a free unit, from travel times by unit and atom.
    #[must_use]
    pub fn mean_travel(&self, times: &[Vec<f64>]) -> f64 {
        let pairs = || self.at_once.iter().flatten().zip(times.iter().flatten());
        let all: f64 = self.at_once.iter().flatten().sum();
        pairs().map(|(share, time)| share * time).sum::<f64>() / all
    }

    /// Mean travel time of the calls that found a free unit, for each unit; `None` for one that never goes.
    #[must_use]
    pub fn travel_by_unit(&self, times: &[Vec<f64>]) -> Vec<Option<f64>> {
        let mean = |(shares, times): (&Vec<f64>, &Vec<f64>)| {
            let all: f64 = shares.iter().sum();
            (all > 0.0).then(|| shares.iter().zip(times).map(|(share, time)| share * time).sum::<f64>() / all)
        };
        self.at_once.iter().zip(times).map(mean).collect()
    }
}

fn count(what: &'static str, count: usize, least: usize, most: usize) -> Result<(), CityError> {
    if (least..=most).contains(&count) { Ok(()) } else { Err(CityError::Count { what, count, least, most }) }
}

fn rates(what: &'static str, rates: &[f64], needed: &'static str, good: impl Fn(f64) -> bool) -> Result<(), CityError> {
    match rates.iter().position(|rate| !rate.is_finite() || !good(*rate)) {
        None => Ok(()),
        Some(at) => Err(CityError::Rate { what, at, value: rates[at], needed }),
    }
}

fn each_once(order: &[u32], units: usize) -> bool {
    let mut named = vec![false; units];
    let new = |unit: &u32| named.get_mut(*unit as usize).is_some_and(|named| !std::mem::replace(named, true));
    order.len() == units && order.iter().all(new)
}
