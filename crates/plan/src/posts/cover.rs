//! The maximal covering location problem, and its nested form.

use super::{Placed, PostsError, Reach, used};
use crate::mip::{Goal, Limits, Program};

/// Places posts so that as much weight as possible is reached.
///
/// # Errors
/// More posts than sites, or the solver.
pub fn cover(reach: &Reach, posts: usize, limits: Limits) -> Result<Placed, PostsError> {
    reach.enough(posts)?;
    let (small, kept) = reach.reduced();
    let mut program = Program::new(Goal::Largest);
    let sites: Vec<usize> = kept.iter().map(|_| program.whole(0.0, 1)).collect();
    program.at_most(sites.iter().map(|site| (*site, 1.0)).collect(), posts as f64);
    for (weight, by) in small.weights.iter().zip(small.by_place()) {
        let place = program.part(*weight);
        let terms = by.into_iter().map(|site| (sites[site], -1.0)).chain([(place, 1.0)]);
        program.at_most(terms.collect(), 0.0);
    }
    let solved = program.solve(limits, None)?;
    let mut sites = used(&solved, &kept);
    // Posts that nothing more could be gained with stand anywhere.
    let spare = (0..reach.reached.len()).filter(|site| !sites.contains(site)).take(posts - sites.len());
    let spare: Vec<usize> = spare.collect();
    sites.extend(spare);
    sites.sort_unstable();
    Ok(Placed { value: reach.value(&sites), sites, bound: solved.bound })
}

/// An order of sites in which posts are opened one by one, best for a mean in which the weights say how much each number
/// of posts counts. Gives the sites in that order.
///
/// # Errors
/// More weights than sites, weights that are none, or the solver.
pub fn nested(reach: &Reach, weights: &[f64], limits: Limits) -> Result<Placed, PostsError> {
    reach.enough(weights.len())?;
    super::numbers("a weight", weights)?;
    let mut program = Program::new(Goal::Largest);
    let sites = reach.reached.len();
    // Whether each site is open, for each number of posts.
    let open: Vec<Vec<usize>> = weights.iter().map(|_| (0..sites).map(|_| program.whole(0.0, 1)).collect()).collect();
    let by_place = reach.by_place();
    for (number, weight) in weights.iter().enumerate() {
        program.exactly(open[number].iter().map(|site| (*site, 1.0)).collect(), (number + 1) as f64);
        if number > 0 {
            for (before, now) in open[number - 1].iter().zip(&open[number]) {
                program.at_most(vec![(*before, 1.0), (*now, -1.0)], 0.0);
            }
        }
        for (calls, by) in reach.weights.iter().zip(&by_place) {
            let place = program.part(weight * calls);
            let terms = by.iter().map(|site| (open[number][*site], -1.0)).chain([(place, 1.0)]);
            program.at_most(terms.collect(), 0.0);
        }
    }
    let solved = program.solve(limits, None)?;
    let from = |site: usize| (0..weights.len()).find(|number| solved.values[open[*number][site]] > 0.5);
    let mut order: Vec<(usize, usize)> =
        (0..sites).filter_map(|site| from(site).map(|number| (number, site))).collect();
    order.sort_unstable();
    let order: Vec<usize> = order.into_iter().map(|(_, site)| site).collect();
    let value = |number: usize| weights[number] * reach.value(&order[..=number]);
    Ok(Placed { value: (0..weights.len()).map(value).sum(), sites: order, bound: solved.bound })
}
