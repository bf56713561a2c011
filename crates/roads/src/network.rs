//! How something that stands on a segment reaches the nodes at its ends, and back.

use crate::{
    format::Place,
    map::{Position, RoadMap, Segment},
    profile::Profile,
};

/// `along` at node b.
pub(crate) const END: u16 = u16::MAX;

/// Milliseconds for `along` 65,535ths of a segment, rounded to the nearest.
pub(crate) fn share(ms: u32, along: u16) -> u32 {
    // Fits: a share is never more than the whole.
    ((u64::from(ms) * u64::from(along) + u64::from(END) / 2) / u64::from(END)) as u32
}

/// Up to two nodes with the milliseconds between them and a position.
pub(crate) type Ends = [Option<(u32, u32)>; 2];

/// Nodes that can be reached from a position: node b going forward, node a going backward, or copies of them.
///
/// A position at an end of its segment is at the node: it leaves there at no cost, even on a one-way street, and no
/// turn is forbidden to it.
pub(crate) fn exits(map: &RoadMap, profile: Profile, at: Position) -> Ends {
    let (Some(segment), Some(heads)) = (map.try_segment(at.segment), map.heads(at.segment)) else {
        return [None, None];
    };
    let open = |ms: Option<u32>, along| ms.map(|ms| share(ms, along));
    match at.along {
        0 => [Some((segment.a, 0)), None],
        END => [Some((segment.b, 0)), None],
        along => [
            open(segment.forward_ms[profile.index()], END - along).map(|ms| (heads[0], ms)),
            open(segment.backward_ms[profile.index()], along).map(|ms| (heads[1], ms)),
        ],
    }
}

/// A node from which a position can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) node: u32,
    pub(crate) ms: u32,
    /// Whether the segment is then passed against its direction.
    pub(crate) backward: bool,
}

/// Nodes from which a position can be reached, copies included: from a copy only where the turn is allowed.
pub(crate) fn entries(map: &RoadMap, profile: Profile, at: Position) -> impl Iterator<Item = Entry> {
    let sides = map.try_segment(at.segment).map(|segment| {
        let index = profile.index();
        let open = |node, ms: Option<u32>, along, backward| ms.map(|ms| Entry { node, ms: share(ms, along), backward });
        match at.along {
            0 => [Some(Entry { node: segment.a, ms: 0, backward: false }), None],
            END => [None, Some(Entry { node: segment.b, ms: 0, backward: true })],
            along => [
                open(segment.a, segment.forward_ms[index], along, false),
                open(segment.b, segment.backward_ms[index], END - along, true),
            ],
        }
    });
    let at_node = at.along == 0 || at.along == END;
    sides.into_iter().flatten().flatten().flat_map(move |entry| {
        let direction = 2 * at.segment + u32::from(entry.backward);
        let may = move |node| at_node || map.base_forward(profile).arcs_on(node).any(|(_, known)| known == direction);
        let copies = map.copies_of(entry.node).filter(move |&node| may(node));
        std::iter::once(entry).chain(copies.map(move |node| Entry { node, ..entry }))
    })
}

/// Milliseconds along one segment without leaving it, or `None` where that direction is closed.
pub(crate) fn direct(segment: &Segment, profile: Profile, from: u16, to: u16) -> Option<u32> {
    let forward = segment.forward_ms[profile.index()].filter(|_| to >= from).map(|ms| share(ms, to.abs_diff(from)));
    let backward = segment.backward_ms[profile.index()].filter(|_| from >= to).map(|ms| share(ms, from.abs_diff(to)));
    match (forward, backward) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// For every point of a shape the part of the length that lies before it, 0 to 1.
pub(crate) fn along(shape: &[Place]) -> Vec<f64> {
    let mut sum = 0.0;
    let mut sums = Vec::with_capacity(shape.len());
    sums.push(0.0);
    for pair in shape.windows(2) {
        sum += pair[0].degrees().metres_to(pair[1].degrees());
        sums.push(sum);
    }
    let last = sums.len() - 1;
    if sum > 0.0 {
        sums.iter_mut().for_each(|value| *value /= sum);
        sums[last] = 1.0;
    } else {
        sums.iter_mut().enumerate().for_each(|(index, value)| *value = index as f64 / last.max(1) as f64);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn shares_add_up_to_within_a_millisecond() {
        assert_eq!(share(1000, 0), 0);
        assert_eq!(share(1000, 65_535), 1000);
        assert_eq!(share(u32::MAX, 65_535), u32::MAX);
        for along in [1, 7, 32_767, 32_768, 65_534] {
            assert!(share(12_345, along).abs_diff(12_345 - share(12_345, 65_535 - along)) <= 1);
        }
    }
}
