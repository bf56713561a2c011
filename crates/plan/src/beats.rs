//! Beats: a district divided so that the way from the middle of each beat to its calls is short, the work is even, and
//! each beat hangs together.
//!
//! A. P. Wheeler, *Creating optimal patrol areas using the p-median model* (Policing 42, 2019): each beat has a centre,
//! one of its areas; the sum over areas of calls times way from the centre is smallest; the work of no beat is further
//! from the mean than a share; the areas of a beat hang together.
//!
//! [`draw()`] answers in steps, each of which is told: a greedy start, improvement by chance (the same for the same seed),
//! an integer program over what can still be better, and a bound below which no division can be.

mod anneal;
mod bound;
mod exact;
mod grow;
mod land;

pub use land::{BeatsError, Land};

use crate::mip::{Limits, gap};

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// Number of beats.
    pub beats: usize,
    /// How far the work of a beat may be from the mean, as a share of it.
    pub disparity: f64,
}

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Seed of what is left to chance.
    pub seed: u64,
    /// Starts of the improvement.
    pub starts: u32,
    /// Trials of each.
    pub trials: u32,
    /// Rounds in which the bound is raised.
    pub rounds: u32,
    /// Of each integer program.
    pub limits: Limits,
}

impl Default for Effort {
    fn default() -> Self {
        Self { seed: 1, starts: 16, trials: 3_000_000, rounds: 800, limits: Limits { seconds: 60.0, gap: 1e-3 } }
    }
}

/// A division.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The area in the middle of each beat.
    pub centres: Vec<usize>,
    /// The beat of each area.
    pub beat_of: Vec<usize>,
    /// Work of each beat.
    pub loads: Vec<f64>,
    /// Sum of calls times way.
    pub cost: f64,
    /// Whether it keeps all that was wanted.
    pub keeps: bool,
}

/// What somebody else's division costs on the same land.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Areas that it divides.
    pub areas: usize,
    /// Sum of calls times way from the best centre of each beat.
    pub cost: f64,
    /// Work of the beat with least and of that with most, over the mean.
    pub loads: (f64, f64),
    /// Beats that hang together.
    pub whole: usize,
    /// Beats.
    pub beats: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// The greedy start, for comparison; it may keep less than was wanted.
    pub greedy: Plan,
    /// The best of the improvement by chance, where one kept all that was wanted.
    pub improved: Option<Plan>,
    /// The best division.
    pub plan: Plan,
    /// No division costs less.
    pub bound: f64,
    /// No division with these centres costs less.
    pub bound_of_centres: f64,
    /// Areas that can still be centres of something better, as far as is proved.
    pub possible_centres: usize,
    /// Pairs of centre and area that something better can still use.
    pub possible_pairs: usize,
}

impl Drawn {
    /// How far the cost may be from the least one, as a share of it.
    #[must_use]
    pub fn gap(&self) -> f64 {
        gap(self.plan.cost, self.bound)
    }
}

/// Divides a district.
///
/// # Errors
/// What cannot be, and where nothing was found that keeps all that is wanted.
pub fn draw(land: &Land, wanted: Wanted, effort: Effort) -> Result<Drawn, BeatsError> {
    land.can(wanted)?;
    let greedy = grow::greedy(land, wanted);
    let improved = anneal::improve(land, wanted, &greedy, effort);
    let mut best = improved.clone();
    if best.is_none() && greedy.keeps {
        best = Some(greedy.clone());
    }
    if land.small() {
        let (plan, bound) = exact::whole(land, wanted, best.as_ref(), effort.limits)?;
        let (centres, pairs) = (land.areas(), land.areas() * land.areas());
        let left = (centres, pairs);
        return Ok(Drawn {
            greedy,
            improved,
            plan,
            bound,
            bound_of_centres: bound,
            possible_centres: left.0,
            possible_pairs: left.1,
        });
    }
    let best = best.ok_or(BeatsError::NotFound)?;
    let (best, of_centres) = exact::polish(land, wanted, best, effort.rounds, effort.limits);
    let lower = bound::lower(land, wanted, &best, (0..land.areas()).collect(), effort.rounds);
    let (centres, pairs) = lower.left(land, wanted, best.cost);
    let possible_pairs = pairs.iter().map(Vec::len).sum();
    let before = best.centres.clone();
    let (plan, bound) = exact::rest(land, wanted, best, lower.value, &pairs, effort.limits);
    let bound_of_centres = if plan.centres == before { of_centres.max(bound) } else { bound };
    Ok(Drawn { greedy, improved, plan, bound, bound_of_centres, possible_centres: centres, possible_pairs })
}
