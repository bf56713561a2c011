//! The p-centre problem.

use super::{Placed, PostsError, Ways, cover, within};
use crate::mip::Limits;

/// Places posts so that the longest way to the nearest is shortest: by halving, whether everything can be reached within
/// a length.
///
/// # Errors
/// No posts, more than sites, or the solver.
pub fn centre(ways: &Ways, posts: usize, limits: Limits) -> Result<Placed, PostsError> {
    within(posts, 1, ways.lengths.len())?;
    let wanted = ways.weights.iter().filter(|weight| **weight > 0.0).count();
    // Every place counts the same: it is reached or not.
    let alike = ways.weights.iter().map(|weight| f64::from(u8::from(*weight > 0.0))).collect();
    let alike = Ways { weights: alike, lengths: ways.lengths.clone() };
    let mut lengths: Vec<f64> = ways.lengths.iter().flatten().copied().collect();
    lengths.sort_by(f64::total_cmp);
    lengths.dedup();
    let (mut short, mut long) = (0, lengths.len() - 1);
    let mut best = cover(&alike.within(lengths[long]), posts, limits)?;
    let mut proved = true;
    while short < long {
        let middle = (short + long) / 2;
        let placed = cover(&alike.within(lengths[middle]), posts, limits)?;
        if placed.value >= wanted as f64 - 0.5 {
            (best, long) = (placed, middle);
        } else {
            proved &= placed.bound.is_some_and(|bound| bound < wanted as f64 - 0.5);
            short = middle + 1;
        }
    }
    Ok(Placed { sites: best.sites, value: lengths[long], bound: proved.then_some(lengths[long]) })
}
