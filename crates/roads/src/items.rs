//! Things that stand on the network and that a search can find.

mod sparse;
mod worth;

use std::sync::Arc;

use self::{
    sparse::Sparse,
    worth::{Bits, Worth},
};
use crate::{
    hierarchy::Hierarchy,
    map::{Position, RoadMap},
    network,
    profile::Profile,
};

/// End of a list.
const NONE: u32 = u32::MAX;

/// Things standing on the network for one profile, found by [`crate::Search::nearest`].
///
/// Each thing hangs in the lists of the nodes where it leaves its segment (two at most), so moving one costs tens of
/// nanoseconds. Numbers of items index arrays: keep them dense. All calls must use the same map.
#[derive(Debug, Clone)]
pub struct Items {
    profile: Profile,
    /// First entry of every node's list.
    heads: Vec<u32>,
    /// Two for each item: leaving forward, leaving backward.
    entries: Vec<Entry>,
    positions: Vec<Option<Position>>,
    placed: u32,
    /// Nodes with a list that is not empty.
    standing: Bits,
    worth: Worth,
    sparse: Option<Sparse>,
}

/// A thing in the list of a node.
#[derive(Debug, Clone, Copy)]
struct Entry {
    next: u32,
    prev: u32,
    /// [`NONE`] where the entry is in no list.
    node: u32,
    /// From the thing to the node.
    ms: u32,
}

const UNUSED: Entry = Entry { next: NONE, prev: NONE, node: NONE, ms: 0 };

impl Items {
    /// No things yet, moving by `profile`.
    #[must_use]
    pub fn new(map: &RoadMap, profile: Profile) -> Self {
        Self {
            profile,
            heads: vec![NONE; map.node_count() as usize],
            entries: Vec::new(),
            positions: Vec::new(),
            placed: 0,
            standing: Bits::new(map.node_count()),
            worth: Worth::new(map, profile),
            sparse: None,
        }
    }

    /// Finds the things over a hierarchy for the same map and profile whenever they are few. The answers stay the same;
    /// moving one of few things then costs tens of microseconds. One for another profile is not used.
    pub fn assist(&mut self, map: &RoadMap, hierarchy: Arc<Hierarchy>) {
        if hierarchy.profile() == self.profile {
            self.sparse = Some(Sparse::new(hierarchy, map.node_count()));
            self.assist_all(map);
        }
    }

    /// The hierarchy's view of the things, where it is faster: not while a map is under conditions, whose times the
    /// hierarchy does not know.
    pub(crate) fn sparse(&self, map: &RoadMap) -> Option<&Sparse> {
        self.sparse.as_ref().filter(|sparse| !sparse.is_empty() && map.conditions().is_none())
    }

    /// Puts all things into the hierarchy's view if they are few, or none.
    fn assist_all(&mut self, map: &RoadMap) {
        let Some(sparse) = &mut self.sparse else { return };
        sparse.clear();
        if map.conditions().is_none() && sparse.pays(self.placed) {
            for (item, at) in self.positions.iter().enumerate() {
                if let Some(at) = at {
                    sparse.place(item as u32, network::exits(map, self.profile, *at));
                }
            }
        }
    }

    /// Keeps the hierarchy's view in step with one thing that was placed.
    fn assist_one(&mut self, map: &RoadMap, item: u32, at: Position) {
        let Some(sparse) = &mut self.sparse else { return };
        if map.conditions().is_some() || !sparse.pays(self.placed) {
            sparse.clear();
        } else if sparse.is_empty() {
            self.assist_all(map);
        } else {
            sparse.place(item, network::exits(map, self.profile, at));
        }
    }

