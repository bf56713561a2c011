//! Improvement by chance: areas at the border of a beat change sides, at first even where that is worse.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::{Effort, Land, Plan, Wanted, grow};

/// The best division that several starts arrive at, `None` where none keeps all that is wanted.
pub(super) fn improve(land: &Land, wanted: Wanted, greedy: &Plan, effort: Effort) -> Option<Plan> {
    if wanted.beats < 2 || wanted.beats == land.areas() {
        return None;
    }
    let mut best: Option<Plan> = None;
    for start in 0..effort.starts {
        let mut dice = StdRng::seed_from_u64(effort.seed.wrapping_mul(1_000_003).wrapping_add(u64::from(start)));
        // Every other start grows from centres that chance chose.
        let from =
            if start % 2 == 0 { greedy.clone() } else { grow::grow(land, wanted, &scattered(land, wanted, &mut dice)) };
        if let Some(found) = Walk::new(land, wanted, &from).run(effort.trials, &mut dice)
            && best.as_ref().is_none_or(|best| found.cost < best.cost)
        {
            best = Some(found);
        }
    }
    best
}

/// Centres far from each other: each the farthest of a few drawn ones.
fn scattered(land: &Land, wanted: Wanted, dice: &mut StdRng) -> Vec<usize> {
    let mut chosen = vec![dice.random_range(0..land.areas())];
    while chosen.len() < wanted.beats {
        let drawn: Vec<usize> = (0..8).map(|_| dice.random_range(0..land.areas())).collect();
        let apart = |area: usize| chosen.iter().map(|centre| land.ways[*centre][area]).fold(f64::INFINITY, f64::min);
        let every = (0..land.areas()).filter(|area| !chosen.contains(area));
        let free = drawn
            .into_iter()
            .filter(|area| !chosen.contains(area))
            .max_by(|one, other| apart(*one).total_cmp(&apart(*other)));
        chosen.extend(free.or_else(|| every.into_iter().next()));
    }
    chosen
}

/// Heat at first and at last, in what an area costs on average.
const HOT: f64 = 3.0;
const COLD: f64 = 3e-3;
/// What a call too many or too few in a beat costs, at first and at last, in mean ways.
const SOFT: f64 = 0.3;
const HARD: f64 = 1.0;
/// Areas that are drawn to find one that comes back.
const TRIES: usize = 12;

struct Walk<'a> {
    land: &'a Land,
    wanted: Wanted,
    least: f64,
    most: f64,
    /// Cost of a call too many or too few in a beat.
    fine: f64,
    beat_of: Vec<usize>,
    centres: Vec<usize>,
    loads: Vec<f64>,
    sizes: Vec<usize>,
    /// Marks of the search for what hangs together.
    seen: Vec<u32>,
    mark: u32,
    queue: Vec<usize>,
}

impl<'a> Walk<'a> {
    fn new(land: &'a Land, wanted: Wanted, from: &Plan) -> Self {
        let (least, most) = land.limits(wanted);
        let pairs = (land.areas() * land.areas()) as f64;
        let fine = land.ways.iter().flatten().sum::<f64>() / pairs;
        let mut sizes = vec![0; wanted.beats];
        from.beat_of.iter().for_each(|beat| sizes[*beat] += 1);
        let (beat_of, centres, loads) = (from.beat_of.clone(), from.centres.clone(), from.loads.clone());
        let (seen, mark, queue) = (vec![0; land.areas()], 0, Vec::new());
        Self { land, wanted, least, most, fine, beat_of, centres, loads, sizes, seen, mark, queue }
    }

    fn run(mut self, trials: u32, dice: &mut StdRng) -> Option<Plan> {
        let (areas, way) = (self.land.areas(), self.fine);
        let mean_cost = self.land.plan(self.wanted, self.beat_of.clone()).cost / areas as f64;
        let (hot, cold) = (HOT * mean_cost.max(1e-9), COLD * mean_cost.max(1e-9));
        let mut best: Option<Plan> = None;
        // The middles are found anew so often; divisions that keep everything are looked at there.
        let stretch = (trials / 400).max(50);
        for trial in 0..trials {
            let heat = hot * (cold / hot).powf(f64::from(trial) / f64::from(trials));
            // At first the limits are soft, so that beats can change their places.
            let done = f64::from(trial) / f64::from(trials);
            self.fine = way * SOFT * (HARD / SOFT).powf(done);
            self.step(heat, dice);
            if trial % stretch == stretch - 1 || trial + 1 == trials {
                let plan = self.land.plan(self.wanted, self.beat_of.clone());
                self.centres.clone_from(&plan.centres);
                if plan.keeps && best.as_ref().is_none_or(|best| plan.cost < best.cost) {
                    best = Some(plan);
                }
            }
        }
        best
    }

