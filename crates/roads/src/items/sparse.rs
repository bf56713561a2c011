//! Few things on many roads, found over a hierarchy.

use std::{cmp::Reverse, collections::BinaryHeap, collections::HashMap, sync::Arc};

use crate::{hierarchy::Hierarchy, network::Ends};

/// A plain search looks at about as many nodes as there are for each thing wanted; below this many for one thing it
/// is as fast as the hierarchy, and its things move a hundred times as fast.
const NODES_FOR_EACH: u32 = 1_500;

/// The things as seen from the nodes above them in the hierarchy.
#[derive(Debug, Clone)]
pub(crate) struct Sparse {
    hierarchy: Arc<Hierarchy>,
    most: u32,
    /// By node: milliseconds from a thing to it, and the thing.
    buckets: HashMap<u32, Vec<(u32, u32)>>,
    /// By thing the nodes in whose buckets it is.
    seen: HashMap<u32, Vec<u32>>,
}

impl Sparse {
    pub(super) fn new(hierarchy: Arc<Hierarchy>, nodes: u32) -> Self {
        Self { hierarchy, most: nodes / NODES_FOR_EACH, buckets: HashMap::new(), seen: HashMap::new() }
    }

    /// Whether so many things are few enough.
    pub(super) fn pays(&self, things: u32) -> bool {
        things <= self.most
    }

    pub(super) fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.buckets.clear();
        self.seen.clear();
    }

    pub(super) fn place(&mut self, item: u32, exits: Ends) {
        self.remove(item);
        let mut nodes = Vec::new();
        for (node, ms) in upwards(&self.hierarchy, exits.into_iter().flatten(), true) {
            self.buckets.entry(node).or_default().push((ms, item));
            nodes.push(node);
        }
        self.seen.insert(item, nodes);
    }

    pub(super) fn remove(&mut self, item: u32) {
        for node in self.seen.remove(&item).into_iter().flatten() {
            if let Some(bucket) = self.buckets.get_mut(&node) {
                bucket.retain(|&(_, known)| known != item);
            }
        }
    }

    /// The time from every thing that can come to a place with these entries, fastest first, and how many nodes were
    /// looked at.
    pub(crate) fn times(&self, entries: impl Iterator<Item = (u32, u32)>) -> (Vec<(u32, u32)>, u32) {
        let nodes = upwards(&self.hierarchy, entries, false);
        let mut best: HashMap<u32, u32> = HashMap::with_capacity(self.seen.len());
        for (node, rest) in &nodes {
            for &(ms, item) in self.buckets.get(node).into_iter().flatten() {
                let ms = ms.saturating_add(*rest);
                best.entry(item).and_modify(|known| *known = ms.min(*known)).or_insert(ms);
            }
        }
        let mut times: Vec<(u32, u32)> = best.into_iter().map(|(item, ms)| (ms, item)).collect();
        times.sort_unstable();
        (times, nodes.len() as u32)
    }
}

/// Nodes above some nodes with the milliseconds from (`away`) or to them, each once.
fn upwards(hierarchy: &Hierarchy, from: impl Iterator<Item = (u32, u32)>, away: bool) -> Vec<(u32, u32)> {
    let mut times: HashMap<u32, u32> = HashMap::with_capacity(512);
    let mut heap: BinaryHeap<Reverse<(u32, u32)>> = BinaryHeap::new();
    let mut settled = Vec::with_capacity(256);
    for (node, ms) in from {
        heap.push(Reverse((ms, node)));
        times.entry(node).and_modify(|known| *known = ms.min(*known)).or_insert(ms);
    }
    while let Some(Reverse((ms, node))) = heap.pop() {
        if times.get(&node) != Some(&ms) || settled.last() == Some(&(node, ms)) {
            continue;
        }
        // A node that a higher one reaches faster is on no fastest way (stall on demand).
        let faster =
            |&(higher, step): &(u32, u32)| times.get(&higher).is_some_and(|&known| known.saturating_add(step) < ms);
        if hierarchy.arcs(node, !away).iter().any(faster) {
            continue;
        }
        settled.push((node, ms));
        for &(higher, step) in hierarchy.arcs(node, away) {
            let ms = ms.saturating_add(step);
            if times.get(&higher).is_none_or(|&known| ms < known) {
                times.insert(higher, ms);
                heap.push(Reverse((ms, higher)));
            }
        }
    }
    settled
}
