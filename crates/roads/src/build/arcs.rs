//! Open directions by node, for each profile.

use super::{BuildError, Section, turns::Step};
use crate::format::{self, Arc};

/// Packs the arcs of a profile by tail and by head; gives how many there are.
pub(super) fn pack(
    open: &[Step],
    nodes: usize,
    profile: usize,
    sections: &mut Vec<Section>,
) -> Result<u32, BuildError> {
    let count = u32::try_from(open.len())
        .map_err(|_| BuildError::TooLarge { what: "open directions", limit: u64::from(u32::MAX) })?;
    for reverse in [false, true] {
        let ends = |&(tail, head, ms, direction): &Step| {
            if reverse { (head, tail, ms, direction) } else { (tail, head, ms, direction) }
        };
        let mut starts = vec![0_u32; nodes + 1];
        for arc in open {
            starts[ends(arc).0 as usize + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut arcs = vec![Arc { node: 0, ms: 0 }; open.len()];
        let mut directions = vec![0_u32; open.len()];
        for arc in open {
            let (from, node, ms, direction) = ends(arc);
            let slot = next[from as usize] as usize;
            arcs[slot] = Arc { node, ms };
            directions[slot] = direction;
            next[from as usize] += 1;
        }
        let [name_starts, name_arcs, name_directions] = format::arc_sections(profile, reverse);
        sections.push((name_starts, bytemuck::cast_slice(&starts).to_vec()));
        sections.push((name_arcs, bytemuck::cast_slice(&arcs).to_vec()));
        sections.push((name_directions, bytemuck::cast_slice(&directions).to_vec()));
    }
    Ok(count)
}
