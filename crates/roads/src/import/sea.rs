//! The sea as areas, from coastlines: OpenStreetMap draws only its edge, with land on the left and water on the right.

use std::collections::HashMap;

use crate::{
    geo::{Bounds, Coordinate},
    source::{Cover, Shape},
};

/// How far beyond the roads the sea is drawn, in degrees.
const MARGIN: f64 = 0.02;
/// With more crossings of the edge than this the coast is taken for broken and no sea is drawn.
const MAX_SHORES: usize = 10_000;

/// Joins coastlines where one ends and the next starts, without turning any round.
pub(super) fn chains(pieces: Vec<Vec<i64>>) -> Vec<Vec<i64>> {
    let by_start: HashMap<i64, usize> =
        pieces.iter().enumerate().filter_map(|(index, piece)| Some((*piece.first()?, index))).collect();
    let ends: std::collections::HashSet<i64> = pieces.iter().filter_map(|piece| piece.last().copied()).collect();
    let mut pieces: Vec<Option<Vec<i64>>> = pieces.into_iter().map(Some).collect();
    let mut chains = Vec::new();
    // First those that nothing leads into, then what is left: rings.
    let heads = (0..pieces.len()).filter(|&index| {
        pieces[index].as_ref().and_then(|piece| piece.first()).is_some_and(|start| !ends.contains(start))
    });
    let order: Vec<usize> = heads.chain(0..pieces.len()).collect();
    for index in order {
        let Some(mut chain) = pieces[index].take() else { continue };
        while let Some(next) = chain.last().and_then(|end| by_start.get(end)).and_then(|&next| pieces[next].take()) {
            chain.extend_from_slice(&next[1..]);
        }
        chains.push(chain);
    }
    chains
}

/// The sea inside the box of the road nodes and a little beyond.
pub(super) fn sea(coast: Vec<Vec<Coordinate>>, nodes: &[Coordinate]) -> Vec<Shape> {
    let Some(frame) = frame(nodes) else { return Vec::new() };
    let (mut shores, mut islands) = (Vec::new(), Vec::new());
    for mut line in coast.into_iter().filter(|line| line.len() >= 2) {
        let ring = line.len() >= 4 && line.first() == line.last();
        match line.iter().position(|&at| !frame.contains(at)) {
            None if ring => islands.push(line),
            Some(outside) if ring => {
                line.pop();
                line.rotate_left(outside);
                line.push(line[0]);
                shores.extend(clip(&line, &frame));
            }
            _ => shores.extend(clip(&line, &frame)),
        }
    }
    let mut areas = close(shores, &frame);
    if areas.is_empty() && islands.iter().any(|ring| turns_left(ring)) {
        // Only whole islands: everything around them is sea.
        areas.push(vec![[0.0, 1.0, 2.0, 3.0, 0.0].map(|corner| point(corner, &frame)).to_vec()]);
    }
    for ring in islands {
        if !turns_left(&ring) {
            areas.push(vec![ring]);
        } else if let Some(area) = areas.iter_mut().find(|area| super::shapes::inside(&area[0], ring[0])) {
            area.push(ring);
        }
    }
    areas.into_iter().map(|rings| Shape { cover: Cover::Water, name: String::new(), rings }).collect()
}

/// Box of the nodes with a margin.
fn frame(nodes: &[Coordinate]) -> Option<Bounds> {
    let first = nodes.first()?;
    let start = Bounds { west: first.lon, south: first.lat, east: first.lon, north: first.lat };
    let tight = nodes.iter().fold(start, |b, at| Bounds {
        west: b.west.min(at.lon),
        south: b.south.min(at.lat),
        east: b.east.max(at.lon),
        north: b.north.max(at.lat),
    });
    Some(Bounds {
        west: tight.west - MARGIN,
        south: tight.south - MARGIN,
        east: tight.east + MARGIN,
        north: tight.north + MARGIN,
    })
}

