//! Turns that are not allowed.
//!
//! Whoever arrives over a street after which some turn is forbidden arrives at a copy of the junction that lacks the
//! forbidden way out. So the search itself knows nothing of turns. Forbidden paths over several streets (a no-U-turn
//! over a link between two carriageways) have a copy for each street but the last: the copies are the states of an
//! automaton (Aho and Corasick 1975) whose words are the forbidden paths and whose letters are directions of segments.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{chain::Chain, components::Parts};
use crate::{
    format::CLOSED,
    source::{Source, Stretch},
};

/// Forbidden paths of directions (twice the segment, and one more backward) with the profiles to which they are.
#[derive(Debug, Default)]
pub(super) struct Bans(BTreeMap<Vec<u32>, [bool; 3]>);

/// An arc: tail, head, milliseconds, direction.
pub(super) type Step = (u32, u32, u32, u32);

/// Where a direction starts.
fn start(chains: &[Chain], direction: u32) -> u32 {
    let chain = &chains[direction as usize / 2];
    if direction.is_multiple_of(2) { chain.a } else { chain.b }
}

/// Where a direction ends.
fn end(chains: &[Chain], direction: u32) -> u32 {
    start(chains, direction ^ 1)
}

/// Milliseconds of a direction, [`CLOSED`] where closed.
fn cost(chains: &[Chain], direction: u32, profile: usize) -> u32 {
    let chain = &chains[direction as usize / 2];
    if direction.is_multiple_of(2) { chain.forward[profile] } else { chain.backward[profile] }
}

/// Directions that leave each of some nodes.
fn leaving(chains: &[Chain], nodes: &HashSet<u32>) -> HashMap<u32, Vec<u32>> {
    let mut out: HashMap<u32, Vec<u32>> = HashMap::new();
    for direction in 0..2 * chains.len() as u32 {
        let node = start(chains, direction);
        if nodes.contains(&node) {
            out.entry(node).or_default().push(direction);
        }
    }
    out
}

impl Bans {
    /// Restricted turns as forbidden paths. Those over roads that are no segments of the map are no bans.
    pub(super) fn read(source: &Source, chains: &[Chain]) -> Self {
        let finder = Finder::new(source, chains);
        let paths: Vec<(Vec<u32>, bool, [bool; 3])> = source
            .turns
            .iter()
            .filter_map(|turn| Some((finder.path(chains, &turn.path)?, turn.only, turn.profiles)))
            .collect();
        let before = |path: &[u32]| path.len().checked_sub(2).map(|index| end(chains, path[index]));
        let nodes = paths.iter().filter(|(_, only, _)| *only).filter_map(|(path, ..)| before(path)).collect();
        let leaving = leaving(chains, &nodes);
        let mut bans = Self::default();
        for (path, only, profiles) in paths {
            let Some((&last, lead)) = path.split_last() else { continue };
            if !only {
                bans.add(path, profiles);
                continue;
            }
            // Where the one way that is allowed is closed the others must do.
            let profiles = std::array::from_fn(|index| profiles[index] && cost(chains, last, index) != CLOSED);
            let others = before(&path).and_then(|node| leaving.get(&node)).into_iter().flatten();
            for &other in others.filter(|&&other| other != last) {
                bans.add([lead, &[other]].concat(), profiles);
            }
        }
        bans
    }

    fn add(&mut self, path: Vec<u32>, profiles: [bool; 3]) {
        let known = self.0.entry(path).or_default();
        known.iter_mut().zip(profiles).for_each(|(known, new)| *known |= new);
    }

    /// How many paths are forbidden to somebody.
    pub(super) fn len(&self) -> u32 {
        self.0.len() as u32
    }
}

/// By both nodes of a stretch: segment, place of the stretch in its shape, way.
type Stretches = HashMap<(u32, u32), Vec<(u32, usize, usize)>>;

/// Finds the directions of segments in which stretches of ways lie.
struct Finder {
    stretches: Stretches,
}

impl Finder {
    fn new(source: &Source, chains: &[Chain]) -> Self {
        let key = |from: u32, to: u32| (from.min(to), from.max(to));
        let mut stretches: Stretches =
            source.turns.iter().flat_map(|turn| &turn.path).map(|at| (key(at.from, at.to), Vec::new())).collect();
        if !stretches.is_empty() {
            for (index, chain) in chains.iter().enumerate() {
                for (place, pair) in chain.nodes.windows(2).enumerate() {
                    if let Some(list) = stretches.get_mut(&key(pair[0], pair[1])) {
                        list.push((index as u32, place, chain.way));
                    }
                }
            }
        }
        Self { stretches }
    }

    /// The segment, its direction and the place on it; of several roads between the same nodes that of the way.
    fn find(&self, chains: &[Chain], at: Stretch) -> Option<(u32, usize)> {
        let list = self.stretches.get(&(at.from.min(at.to), at.from.max(at.to)))?;
        let &(segment, place, _) = list.iter().find(|(.., way)| *way == at.way as usize).or_else(|| list.first())?;
        let forward = chains[segment as usize].nodes.get(place) == Some(&at.from);
        Some((2 * segment + u32::from(!forward), place))
    }

    /// The directions of a path; `None` where one of its turns is not at the end of a segment.
    fn path(&self, chains: &[Chain], stretches: &[Stretch]) -> Option<Vec<u32>> {
        let mut path: Vec<u32> = Vec::with_capacity(stretches.len());
        let mut last: Option<(u32, usize)> = None;
        for &stretch in stretches {
            let (direction, place) = self.find(chains, stretch)?;
            let forward = direction.is_multiple_of(2);
            let edge = chains[direction as usize / 2].nodes.len() - 2;
            if let Some((before, from)) = last {
                let next = if forward { from + 1 } else { from.wrapping_sub(1) };
                if before == direction && place == next {
                    last = Some((direction, place));
                    continue;
                }
                let leaves =
                    from == if before.is_multiple_of(2) { chains[before as usize / 2].nodes.len() - 2 } else { 0 };
                let enters = place == if forward { 0 } else { edge };
                if !leaves || !enters || end(chains, before) != start(chains, direction) {
                    return None;
                }
            }
            path.push(direction);
            last = Some((direction, place));
        }
        (path.len() >= 2).then_some(path)
    }
}

