//! Nodes that a search need not enter: trees of streets with nothing in them.

use std::sync::Arc;

use crate::{
    map::{NONE, RoadMap},
    profile::Profile,
};

/// One bit for each node: a kilobyte for 8,000 nodes, so that it stays in the nearest cache.
#[derive(Debug, Clone)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn new(nodes: u32) -> Self {
        Self(vec![0; nodes.div_ceil(64) as usize])
    }

    #[inline]
    pub(super) fn has(&self, node: u32) -> bool {
        self.0.get(node as usize / 64).is_some_and(|word| word >> (node % 64) & 1 == 1)
    }

    pub(super) fn set(&mut self, node: u32, on: bool) {
        if let Some(word) = self.0.get_mut(node as usize / 64) {
            *word = *word & !(1 << (node % 64)) | u64::from(on) << (node % 64);
        }
    }
}

/// Which nodes are worth entering: those in no hanging tree, and in hanging trees those with things at or behind them.
#[derive(Debug, Clone)]
pub(super) struct Worth {
    /// By node in a hanging tree the next node on the way out, [`NONE`] for others.
    parents: Arc<[u32]>,
    /// Things at and behind a node of a hanging tree.
    behind: Vec<u32>,
    bits: Bits,
}

impl Worth {
    pub(super) fn new(map: &RoadMap, profile: Profile) -> Self {
        let parents = map.hanging(profile);
        let mut bits = Bits::new(map.node_count());
        (0..).zip(parents.iter()).for_each(|(node, &parent)| bits.set(node, parent == NONE));
        Self { behind: vec![0; parents.len()], parents, bits }
    }

    #[inline]
    pub(super) fn has(&self, node: u32) -> bool {
        self.bits.has(node)
    }

    /// The next node on the way out of a hanging tree.
    pub(super) fn parent(&self, node: u32) -> Option<u32> {
        self.parents.get(node as usize).copied().filter(|&parent| parent != NONE)
    }

    /// Notes that something came to a node (`more`) or left it.
    pub(super) fn count(&mut self, mut node: u32, more: bool) {
        while let Some(parent) = self.parent(node) {
            let behind = &mut self.behind[node as usize];
            *behind = if more { *behind + 1 } else { *behind - 1 };
            self.bits.set(node, *behind > 0);
            node = parent;
        }
    }
}