/// Parts of a line inside the box, each from edge to edge; ends that stop inside are led to the nearest edge.
fn clip(line: &[Coordinate], frame: &Bounds) -> Vec<Vec<Coordinate>> {
    let mut parts = Vec::new();
    let mut part: Vec<Coordinate> = Vec::new();
    if frame.contains(line[0]) {
        part.extend([to_edge(line[0], frame), line[0]]);
    }
    for pair in line.windows(2) {
        let Some((start, end)) = inside_part(pair[0], pair[1], frame) else {
            // It may have left through the very edge.
            if !part.is_empty() {
                parts.push(std::mem::take(&mut part));
            }
            continue;
        };
        let at = |t: f64| Coordinate {
            lon: pair[0].lon + (pair[1].lon - pair[0].lon) * t,
            lat: pair[0].lat + (pair[1].lat - pair[0].lat) * t,
        };
        if part.is_empty() {
            part.push(at(start));
        }
        part.push(at(end));
        if end < 1.0 {
            parts.push(std::mem::take(&mut part));
        }
    }
    if let Some(&last) = part.last() {
        part.push(to_edge(last, frame));
        parts.push(part);
    }
    parts
}

/// From where to where (0 to 1) a straight line lies in the box (Liang and Barsky).
fn inside_part(from: Coordinate, to: Coordinate, frame: &Bounds) -> Option<(f64, f64)> {
    let (dx, dy) = (to.lon - from.lon, to.lat - from.lat);
    let edges = [
        (-dx, from.lon - frame.west),
        (dx, frame.east - from.lon),
        (-dy, from.lat - frame.south),
        (dy, frame.north - from.lat),
    ];
    let (mut start, mut end) = (0.0_f64, 1.0_f64);
    for (step, room) in edges {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            start = start.max(room / step);
        } else {
            end = end.min(room / step);
        }
    }
    (start < end).then_some((start, end))
}

/// Nearest point on the edge of the box.
fn to_edge(at: Coordinate, frame: &Bounds) -> Coordinate {
    let edges = [
        (at.lon - frame.west, Coordinate { lon: frame.west, ..at }),
        (frame.east - at.lon, Coordinate { lon: frame.east, ..at }),
        (at.lat - frame.south, Coordinate { lat: frame.south, ..at }),
        (frame.north - at.lat, Coordinate { lat: frame.north, ..at }),
    ];
    edges.into_iter().min_by(|one, other| one.0.total_cmp(&other.0)).map_or(at, |edge| edge.1)
}

/// Closes shores clockwise along the edge of the box, so that the water on their right is inside.
fn close(shores: Vec<Vec<Coordinate>>, frame: &Bounds) -> Vec<Vec<Vec<Coordinate>>> {
    if shores.len() > MAX_SHORES {
        return Vec::new();
    }
    let starts: Vec<f64> = shores.iter().filter_map(|shore| shore.first()).map(|&at| clockwise(at, frame)).collect();
    let mut used = vec![false; shores.len()];
    let mut areas = Vec::new();
    for first in 0..shores.len() {
        if used[first] {
            continue;
        }
        let (mut ring, mut current) = (Vec::new(), first);
        loop {
            used[current] = true;
            ring.extend_from_slice(&shores[current]);
            let Some(&end) = shores[current].last() else { break };
            let end = clockwise(end, frame);
            let ahead = |start: f64| (start - end).rem_euclid(4.0);
            let free = (0..shores.len()).filter(|&shore| !used[shore] || shore == first);
            let Some(next) = free.min_by(|&one, &other| ahead(starts[one]).total_cmp(&ahead(starts[other]))) else {
                break;
            };
            let corners = (1..=4)
                .map(|step| end.floor() + f64::from(step))
                .take_while(|corner| corner - end < ahead(starts[next]));
            ring.extend(corners.map(|corner| point(corner % 4.0, frame)));
            if next == first {
                break;
            }
            current = next;
        }
        ring.extend(ring.first().copied());
        areas.push(vec![ring]);
    }
    areas
}

