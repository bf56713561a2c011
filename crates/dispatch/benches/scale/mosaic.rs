//! Many cities from one.

use kaimen_roads::source::{RoadClass, Source, Speeds, Way};
use kaimen_roads::{Coordinate, RoadMap, build::build};

/// Degrees between the corners of two tiles; the city is a little smaller.
const STEP: f64 = 0.45;

/// A square of `side` by `side` tiles of a city without its base map, neighbours joined by a trunk road.
pub fn map(city: &Source, side: u32) -> RoadMap {
    let mut source = Source { name: format!("{side} by {side}"), ..Source::default() };
    let count = city.nodes.len() as u32;
    // An end of a main road carries the link; it lies in the largest part of the network.
    let main = city.ways.iter().find(|way| way.class == RoadClass::Primary && way.speeds[0].backward > 0.0);
    let gate = main.map_or(0, |way| way.nodes[0]);
    for tile in 0..side * side {
        let (column, row) = (f64::from(tile % side), f64::from(tile / side));
        let shift = tile * count;
        let moved = |at: &Coordinate| Coordinate { lon: at.lon + column * STEP, lat: at.lat - row * STEP };
        source.nodes.extend(city.nodes.iter().map(moved));
        source.ways.extend(city.ways.iter().map(|way| {
            let nodes = way.nodes.iter().map(|node| node + shift).collect();
            Way { nodes, ..way.clone() }
        }));
        let ways = tile * city.ways.len() as u32;
        source.turns.extend(city.turns.iter().cloned().map(|mut turn| {
            for stretch in &mut turn.path {
                (stretch.way, stretch.from, stretch.to) =
                    (stretch.way + ways, stretch.from + shift, stretch.to + shift);
            }
            turn
        }));
    }
    for tile in 0..side * side {
        let right = (tile % side + 1 < side).then_some(tile + 1);
        let below = (tile / side + 1 < side).then_some(tile + side);
        for other in right.into_iter().chain(below) {
            let speeds = [Speeds { forward: 80.0, backward: 80.0 }; 3];
            let nodes = vec![tile * count + gate, other * count + gate];
            source.ways.push(Way {
                nodes,
                class: RoadClass::Trunk,
                name: String::new(),
                speeds,
                bridge: false,
                tunnel: false,
                metres: None,
            });
        }
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("mosaic.kmap");
    build(&source, &file, &mut |_| {}).expect("the map is written");
    RoadMap::open(&file).expect("the map opens")
}
