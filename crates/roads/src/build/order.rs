//! Numbering nodes along a Hilbert curve, so that what is near on the ground is near in memory.

use super::chain::Chain;
use crate::{format::Place, geo::Coordinate, source::Source};

/// Renumbers the ends of all chains and sorts the chains by them; gives the places of the nodes in the new order.
pub(super) fn order(chains: &mut [Chain], source: &Source) -> Vec<Place> {
    let mut ends: Vec<u32> = chains.iter().flat_map(|chain| [chain.a, chain.b]).collect();
    ends.sort_unstable();
    ends.dedup();
    let at = |node: u32| source.nodes[node as usize];
    let (mut low, mut high) = (Coordinate { lon: 180.0, lat: 90.0 }, Coordinate { lon: -180.0, lat: -90.0 });
    for node in ends.iter().map(|&node| at(node)) {
        low = Coordinate { lon: low.lon.min(node.lon), lat: low.lat.min(node.lat) };
        high = Coordinate { lon: high.lon.max(node.lon), lat: high.lat.max(node.lat) };
    }
    let span = (high.lon - low.lon).max(high.lat - low.lat).max(1e-9);
    let key = |node: u32| {
        let scale = |value: f64| (value / span * 65_535.0) as u32;
        hilbert(scale(at(node).lon - low.lon), scale(at(node).lat - low.lat))
    };
    ends.sort_by_cached_key(|&node| (key(node), node));
    let mut number = vec![0_u32; source.nodes.len()];
    for (new, &old) in ends.iter().enumerate() {
        number[old as usize] = new as u32;
    }
    for chain in chains.iter_mut() {
        chain.a = number[chain.a as usize];
        chain.b = number[chain.b as usize];
    }
    chains.sort_by(|x, y| {
        (x.a.min(x.b), x.a.max(x.b), x.way, &x.nodes).cmp(&(y.a.min(y.b), y.a.max(y.b), y.way, &y.nodes))
    });
    ends.iter().map(|&node| Place::from_degrees(at(node))).collect()
}

/// Distance along the Hilbert curve over a square of 65,536 by 65,536.
fn hilbert(mut x: u32, mut y: u32) -> u32 {
    let mut distance = 0;
    let mut side = 1_u32 << 15;
    while side > 0 {
        let (right, upper) = (u32::from(x & side > 0), u32::from(y & side > 0));
        distance += side * side * ((3 * right) ^ upper);
        if upper == 0 {
            if right == 1 {
                x = 65_535 - x;
                y = 65_535 - y;
            }
            std::mem::swap(&mut x, &mut y);
        }
        side >>= 1;
    }
    distance
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_curve_has_no_gaps() {
        // Over the first 64 cells of the curve each step goes to a neighbour.
        let mut cells: Vec<_> = (0..8).flat_map(|x| (0..8).map(move |y| (super::hilbert(x, y), x, y))).collect();
        cells.sort_unstable();
        assert_eq!(cells.iter().map(|cell| cell.0).collect::<Vec<_>>(), (0..64).collect::<Vec<_>>());
        assert!(cells.windows(2).all(|pair| pair[0].1.abs_diff(pair[1].1) + pair[0].2.abs_diff(pair[1].2) == 1));
    }
}