/// Place on the edge of the box, counted clockwise from the north-west corner, one for each side.
fn clockwise(at: Coordinate, frame: &Bounds) -> f64 {
    let (width, height) = (frame.east - frame.west, frame.north - frame.south);
    let (x, y) = ((at.lon - frame.west) / width, (at.lat - frame.south) / height);
    let sides = [(1.0 - y, x), (1.0 - x, 1.0 + (1.0 - y)), (y, 2.0 + (1.0 - x)), (x, 3.0 + y)];
    let nearest = sides.into_iter().min_by(|one, other| one.0.abs().total_cmp(&other.0.abs()));
    nearest.map_or(0.0, |side| side.1).rem_euclid(4.0)
}

/// The reverse of [`clockwise`] for corners.
fn point(corner: f64, frame: &Bounds) -> Coordinate {
    match corner as u8 {
        0 => Coordinate { lon: frame.west, lat: frame.north },
        1 => Coordinate { lon: frame.east, lat: frame.north },
        2 => Coordinate { lon: frame.east, lat: frame.south },
        _ => Coordinate { lon: frame.west, lat: frame.south },
    }
}

/// Whether a ring runs anticlockwise: land inside.
fn turns_left(ring: &[Coordinate]) -> bool {
    ring.windows(2).map(|pair| pair[0].lon * pair[1].lat - pair[1].lon * pair[0].lat).sum::<f64>() > 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Coordinate {
        Coordinate { lon, lat }
    }

    /// Whether a place is water.
    fn wet(shapes: &[Shape], place: Coordinate) -> bool {
        let rings = shapes.iter().flat_map(|shape| &shape.rings);
        rings.filter(|ring| super::super::shapes::inside(ring, place)).count() % 2 == 1
    }

    #[test]
    fn a_coast_from_edge_to_edge_has_the_sea_on_its_right() {
        let nodes = [at(0.0, 0.0), at(1.0, 1.0)];
        let shapes = sea(vec![vec![at(-1.0, 0.5), at(0.5, 0.6), at(2.0, 0.5)]], &nodes);
        assert!(wet(&shapes, at(0.5, 0.2)) && !wet(&shapes, at(0.5, 0.8)));
        let shapes = sea(vec![vec![at(2.0, 0.5), at(0.5, 0.6), at(-1.0, 0.5)]], &nodes);
        assert!(!wet(&shapes, at(0.5, 0.2)) && wet(&shapes, at(0.5, 0.8)));
        // A strait: two coasts face each other.
        let shapes = sea(vec![vec![at(-1.0, 0.7), at(2.0, 0.7)], vec![at(2.0, 0.3), at(-1.0, 0.3)]], &nodes);
        assert!(wet(&shapes, at(0.5, 0.5)) && !wet(&shapes, at(0.5, 0.1)) && !wet(&shapes, at(0.5, 0.9)));
    }

    #[test]
    fn islands_lie_in_the_sea() {
        let nodes = [at(0.0, 0.0), at(1.0, 1.0)];
        let island = vec![at(0.4, 0.4), at(0.6, 0.4), at(0.6, 0.6), at(0.4, 0.6), at(0.4, 0.4)];
        let shapes = sea(vec![island], &nodes);
        assert!(wet(&shapes, at(0.1, 0.1)) && !wet(&shapes, at(0.5, 0.5)));
        assert!(sea(vec![], &nodes).is_empty());
        // A headland that reaches in from outside, and a coast that the extract cuts off.
        let headland = vec![at(-1.0, 0.4), at(0.5, 0.4), at(0.5, 0.6), at(-1.0, 0.6), at(-1.0, 0.4)];
        let shapes = sea(vec![headland], &nodes);
        assert!(wet(&shapes, at(0.8, 0.5)) && !wet(&shapes, at(0.2, 0.5)));
        let cut = vec![at(0.1, 0.5), at(0.5, 0.5), at(0.9, 0.5)];
        assert!(wet(&sea(vec![cut], &nodes), at(0.5, 0.2)));
    }

    #[test]
    fn coastlines_join_end_to_start() {
        assert_eq!(chains(vec![vec![3, 4], vec![1, 2, 3], vec![9, 8, 9]]), [vec![1, 2, 3, 4], vec![9, 8, 9]]);
    }
}