/// The copies of junctions.
#[derive(Debug)]
pub(super) struct Copies {
    /// What was travelled last, by copy.
    histories: Vec<Vec<u32>>,
    /// The node that each copy is a copy of, in growing order.
    pub(super) originals: Vec<u32>,
    /// Number of the copy of a history.
    numbers: HashMap<Vec<u32>, u32>,
    /// Number of the first copy: how many nodes there are.
    first: u32,
    bans: Bans,
}

impl Copies {
    fn new(bans: Bans, chains: &[Chain], nodes: usize) -> Self {
        let histories: HashSet<&[u32]> =
            bans.0.keys().flat_map(|path| (1..path.len()).map(move |length| &path[..length])).collect();
        let mut histories: Vec<(u32, Vec<u32>)> = histories
            .into_iter()
            .filter_map(|history| Some((end(chains, *history.last()?), history.to_vec())))
            .collect();
        histories.sort_unstable();
        let (originals, histories): (Vec<u32>, Vec<Vec<u32>>) = histories.into_iter().unzip();
        let numbers = histories.iter().cloned().zip(nodes as u32..).collect();
        Self { histories, originals, numbers, first: nodes as u32, bans }
    }

    /// Copies for all bans but those by which a road could not be left or not be reached; gives how many of those there were for somebody.
    pub(super) fn passable(mut bans: Bans, chains: &[Chain], nodes: usize) -> (Self, u32) {
        let mut left_out = HashSet::new();
        loop {
            let copies = Self::new(bans, chains, nodes);
            let blocked: [HashSet<u32>; 3] = std::array::from_fn(|profile| copies.blocked(chains, nodes, profile));
            if blocked.iter().all(HashSet::is_empty) {
                return (copies, left_out.len() as u32);
            }
            bans = copies.bans;
            for (path, profiles) in &mut bans.0 {
                for (holds, blocked) in profiles.iter_mut().zip(&blocked).filter(|(holds, _)| **holds) {
                    *holds = !path.iter().any(|direction| blocked.contains(direction));
                    if !*holds {
                        left_out.insert(path.clone());
                    }
                }
            }
            bans.0.retain(|_, profiles| profiles.contains(&true));
        }
    }

    /// Directions of forbidden paths that cannot be travelled within one part of the network any more.
    fn blocked(&self, chains: &[Chain], nodes: usize, profile: usize) -> HashSet<u32> {
        let paths = self.bans.0.iter().filter(|(_, profiles)| profiles[profile]).flat_map(|(path, _)| path);
        let mut blocked: HashSet<u32> =
            paths.copied().filter(|&direction| cost(chains, direction, profile) != CLOSED).collect();
        if !blocked.is_empty() {
            let steps = self.steps(chains, profile);
            let parts = Parts::new(nodes + self.originals.len(), || steps.iter().map(|&(tail, head, ..)| (tail, head)));
            for &(tail, head, _, direction) in &steps {
                if parts.together(tail, head) {
                    blocked.remove(&direction);
                }
            }
        }
        blocked
    }

    /// Where going in a direction arrives, coming from a history.
    fn arrival(&self, chains: &[Chain], history: &[u32], direction: u32) -> u32 {
        let path = [history, &[direction]].concat();
        let longest = (0..path.len()).find_map(|from| self.numbers.get(&path[from..]).copied());
        longest.unwrap_or_else(|| end(chains, direction))
    }

    /// Where going forward and backward over a segment arrives.
    pub(super) fn heads(&self, chains: &[Chain], segment: u32) -> [u32; 2] {
        [2 * segment, 2 * segment + 1].map(|direction| self.arrival(chains, &[], direction))
    }

    fn forbids(&self, history: &[u32], direction: u32, profile: usize) -> bool {
        let path = [history, &[direction]].concat();
        (0..path.len()).any(|from| self.bans.0.get(&path[from..]).is_some_and(|profiles| profiles[profile]))
    }

    /// How many paths are forbidden to somebody.
    pub(super) fn bans(&self) -> u32 {
        self.bans.len()
    }

    /// All arcs of a profile, those of copies last.
    pub(super) fn steps(&self, chains: &[Chain], profile: usize) -> Vec<Step> {
        let directions = 0..2 * chains.len() as u32;
        let heads = |direction: u32| {
            if self.originals.is_empty() { end(chains, direction) } else { self.arrival(chains, &[], direction) }
        };
        let open = |direction: &u32| cost(chains, *direction, profile) != CLOSED;
        let mut steps: Vec<Step> = directions
            .filter(open)
            .map(|direction| (start(chains, direction), heads(direction), cost(chains, direction, profile), direction))
            .collect();
        let leaving = leaving(chains, &self.originals.iter().copied().collect());
        for ((history, original), tail) in self.histories.iter().zip(&self.originals).zip(self.first..) {
            if !history.last().is_some_and(open) {
                continue;
            }
            for &direction in leaving.get(original).into_iter().flatten().filter(|direction| open(direction)) {
                if !self.forbids(history, direction, profile) {
                    let head = self.arrival(chains, history, direction);
                    steps.push((tail, head, cost(chains, direction, profile), direction));
                }
            }
        }
        steps
    }
}