    /// How the things move.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// How many things are placed.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.placed
    }

    /// Whether nothing is placed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.placed == 0
    }

    /// Puts an item on the network or moves it.
    pub fn place(&mut self, map: &RoadMap, item: u32, at: Position) {
        let index = item as usize;
        if self.positions.len() <= index {
            self.positions.resize(index + 1, None);
            self.entries.resize(2 * (index + 1), UNUSED);
        }
        if self.positions[index].replace(at).is_none() {
            self.placed += 1;
        }
        for (slot, exit) in (2 * index..).zip(network::exits(map, self.profile, at)) {
            let (node, ms) = exit.unwrap_or((NONE, 0));
            if self.entries[slot].node != node {
                self.unlink(slot);
                self.link(slot, node);
            }
            self.entries[slot].ms = ms;
        }
        self.assist_one(map, item, at);
    }

    /// Takes over the travel times of a map under other conditions than those under which the items were placed.
    pub fn refresh(&mut self, map: &RoadMap) {
        for item in 0..self.positions.len() as u32 {
            if let Some(at) = self.position(item) {
                self.place(map, item, at);
            }
        }
    }

    /// Takes an item off the network; one that is not there is no error.
    pub fn remove(&mut self, item: u32) {
        let index = item as usize;
        if self.positions.get_mut(index).and_then(Option::take).is_some() {
            self.placed -= 1;
            self.unlink(2 * index);
            self.unlink(2 * index + 1);
            if let Some(sparse) = &mut self.sparse {
                sparse.remove(item);
            }
        }
    }

    /// Where an item stands, or `None` where it is not on the network.
    #[must_use]
    pub fn position(&self, item: u32) -> Option<Position> {
        self.positions.get(item as usize).copied().flatten()
    }

    /// Items that leave their segment at a node, with the milliseconds to it.
    #[inline]
    pub(crate) fn at(&self, node: u32) -> impl Iterator<Item = (u32, u32)> {
        let head = if self.standing.has(node) { self.heads.get(node as usize) } else { None };
        let mut slot = head.copied().unwrap_or(NONE);
        std::iter::from_fn(move || {
            let entry = self.entries.get(slot as usize)?;
            let item = slot / 2;
            slot = entry.next;
            Some((item, entry.ms))
        })
    }

    /// Whether a search for items needs to enter a node: not where it leads into a dead end without items.
    #[inline]
    pub(crate) fn worth_entering(&self, node: u32) -> bool {
        self.worth.has(node)
    }

    /// The next node on the only way from a node in a dead end to the rest of the network.
    pub(crate) fn way_out(&self, node: u32) -> Option<u32> {
        self.worth.parent(node)
    }

    /// Items on the same segment as a position that reach it without leaving the segment, with the milliseconds.
    pub(crate) fn on_segment(&self, map: &RoadMap, target: Position, mut found: impl FnMut(u32, u32)) {
        let Some(segment) = map.try_segment(target.segment) else { return };
        let heads = map.heads(target.segment).unwrap_or([segment.b, segment.a]);
        let nodes = [segment.a, segment.b, heads[0], heads[1]];
        for (index, &node) in nodes.iter().enumerate() {
            if nodes[..index].contains(&node) {
                continue;
            }
            for (item, _) in self.at(node) {
                let at = self.position(item).filter(|at| at.segment == target.segment);
                if let Some(ms) = at.and_then(|at| network::direct(&segment, self.profile, at.along, target.along)) {
                    found(item, ms);
                }
            }
        }
    }

    fn link(&mut self, slot: usize, node: u32) {
        let Some(head) = self.heads.get_mut(node as usize) else { return };
        let next = std::mem::replace(head, slot as u32);
        self.entries[slot] = Entry { next, prev: NONE, node, ms: 0 };
        if let Some(entry) = self.entries.get_mut(next as usize) {
            entry.prev = slot as u32;
        }
        self.standing.set(node, true);
        self.worth.count(node, true);
    }

    fn unlink(&mut self, slot: usize) {
        let Entry { next, prev, node, .. } = std::mem::replace(&mut self.entries[slot], UNUSED);
        if node == NONE {
            return;
        }
        match self.entries.get_mut(prev as usize) {
            Some(entry) => entry.next = next,
            None => self.heads[node as usize] = next,
        }
        self.standing.set(node, self.heads[node as usize] != NONE);
        self.worth.count(node, false);
        if let Some(entry) = self.entries.get_mut(next as usize) {
            entry.prev = prev;
        }
    }
}
