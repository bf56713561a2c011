//! A contraction hierarchy (Geisberger, Sanders, Schultes and Delling 2008): the second tier for sparse things.
//!
//! Nodes are taken out one after the other, the least important first; where a fastest way led over one, a shortcut
//! takes its place. Every fastest way then goes only upwards from its start and only downwards to its end, so both
//! ends look at some hundred nodes however far apart they are. Times are those of the map in free flow.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
};

use crate::{map::RoadMap, profile::Profile};

/// Most nodes that a search for a way around looks at; where it finds none in time a shortcut is made in vain.
const MOST_SETTLED: usize = 40;

/// Arcs to higher nodes, by node.
#[derive(Debug, Default)]
struct Upward {
    starts: Vec<u32>,
    arcs: Vec<(u32, u32)>,
}

impl Upward {
    fn pack(lists: &[Vec<(u32, u32)>]) -> Self {
        let mut packed = Self { starts: vec![0], arcs: Vec::new() };
        for list in lists {
            packed.arcs.extend(list);
            packed.starts.push(packed.arcs.len() as u32);
        }
        packed
    }

    fn arcs(&self, node: u32) -> &[(u32, u32)] {
        let range = self.starts.get(node as usize..node as usize + 2);
        range.and_then(|ends| self.arcs.get(ends[0] as usize..ends[1] as usize)).unwrap_or_default()
    }
}

/// The hierarchy of one profile.
#[derive(Debug)]
pub struct Hierarchy {
    profile: Profile,
    away: Upward,
    towards: Upward,
}

impl Hierarchy {
    /// Makes the hierarchy: some seconds for a city.
    #[must_use]
    pub fn new(map: &RoadMap, profile: Profile) -> Self {
        let map = map.under(crate::Conditions::default());
        let mut graph = Graph::new(&map, profile);
        let nodes = map.node_count() as usize;
        let (mut away, mut towards) = (vec![Vec::new(); nodes], vec![Vec::new(); nodes]);
        let mut order: BinaryHeap<Reverse<(i32, u32)>> =
            (0..nodes as u32).map(|node| Reverse((graph.importance(node), node))).collect();
        while let Some(Reverse((known, node))) = order.pop() {
            let importance = graph.importance(node);
            if importance > known && order.peek().is_some_and(|next| Reverse((importance, node)) < *next) {
                order.push(Reverse((importance, node)));
                continue;
            }
            for (tail, head, ms) in graph.shortcuts(node) {
                Graph::put(&mut graph.out[tail as usize], head, ms);
                Graph::put(&mut graph.into[head as usize], tail, ms);
            }
            away[node as usize] = std::mem::take(&mut graph.out[node as usize]);
            towards[node as usize] = std::mem::take(&mut graph.into[node as usize]);
            for &(head, _) in &away[node as usize] {
                graph.into[head as usize].retain(|&(tail, _)| tail != node);
                graph.depth[head as usize] = graph.depth[head as usize].max(graph.depth[node as usize] + 1);
            }
            for &(tail, _) in &towards[node as usize] {
                graph.out[tail as usize].retain(|&(head, _)| head != node);
                graph.depth[tail as usize] = graph.depth[tail as usize].max(graph.depth[node as usize] + 1);
            }
        }
        Self { profile, away: Upward::pack(&away), towards: Upward::pack(&towards) }
    }

    /// How it travels.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Bytes in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        [&self.away, &self.towards].iter().map(|side| side.starts.len() * 4 + side.arcs.len() * 8).sum()
    }

    /// Arcs from a node to higher ones (`away`), or arcs from higher nodes to it.
    pub(crate) fn arcs(&self, node: u32, away: bool) -> &[(u32, u32)] {
        if away { self.away.arcs(node) } else { self.towards.arcs(node) }
    }
}

/// What is left of the network while nodes are taken out.
struct Graph {
    out: Vec<Vec<(u32, u32)>>,
    into: Vec<Vec<(u32, u32)>>,
    /// Levels below a node that were taken out.
    depth: Vec<i32>,
    times: HashMap<u32, u32>,
    heap: BinaryHeap<Reverse<(u32, u32)>>,
}

impl Graph {
    fn new(map: &RoadMap, profile: Profile) -> Self {
        let nodes = map.node_count() as usize;
        let (mut out, mut into) = (vec![Vec::new(); nodes], vec![Vec::new(); nodes]);
        for node in 0..nodes as u32 {
            for arc in map.forward(profile).arcs(node).iter().filter(|arc| arc.node != node) {
                Self::put(&mut out[node as usize], arc.node, arc.ms);
                Self::put(&mut into[arc.node as usize], node, arc.ms);
            }
        }
        Self { out, into, depth: vec![0; nodes], times: HashMap::new(), heap: BinaryHeap::new() }
    }

    /// Adds an arc; of two between the same nodes the faster stays.
    fn put(list: &mut Vec<(u32, u32)>, other: u32, ms: u32) {
        match list.iter_mut().find(|known| known.0 == other) {
            Some(known) => known.1 = known.1.min(ms),
            None => list.push((other, ms)),
        }
    }

    fn importance(&mut self, node: u32) -> i32 {
        let gone = self.out[node as usize].len() + self.into[node as usize].len();
        2 * self.shortcuts(node).len() as i32 - gone as i32 + self.depth[node as usize]
    }

    /// Shortcuts that the node leaves behind: tail, head, milliseconds.
    fn shortcuts(&mut self, node: u32) -> Vec<(u32, u32, u32)> {
        let (into, out) = (self.into[node as usize].clone(), self.out[node as usize].clone());
        let mut found = Vec::new();
        for &(tail, first) in &into {
            let Some(most) = out.iter().filter(|&&(head, _)| head != tail).map(|&(_, ms)| ms).max() else { continue };
            self.around(tail, node, first.saturating_add(most));
            for &(head, second) in out.iter().filter(|&&(head, _)| head != tail) {
                let ms = first.saturating_add(second);
                if self.times.get(&head).is_none_or(|&other| other > ms) {
                    found.push((tail, head, ms));
                }
            }
        }
        found
    }

    /// Times from a node that do not lead over another.
    fn around(&mut self, from: u32, without: u32, bound: u32) {
        self.times.clear();
        self.heap.clear();
        self.times.insert(from, 0);
        self.heap.push(Reverse((0, from)));
        let mut settled = 0;
        while let Some(Reverse((ms, node))) = self.heap.pop() {
            if ms > bound || settled >= MOST_SETTLED {
                break;
            }
            if self.times.get(&node).is_some_and(|&known| known < ms) {
                continue;
            }
            settled += 1;
            for &(head, step) in self.out[node as usize].iter().filter(|&&(head, _)| head != without) {
                let ms = ms.saturating_add(step);
                if ms <= bound && self.times.get(&head).is_none_or(|&known| ms < known) {
                    self.times.insert(head, ms);
                    self.heap.push(Reverse((ms, head)));
                }
            }
        }
    }
}
