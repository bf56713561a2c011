//! The p-median problem.

use super::{Placed, PostsError, Ways, used, within};
use crate::mip::{Goal, Limits, Program};

/// Most pairs of site and place: what microlp solves in a minute.
const MOST_PAIRS: usize = 40_000;

/// Places posts so that the mean way to the nearest is shortest.
///
/// S. Elloumi, *A tighter formulation of the p-median problem* (2010): for each place and each length of way, whether the
/// way is longer. That is as tight as asking which post serves which place, and has few entries in a row.
///
/// # Errors
/// No posts, more than sites, too many pairs, or the solver.
pub fn median(ways: &Ways, posts: usize, limits: Limits) -> Result<Placed, PostsError> {
    let (sites, places) = (ways.lengths.len(), ways.weights.len());
    within(posts, 1, sites)?;
    if sites * places > MOST_PAIRS {
        return Err(PostsError::Size { sites, places, most: MOST_PAIRS });
    }
    let all: f64 = ways.weights.iter().sum();
    let mut program = Program::new(Goal::Smallest);
    let open: Vec<usize> = (0..sites).map(|_| program.whole(0.0, 1)).collect();
    program.exactly(open.iter().map(|site| (*site, 1.0)).collect(), posts as f64);
    let mut least = 0.0;
    for (place, weight) in ways.weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
        let mut near: Vec<(f64, usize)> = (0..sites).map(|site| (ways.lengths[site][place], site)).collect();
        near.sort_by(|one, other| one.0.total_cmp(&other.0));
        least += near[0].0 * weight / all;
        // One of any sites - posts + 1 is open, so no way is longer than the farthest of the nearest of so many.
        let farthest = near[sites - posts].0;
        let mut longer: Option<usize> = None;
        let mut same = Vec::new();
        for (at, (way, site)) in near.iter().enumerate() {
            same.push((open[*site], 1.0));
            let Some((next, _)) = near.get(at + 1).filter(|_| *way < farthest) else { break };
            if next > way {
                let now = program.part((next - way) * weight / all);
                let mut terms = std::mem::take(&mut same);
                terms.push((now, 1.0));
                // Longer than this way: longer than the one before, and no site open at just this one.
                match longer.replace(now) {
                    None => program.at_least(terms, 1.0),
                    Some(before) => {
                        terms.push((before, -1.0));
                        program.at_least(terms, 0.0);
                    }
                }
            }
        }
    }
    let solved = program.solve(limits, None)?;
    let every: Vec<usize> = (0..sites).collect();
    let sites = used(&solved, &every);
    Ok(Placed { value: ways.mean(&sites), sites, bound: solved.bound.map(|bound| bound + least) })
}
