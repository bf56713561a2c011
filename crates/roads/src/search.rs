//! Exact travel times: bounded search from or towards a position.

mod queue;

use self::queue::Queue;
use crate::{
    items::Items,
    map::{Adjacency, Position, RoadMap},
    network,
    profile::Profile,
};

/// What a search cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SearchStats {
    /// Nodes settled.
    pub settled: u32,
}

/// Reusable scratch of one thread: 8 bytes for each node of the largest map searched.
///
/// Label-correcting search with a bucket queue: exact, and after the first queries without allocation. A search for
/// items does not enter dead ends, and small trees of streets, in which none stands.
#[derive(Debug, Default)]
pub struct Search {
    labels: Vec<Label>,
    stamp: u32,
    queue: Queue,
}

/// Best time known to a node in the search `stamp`.
#[derive(Debug, Clone, Copy, Default)]
struct Label {
    stamp: u32,
    ms: u32,
}

impl Search {
    /// New scratch.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Offers items by the time that they need to `target`, in roughly growing order.
    ///
    /// The search goes on while something may arrive within the bound in milliseconds, so all ties at the bound are
    /// offered. It starts as `bound` (`u32::MAX` for none), `offer(item, ms)` gives it back, and it only falls: a
    /// larger answer changes nothing. An item may be offered twice, then the smaller time counts. Items on the
    /// target's own segment may be offered beyond the bound; items that cannot reach the target are never offered.
    pub fn nearest(
        &mut self,
        map: &RoadMap,
        items: &Items,
        target: Position,
        mut bound: u32,
        mut offer: impl FnMut(u32, u32) -> u32,
    ) -> SearchStats {
        if items.is_empty() {
            return SearchStats::default();
        }
        let profile = items.profile();
        items.on_segment(map, target, |item, ms| bound = bound.min(offer(item, ms)));
        if let Some(sparse) = items.sparse(map) {
            let entries = network::entries(map, profile, target).map(|entry| (entry.node, entry.ms));
            let (times, settled) = sparse.times(entries);
            for (ms, item) in times {
                if ms > bound {
                    break;
                }
                bound = bound.min(offer(item, ms));
            }
            return SearchStats { settled };
        }
        self.begin(map, profile);
        let graph = map.reverse(profile);
        for entry in network::entries(map, profile, target) {
            let (mut node, mut ms) = (entry.node, entry.ms);
            self.seed(node, ms);
            // Out of a dead end leads one way only; its nodes are not entered by the search if nothing stands there.
            while let Some(next) = items.way_out(node) {
                let steps = graph.arcs(node).iter().filter(|arc| arc.node == next);
                let Some(step) = steps.map(|arc| arc.ms).min() else { break };
                (node, ms) = (next, ms.saturating_add(step));
                self.seed(node, ms);
            }
        }
        let settled = self.run(
            graph,
            bound,
            |node| items.worth_entering(node),
            |node, ms| {
                for (item, exit) in items.at(node) {
                    let ms = ms.saturating_add(exit);
                    if ms <= bound {
                        bound = bound.min(offer(item, ms));
                    }
                }
                bound
            },
        );
        SearchStats { settled }
    }

    /// Times in milliseconds from one position to many; `None` where there is no way.
    pub fn times_from(&mut self, map: &RoadMap, profile: Profile, from: Position, to: &[Position]) -> Vec<Option<u32>> {
        let entries: Vec<Vec<network::Entry>> =
            to.iter().map(|&at| network::entries(map, profile, at).collect()).collect();
        // The search may stop when every node that leads to a target is settled, but not before all that is within
        // the same time has been looked at once more.
        let mut wanted: Vec<u32> = entries.iter().flatten().map(|entry| entry.node).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let (mut seen, mut missing, mut last) = (vec![false; wanted.len()], wanted.len(), 0);
        self.begin(map, profile);
        network::exits(map, profile, from).into_iter().flatten().for_each(|(node, ms)| self.seed(node, ms));
        self.run(
            map.forward(profile),
            u32::MAX,
            |_| true,
            |node, ms| {
                if missing > 0
                    && let Ok(slot) = wanted.binary_search(&node)
                {
                    missing -= usize::from(!std::mem::replace(&mut seen[slot], true));
                    last = last.max(ms);
                }
                if missing == 0 { last } else { u32::MAX }
            },
        );
        let direct = |at: &Position| {
            (at.segment == from.segment)
                .then(|| network::direct(&map.try_segment(at.segment)?, profile, from.along, at.along))
                .flatten()
        };
        let arrive = |entries: &Vec<network::Entry>| {
            entries.iter().filter_map(|entry| Some(self.label(entry.node)?.saturating_add(entry.ms))).min()
        };
        to.iter().zip(&entries).map(|(at, ends)| direct(at).into_iter().chain(arrive(ends)).min()).collect()
    }

    /// Fresh labels and an empty queue.
    pub(crate) fn begin(&mut self, map: &RoadMap, profile: Profile) {
        let nodes = map.node_count() as usize;
        if self.labels.len() < nodes {
            self.labels.resize(nodes, Label::default());
        }
        self.stamp = self.stamp.wrapping_add(1);
        if self.stamp == 0 {
            self.labels.fill(Label::default());
            self.stamp = 1;
        }
        // About a second of driving or four of walking: few nodes are settled twice, few buckets are empty.
        self.queue.reset(match profile {
            Profile::Car => 10,
            Profile::Ebike => 11,
            Profile::Foot => 12,
        });
    }

    /// Starts at a node.
    pub(crate) fn seed(&mut self, node: u32, ms: u32) {
        if self.label(node).is_none_or(|known| ms < known)
            && let Some(label) = self.labels.get_mut(node as usize)
        {
            *label = Label { stamp: self.stamp, ms };
            self.queue.push(ms, node);
        }
    }

    /// Time to a node found by the last run; final where it is within that run's bound.
    pub(crate) fn label(&self, node: u32) -> Option<u32> {
        self.labels.get(node as usize).filter(|label| label.stamp == self.stamp).map(|label| label.ms)
    }

    /// Settles nodes from the seeds while their time is within the bound that `settle` gives back; goes to no node
    /// that `enter` refuses.
    ///
    /// A node may be settled twice, the second time with a smaller label.
    #[inline]
    pub(crate) fn run(
        &mut self,
        graph: Adjacency<'_>,
        mut bound: u32,
        enter: impl Fn(u32) -> bool,
        mut settle: impl FnMut(u32, u32) -> u32,
    ) -> u32 {
        let mut settled = 0;
        while let Some((ms, node)) = self.queue.pop() {
            if self.labels[node as usize].ms != ms {
                continue;
            }
            if ms > bound {
                // Others in the same bucket may still be within the bound; a later bucket cannot.
                if self.queue.passed(bound) {
                    break;
                }
                continue;
            }
            settled += 1;
            bound = settle(node, ms);
            for arc in graph.arcs(node) {
                let ms = ms.saturating_add(arc.ms);
                if ms > bound || !enter(arc.node) {
                    continue;
                }
                let label = &mut self.labels[arc.node as usize];
                if label.stamp != self.stamp || ms < label.ms {
                    *label = Label { stamp: self.stamp, ms };
                    self.queue.push(ms, arc.node);
                }
            }
        }
        settled
    }
}
