//! Dead ends and the small trees of streets that hang on the rest of the network.

use std::sync::Arc;

use super::RoadMap;
use crate::profile::Profile;

/// No node.
pub(crate) const NONE: u32 = u32::MAX;
/// Most streets in a row in a hanging tree, so that walking up one is never long.
const MOST_HIGH: u8 = 32;

impl RoadMap {
    /// For every node that hangs in a tree of the profile's streets the node through which all ways out of that tree
    /// go next; [`NONE`] for all others. Found on first use, a few milliseconds for a city, without regard to closures:
    /// a street that is closed adds no way out.
    pub(crate) fn hanging(&self, profile: Profile) -> Arc<[u32]> {
        Arc::clone(self.hanging[profile.index()].get_or_init(|| self.find_hanging(profile)))
    }

    /// Peels off, again and again, nodes with one neighbour.
    fn find_hanging(&self, profile: Profile) -> Arc<[u32]> {
        let nodes = self.node_count();
        let mut parents = vec![NONE; nodes as usize];
        let mut heights = vec![0_u8; nodes as usize];
        let mut near = Vec::new();
        let mut degrees: Vec<u32> = (0..nodes)
            .map(|node| {
                self.neighbours(profile, node, &mut near);
                near.len() as u32
            })
            .collect();
        let mut ends: Vec<u32> = (0..nodes).filter(|&node| degrees[node as usize] == 1).collect();
        while let Some(node) = ends.pop() {
            if degrees[node as usize] != 1 || heights[node as usize] >= MOST_HIGH {
                continue;
            }
            self.neighbours(profile, node, &mut near);
            let Some(&parent) = near.iter().find(|&&other| parents[other as usize] == NONE) else { continue };
            parents[node as usize] = parent;
            heights[parent as usize] = heights[parent as usize].max(heights[node as usize] + 1);
            degrees[parent as usize] -= 1;
            if degrees[parent as usize] == 1 {
                ends.push(parent);
            }
        }
        parents.into()
    }

    /// The other nodes at the far ends of a node's open streets, each once.
    fn neighbours(&self, profile: Profile, node: u32, near: &mut Vec<u32>) {
        near.clear();
        let both = self.forward(profile).arcs(node).iter().chain(self.reverse(profile).arcs(node));
        near.extend(both.map(|arc| arc.node).filter(|&other| other != node));
        near.sort_unstable();
        near.dedup();
    }
}