    fn step(&mut self, heat: f64, dice: &mut StdRng) {
        let area = dice.random_range(0..self.land.areas());
        let from = self.beat_of[area];
        let to = match &self.land.neighbours {
            Some(neighbours) if neighbours[area].is_empty() => return,
            Some(neighbours) => self.beat_of[neighbours[area][dice.random_range(0..neighbours[area].len())]],
            None => dice.random_range(0..self.wanted.beats),
        };
        if to == from || self.centres[from] == area || self.sizes[from] == 1 {
            return;
        }
        if dice.random::<bool>() {
            self.trade(area, from, to, heat, dice);
        } else if self.take(self.worse(&[(area, from, to)]), heat, dice) && self.holds_without(area) {
            self.give(area, to);
        }
    }

    /// An area changes sides, and one of the other side comes back for it.
    fn trade(&mut self, area: usize, from: usize, to: usize, heat: f64, dice: &mut StdRng) {
        let borders = |walk: &Self, other: usize| match &walk.land.neighbours {
            Some(neighbours) => neighbours[other].iter().any(|near| *near != area && walk.beat_of[*near] == from),
            None => true,
        };
        let drawn = (0..TRIES).map(|_| dice.random_range(0..self.land.areas()));
        let fit = |other: &usize| self.beat_of[*other] == to && self.centres[to] != *other && borders(self, *other);
        let drawn: Vec<usize> = drawn.collect();
        let Some(back) = drawn.into_iter().find(fit) else { return };
        if !self.take(self.worse(&[(area, from, to), (back, to, from)]), heat, dice) || !self.holds_without(area) {
            return;
        }
        self.give(area, to);
        if borders(self, back) && self.holds_without(back) {
            self.give(back, from);
        } else {
            self.give(area, from);
        }
    }

    /// By how much it would be worse if areas changed from one beat to another.
    fn worse(&self, changes: &[(usize, usize, usize)]) -> f64 {
        let (mut worse, mut more) = (0.0, 0.0);
        let Some((_, from, to)) = changes.first().copied() else { return 0.0 };
        for (area, from_now, to_now) in changes {
            let calls = self.land.calls[*area];
            let way = |beat: usize| self.land.ways[self.centres[beat]][*area];
            worse += calls * (way(*to_now) - way(*from_now));
            more += if *to_now == to { calls } else { -calls };
        }
        let fined = |beat: usize, more: f64| self.out(self.loads[beat] + more) - self.out(self.loads[beat]);
        worse + self.fine * (fined(from, -more) + fined(to, more))
    }

    fn take(&self, worse: f64, heat: f64, dice: &mut StdRng) -> bool {
        worse <= 0.0 || dice.random::<f64>() < (-worse / heat).exp()
    }

    fn give(&mut self, area: usize, to: usize) {
        let (from, calls) = (self.beat_of[area], self.land.calls[area]);
        self.beat_of[area] = to;
        self.loads[from] -= calls;
        self.loads[to] += calls;
        self.sizes[from] -= 1;
        self.sizes[to] += 1;
    }

    /// By how much a load is outside its limits.
    fn out(&self, load: f64) -> f64 {
        (load - self.most).max(self.least - load).max(0.0)
    }

    /// Whether the beat of an area hangs together without it.
    fn holds_without(&mut self, area: usize) -> bool {
        let Some(neighbours) = &self.land.neighbours else { return true };
        let beat = self.beat_of[area];
        let Some(first) = neighbours[area].iter().find(|other| self.beat_of[**other] == beat) else { return true };
        self.mark += 1;
        self.seen[area] = self.mark;
        self.seen[*first] = self.mark;
        self.queue.clear();
        self.queue.push(*first);
        let mut next = 0;
        while let Some(at) = self.queue.get(next).copied() {
            next += 1;
            for other in &neighbours[at] {
                if self.beat_of[*other] == beat && self.seen[*other] != self.mark {
                    self.seen[*other] = self.mark;
                    self.queue.push(*other);
                }
            }
        }
        self.queue.len() + 1 == self.sizes[beat]
    }
}
