//! A bound below which no division can be.
//!
//! That each area belongs to exactly one beat is not demanded but priced (Lagrangian relaxation), and that beats hang
//! together is not demanded at all. For given prices each possible centre chooses its areas on its own (a knapsack, of
//! which parts may be taken), and the best so many centres are taken. Any prices give a bound; subgradient steps raise it.

use super::{Land, Plan, Wanted};

/// A bound, and the prices that give it.
pub(super) struct Lower {
    pub(super) value: f64,
    /// Areas that may be centres.
    candidates: Vec<usize>,
    prices: Vec<f64>,
}

/// What one centre would choose.
struct Choice {
    worth: f64,
    /// How much of each area.
    parts: Vec<(usize, f64)>,
    /// What another call of work would be worth: the dual of the limits of work.
    work_price: f64,
}

/// Raises the bound of divisions with these centres, or some of them.
pub(super) fn lower(land: &Land, wanted: Wanted, best: &Plan, candidates: Vec<usize>, rounds: u32) -> Lower {
    let mut prices: Vec<f64> = (0..land.areas()).map(|area| start(land, best, area)).collect();
    let mut found = Lower { value: f64::NEG_INFINITY, candidates, prices: prices.clone() };
    let (mut step, mut idle) = (1.5, 0);
    for _ in 0..rounds {
        let (value, taken) = relaxed(land, wanted, &found.candidates, &prices);
        if value > found.value + 1e-7 * value.abs() {
            (found.value, idle) = (value, 0);
            found.prices.clone_from(&prices);
        } else {
            idle += 1;
            if idle >= 25 {
                (step, idle) = (step * 0.6, 0);
                prices.clone_from(&found.prices);
                continue;
            }
        }
        let missing: Vec<f64> = taken.iter().map(|taken| 1.0 - taken).collect();
        let square: f64 = missing.iter().map(|missing| missing * missing).sum();
        if square < 1e-12 || step < 1e-5 {
            break;
        }
        let length = step * (best.cost - value).max(best.cost * 1e-4) / square;
        prices.iter_mut().zip(&missing).for_each(|(price, missing)| *price += length * missing);
    }
    // Rounding must not lift it above what is true.
    found.value -= 1e-9 * found.value.abs();
    found.value = found.value.max(0.0);
    found
}

/// About what an area would cost in the second nearest beat.
fn start(land: &Land, best: &Plan, area: usize) -> f64 {
    let mut ways: Vec<f64> = best.centres.iter().map(|centre| land.ways[*centre][area]).collect();
    ways.sort_by(f64::total_cmp);
    land.calls[area] * ways.get(1).copied().unwrap_or(ways[0])
}

/// The bound of some prices, and how often each area is taken.
fn relaxed(land: &Land, wanted: Wanted, candidates: &[usize], prices: &[f64]) -> (f64, Vec<f64>) {
    let mut choices: Vec<Choice> = candidates.iter().map(|centre| choose(land, wanted, prices, *centre)).collect();
    choices.sort_by(|one, other| one.worth.total_cmp(&other.worth));
    let mut taken = vec![0.0; land.areas()];
    let mut value: f64 = prices.iter().sum();
    for choice in choices.iter().take(wanted.beats) {
        value += choice.worth;
        choice.parts.iter().for_each(|(area, part)| taken[*area] += part);
    }
    (value, taken)
}

/// The cheapest areas for a centre, which is one of them: those that pay, and as many more as its work needs.
fn choose(land: &Land, wanted: Wanted, prices: &[f64], centre: usize) -> Choice {
    let (least, most) = land.limits(wanted);
    let ways = &land.ways[centre];
    let mut worth = -prices[centre];
    let mut load = land.calls[centre];
    let mut parts = vec![(centre, 1.0)];
    let mut order: Vec<(f64, usize)> = Vec::with_capacity(land.areas());
    for area in (0..land.areas()).filter(|area| *area != centre) {
        let calls = land.calls[area];
        if calls > 0.0 {
            order.push((ways[area] - prices[area] / calls, area));
        } else if prices[area] > 0.0 {
            worth -= prices[area];
            parts.push((area, 1.0));
        }
    }
    order.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
    let mut work_price = 0.0;
    for (each, area) in order {
        let calls = land.calls[area];
        // What still goes in: up to the most while it pays, up to the least where it does not.
        let room = if each < 0.0 { most - load } else { least - load };
        if room <= 0.0 {
            // The last call that went in, or would have, sets the price of work.
            work_price = if each < 0.0 { each } else { work_price };
            break;
        }
        let part = (room / calls).min(1.0);
        worth += each * calls * part;
        load += calls * part;
        parts.push((area, part));
        if part < 1.0 || each >= 0.0 {
            work_price = each;
        }
        if part < 1.0 {
            break;
        }
    }
    Choice { worth, parts, work_price }
}

impl Lower {
    /// Which pairs of centre and area something cheaper than a cost can still use: how many centres, and for each area its
    /// possible centres.
    pub(super) fn left(&self, land: &Land, wanted: Wanted, cost: f64) -> (usize, Vec<Vec<usize>>) {
        let choices: Vec<Choice> =
            self.candidates.iter().map(|centre| choose(land, wanted, &self.prices, *centre)).collect();
        let mut worths: Vec<f64> = choices.iter().map(|choice| choice.worth).collect();
        worths.sort_by(f64::total_cmp);
        let last = worths[wanted.beats - 1];
        let room = cost - self.value;
        let (mut centres, mut pairs): (usize, Vec<Vec<usize>>) = (0, vec![Vec::new(); land.areas()]);
        for (centre, choice) in self.candidates.iter().copied().zip(&choices) {
            // Taking this centre costs at least so much more than the bound.
            let extra = (choice.worth - last).max(0.0);
            if extra > room {
                continue;
            }
            centres += 1;
            for (area, possible) in pairs.iter_mut().enumerate() {
                let own = land.calls[area] * (land.ways[centre][area] - choice.work_price) - self.prices[area];
                if area == centre || extra + own.max(0.0) <= room {
                    possible.push(centre);
                }
            }
        }
        (centres, pairs)
    }
}
