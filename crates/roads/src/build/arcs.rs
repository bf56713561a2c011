//! Open directions by node, for each profile.

use super::{BuildError, Section};
use crate::format::{self, Arc, CLOSED, SegmentRecord};

/// Packs the arcs of a profile by tail and by head; gives how many there are.
pub(super) fn pack(
    segments: &[SegmentRecord],
    nodes: usize,
    profile: usize,
    sections: &mut Vec<Section>,
) -> Result<u32, BuildError> {
    let open: Vec<(u32, u32, u32, u32)> = segments
        .iter()
        .enumerate()
        .flat_map(|(index, segment)| {
            let (forward, backward) = (segment.forward[profile], segment.backward[profile]);
            let one = (forward != CLOSED).then_some((segment.a, segment.b, forward, index as u32));
            let other = (backward != CLOSED).then_some((segment.b, segment.a, backward, index as u32));
            one.into_iter().chain(other)
        })
        .collect();
    let count = u32::try_from(open.len())
        .map_err(|_| BuildError::TooLarge { what: "open directions", limit: u64::from(u32::MAX) })?;
    for reverse in [false, true] {
        let ends = |&(tail, head, ms, segment): &(u32, u32, u32, u32)| {
            if reverse { (head, tail, ms, segment) } else { (tail, head, ms, segment) }
        };
        let mut starts = vec![0_u32; nodes + 1];
        for arc in &open {
            starts[ends(arc).0 as usize + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut arcs = vec![Arc { node: 0, ms: 0 }; open.len()];
        let mut owners = vec![0_u32; open.len()];
        for arc in &open {
            let (from, node, ms, segment) = ends(arc);
            let slot = next[from as usize] as usize;
            arcs[slot] = Arc { node, ms };
            owners[slot] = segment;
            next[from as usize] += 1;
        }
        let [name_starts, name_arcs, name_segments] = format::arc_sections(profile, reverse);
        sections.push((name_starts, bytemuck::cast_slice(&starts).to_vec()));
        sections.push((name_arcs, bytemuck::cast_slice(&arcs).to_vec()));
        sections.push((name_segments, bytemuck::cast_slice(&owners).to_vec()));
    }
    Ok(count)
}
