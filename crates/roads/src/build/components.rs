//! Closing traps: roads that can be entered and not left, or left and not entered.

use super::chain::Chain;
use crate::format::CLOSED;

/// A strongly connected part with at least this many nodes is a place of its own, such as an island.
const OWN_PLACE: u32 = 100;

/// Closes, for each profile, every direction whose ends are not both in the same kept strongly connected part.
pub(super) fn close_traps(chains: &mut [Chain], nodes: usize) {
    for profile in 0..3 {
        let parts = Parts::new(nodes, || {
            chains.iter().flat_map(move |chain| {
                let forward = (chain.forward[profile] != CLOSED).then_some((chain.a, chain.b));
                let backward = (chain.backward[profile] != CLOSED).then_some((chain.b, chain.a));
                forward.into_iter().chain(backward)
            })
        });
        for chain in chains.iter_mut() {
            if !parts.together(chain.a, chain.b) {
                chain.forward[profile] = CLOSED;
                chain.backward[profile] = CLOSED;
            }
        }
    }
}

/// Strongly connected parts of the network.
pub(super) struct Parts {
    part: Vec<u32>,
    sizes: Vec<u32>,
    largest: u32,
}

impl Parts {
    /// Finds the parts of a network of so many nodes and arcs from tail to head.
    pub(super) fn new<I: Iterator<Item = (u32, u32)>>(nodes: usize, arcs: impl Fn() -> I) -> Self {
        let (part, sizes) = Arcs::new(nodes, arcs).parts();
        let largest = sizes.iter().copied().max().unwrap_or(0);
        Self { part, sizes, largest }
    }

    /// Whether two nodes are in the same kept part.
    ///
    /// Kept are the largest part and every other with at least 100 nodes or a twentieth of the largest.
    pub(super) fn together(&self, one: u32, other: u32) -> bool {
        let part = self.part[one as usize];
        let size = self.sizes[part as usize];
        let kept = size == self.largest || size >= OWN_PLACE || u64::from(size) * 20 >= u64::from(self.largest);
        part == self.part[other as usize] && kept
    }
}

/// Arcs by tail.
struct Arcs {
    starts: Vec<u32>,
    heads: Vec<u32>,
}

impl Arcs {
    fn new<I: Iterator<Item = (u32, u32)>>(nodes: usize, arcs: impl Fn() -> I) -> Self {
        let mut starts = vec![0_u32; nodes + 1];
        for (tail, _) in arcs() {
            starts[tail as usize + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut heads = vec![0; starts[nodes] as usize];
        for (tail, head) in arcs() {
            heads[next[tail as usize] as usize] = head;
            next[tail as usize] += 1;
        }
        Self { starts, heads }
    }

    /// Strongly connected part of every node and size of every part (Tarjan, without recursion).
    ///
    /// Nodes that no open direction touches are parts of size 1 and never count as the largest beside a real one.
    fn parts(&self) -> (Vec<u32>, Vec<u32>) {
        let nodes = self.starts.len() - 1;
        let (mut order, mut low) = (vec![0_u32; nodes], vec![0_u32; nodes]);
        let mut part = vec![u32::MAX; nodes];
        let mut next: Vec<u32> = self.starts[..nodes].to_vec();
        let (mut sizes, mut open, mut path, mut count) = (Vec::new(), Vec::new(), Vec::new(), 0_u32);
        for root in 0..nodes {
            if order[root] != 0 {
                continue;
            }
            path.push(root);
            while let Some(&node) = path.last() {
                if order[node] == 0 {
                    count += 1;
                    order[node] = count;
                    low[node] = count;
                    open.push(node);
                }
                if next[node] < self.starts[node + 1] {
                    let head = self.heads[next[node] as usize] as usize;
                    if order[head] == 0 {
                        path.push(head);
                    } else {
                        next[node] += 1;
                        if part[head] == u32::MAX {
                            low[node] = low[node].min(low[head]);
                        }
                    }
                    continue;
                }
                path.pop();
                if low[node] == order[node] {
                    let mut size = 0;
                    while let Some(member) = open.pop() {
                        part[member] = sizes.len() as u32;
                        size += 1;
                        if member == node {
                            break;
                        }
                    }
                    sizes.push(size);
                }
            }
        }
        (part, sizes)
    }
}
