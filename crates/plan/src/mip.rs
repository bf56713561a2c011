//! Integer programs, solved by branch and bound: microlp (Rust) or, with the feature `highs`, HiGHS (C++).

use good_lp::solvers::{ResolutionError, WithMipGap, WithTimeLimit};
use good_lp::{Constraint, Expression, Solution, SolutionStatus, SolverModel, Variable, variable, variables};

/// Name of the solver that is built in.
pub const SOLVER: &str = if cfg!(feature = "highs") { "HiGHS" } else { "microlp" };

/// When to stop before the proof is complete.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Seconds of search; what was found and proved until then is the answer.
    pub seconds: f64,
    /// Distance between the answer and the proved bound, as a share of the answer, at which it is good enough.
    pub gap: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { seconds: 60.0, gap: 0.0 }
    }
}

/// What can go wrong.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MipError {
    /// The conditions contradict each other.
    #[error("nothing meets all the conditions")]
    Impossible,
    /// Time ran out before any answer was found.
    #[error("no answer was found in {0} s")]
    TooLong(f64),
    /// The solver gave up.
    #[error("the solver {SOLVER} gave up: {0}")]
    Solver(String),
}

/// Which way a value is best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// The larger the better.
    Largest,
    /// The smaller the better.
    Smallest,
}

/// A program in the making: variables from 0 up, rows that they obey, and what each is worth.
#[derive(Debug, Clone)]
pub struct Program {
    goal: Goal,
    /// Worth, highest value, whether whole.
    variables: Vec<(f64, f64, bool)>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone)]
struct Row {
    terms: Vec<(usize, f64)>,
    limit: f64,
    equal: bool,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Solved {
    /// Value of each variable; whole ones are exactly whole.
    pub values: Vec<f64>,
    /// What it is worth.
    pub worth: f64,
    /// No answer is better than this, where the solver proved anything.
    pub bound: Option<f64>,
}

impl Program {
    /// A program without anything.
    #[must_use]
    pub fn new(goal: Goal) -> Self {
        Self { goal, variables: Vec::new(), rows: Vec::new() }
    }

    /// A whole number from 0 to `most`, and what one of it is worth.
    pub fn whole(&mut self, worth: f64, most: u32) -> usize {
        self.variables.push((worth, f64::from(most), true));
        self.variables.len() - 1
    }

    /// Any number from 0 to 1.
    pub fn part(&mut self, worth: f64) -> usize {
        self.variables.push((worth, 1.0, false));
        self.variables.len() - 1
    }

    /// The sum of terms is at most a limit.
    pub fn at_most(&mut self, terms: Vec<(usize, f64)>, limit: f64) {
        self.rows.push(Row { terms, limit, equal: false });
    }

    /// The sum of terms is at least a limit.
    pub fn at_least(&mut self, terms: Vec<(usize, f64)>, limit: f64) {
        let terms = terms.into_iter().map(|(variable, factor)| (variable, -factor)).collect();
        self.at_most(terms, -limit);
    }

    /// The sum of terms is a number.
    pub fn exactly(&mut self, terms: Vec<(usize, f64)>, limit: f64) {
        self.rows.push(Row { terms, limit, equal: true });
    }

    /// Solves it, starting from a known answer where there is one.
    ///
    /// # Errors
    /// Contradictions, and time that ran out before anything was found.
    pub fn solve(&self, limits: Limits, known: Option<&[f64]>) -> Result<Solved, MipError> {
        let mut all = variables!();
        let mut objective = Expression::with_capacity(self.variables.len());
        let mut handles: Vec<Variable> = Vec::with_capacity(self.variables.len());
        for (at, (worth, most, whole)) in self.variables.iter().enumerate() {
            let mut definition = variable().min(0.0).max(*most);
            if *whole {
                definition = definition.integer();
            }
            if let Some(known) = known {
                definition = definition.initial(known[at]);
            }
            let handle = all.add(definition);
            objective.add_mul(*worth, handle);
            handles.push(handle);
        }
        let posed = match self.goal {
            Goal::Largest => all.maximise(objective),
            Goal::Smallest => all.minimise(objective),
        };
        #[cfg(feature = "highs")]
        let model = posed.using(good_lp::highs);
        #[cfg(not(feature = "highs"))]
        let model = posed.using(good_lp::microlp);
        let mut model = model
            .with_time_limit(limits.seconds)
            .with_mip_gap(limits.gap as f32)
            .map_err(|error| MipError::Solver(error.to_string()))?;
        for row in &self.rows {
            model.add_constraint(row.constraint(&handles));
        }
        let solution = model.solve().map_err(|error| match error {
            ResolutionError::Infeasible => MipError::Impossible,
            ResolutionError::Other(_) => MipError::TooLong(limits.seconds),
            other => MipError::Solver(other.to_string()),
        })?;
        let values: Vec<f64> = self
            .variables
            .iter()
            .zip(&handles)
            .map(
                |((_, _, whole), handle)| {
                    if *whole { solution.value(*handle).round() } else { solution.value(*handle) }
                },
            )
            .collect();
        let worth = self.variables.iter().zip(&values).map(|((worth, ..), value)| worth * value).sum();
        let proved = matches!(solution.status(), SolutionStatus::Optimal);
        #[cfg(feature = "highs")]
        let bound = None;
        #[cfg(not(feature = "highs"))]
        let bound = solution.into_inner().stats().best_bound;
        Ok(Solved { values, worth, bound: if proved { Some(worth) } else { bound } })
    }
}

impl Row {
    fn constraint(&self, handles: &[Variable]) -> Constraint {
        let mut sum = Expression::with_capacity(self.terms.len());
        for (variable, factor) in &self.terms {
            sum.add_mul(*factor, handles[*variable]);
        }
        if self.equal { sum.eq(self.limit) } else { sum.leq(self.limit) }
    }
}

/// How far a value is from the bound, as a share of the value; 0 where both are nothing.
#[must_use]
pub fn gap(worth: f64, bound: f64) -> f64 {
    let apart = (worth - bound).abs();
    if apart == 0.0 { 0.0 } else { apart / worth.abs().max(1e-9) }
}
