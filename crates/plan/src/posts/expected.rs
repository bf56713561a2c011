//! The maximal expected covering location problem.

use super::{MOST_UNITS, Placed, PostsError, Reach, used, within};
use crate::mip::{Goal, Limits, Program};

/// Places units, several at one site where that is best, so that as much weight as possible is expected to be reached by
/// a free unit: each is busy for this share of its time, whatever the others do.
///
/// # Errors
/// A share that is none, too many units, or the solver.
pub fn expected(reach: &Reach, units: usize, busy: f64, limits: Limits) -> Result<Placed, PostsError> {
    if !(0.0..1.0).contains(&busy) {
        return Err(PostsError::Busy(busy));
    }
    within(units, 0, MOST_UNITS)?;
    let (small, kept) = reach.reduced();
    let mut program = Program::new(Goal::Largest);
    let sites: Vec<usize> = kept.iter().map(|_| program.whole(0.0, units as u32)).collect();
    program.at_most(sites.iter().map(|site| (*site, 1.0)).collect(), units as f64);
    for (weight, by) in small.weights.iter().zip(small.by_place()) {
        // The k-th unit in reach is worth less than the one before, so the first count first by themselves.
        let mut share = 1.0 - busy;
        let mut terms: Vec<(usize, f64)> = by.into_iter().map(|site| (sites[site], -1.0)).collect();
        for _ in 0..units {
            terms.push((program.part(weight * share), 1.0));
            share *= busy;
        }
        program.at_most(terms, 0.0);
    }
    let solved = program.solve(limits, None)?;
    let mut sites = used(&solved, &kept);
    // Where nothing more can be gained the rest joins the first.
    sites.resize(units, sites.first().copied().unwrap_or(0));
    sites.sort_unstable();
    Ok(Placed { value: value(reach, &sites, busy), sites, bound: solved.bound })
}

/// Weight that is expected to be reached.
#[must_use]
pub fn value(reach: &Reach, sites: &[usize], busy: f64) -> f64 {
    let mut free_share = vec![1.0; reach.weights.len()];
    sites.iter().flat_map(|site| &reach.reached[*site]).for_each(|place| free_share[*place as usize] *= busy);
    free_share.iter().zip(&reach.weights).fold(0.0, |sum, (none, weight)| sum + (1.0 - none) * weight)
}
