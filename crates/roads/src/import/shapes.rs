//! Putting outlines together: rings from pieces, holes into rings, the sea from coastlines.

use std::collections::HashMap;

use crate::geo::Coordinate;

/// Joins pieces at equal ends into closed rings; what stays open is left out.
pub(super) fn stitch(pieces: Vec<Vec<i64>>) -> Vec<Vec<i64>> {
    let (mut rings, mut open) = (Vec::new(), Vec::new());
    for piece in pieces.into_iter().filter(|piece| piece.len() >= 2) {
        if piece.first() == piece.last() { rings.push(piece) } else { open.push(Some(piece)) }
    }
    let mut ends: HashMap<i64, Vec<usize>> = HashMap::new();
    for (index, piece) in open.iter().enumerate() {
        for end in piece.iter().flat_map(|piece| [piece.first(), piece.last()]).flatten() {
            ends.entry(*end).or_default().push(index);
        }
    }
    for index in 0..open.len() {
        let Some(mut ring) = open[index].take() else { continue };
        while let (Some(&first), Some(&last)) = (ring.first(), ring.last()) {
            if first == last {
                rings.push(ring);
                break;
            }
            let next = ends.get(&last).and_then(|list| list.iter().find(|&&index| open[index].is_some()));
            let Some(mut piece) = next.and_then(|&index| open[index].take()) else { break };
            if piece.last() == Some(&last) {
                piece.reverse();
            }
            ring.extend_from_slice(&piece[1..]);
        }
    }
    rings
}

/// Gives every outer ring the holes that lie in it.
pub(super) fn nest(outer: Vec<Vec<Coordinate>>, inner: Vec<Vec<Coordinate>>) -> Vec<Vec<Vec<Coordinate>>> {
    let mut areas: Vec<Vec<Vec<Coordinate>>> = outer.into_iter().map(|ring| vec![ring]).collect();
    for hole in inner {
        let home = match areas.len() {
            1 => Some(0),
            _ => areas.iter().position(|area| hole.first().is_some_and(|&at| inside(&area[0], at))),
        };
        if let Some(home) = home {
            areas[home].push(hole);
        }
    }
    areas
}

/// Whether a point lies in a ring (even-odd).
pub(super) fn inside(ring: &[Coordinate], at: Coordinate) -> bool {
    let crosses = |pair: &&[Coordinate]| {
        let (a, b) = (pair[0], pair[1]);
        (a.lat > at.lat) != (b.lat > at.lat) && at.lon < (b.lon - a.lon) * (at.lat - a.lat) / (b.lat - a.lat) + a.lon
    };
    ring.windows(2).filter(crosses).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_join_whichever_way_they_run() {
        let rings = stitch(vec![vec![1, 2, 3], vec![5, 4, 3], vec![5, 6, 1], vec![8, 9], vec![10, 11, 12, 10]]);
        assert_eq!(rings, [vec![10, 11, 12, 10], vec![1, 2, 3, 4, 5, 6, 1]]);
    }

    #[test]
    fn holes_go_into_the_ring_around_them() {
        let square = |x: f64, side: f64| -> Vec<Coordinate> {
            [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
                .map(|(dx, dy)| Coordinate { lon: x + dx * side, lat: 0.5 + dy * side })
                .to_vec()
        };
        let areas = nest(vec![square(0.0, 5.0), square(10.0, 5.0)], vec![square(12.0, 1.0), square(30.0, 1.0)]);
        assert_eq!(areas.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
    }
}
