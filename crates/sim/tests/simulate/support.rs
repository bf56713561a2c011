//! Small districts.

use std::path::{Path, PathBuf};

use kaimen_domain::unit::Grade;
use kaimen_roads::source::{RoadClass, Source, Speeds, Way};
use kaimen_roads::{Coordinate, Profile, RoadMap, build::build};
use kaimen_sim::Spread;
use kaimen_sim::simulate::{Between, CallKind, Demand, District, Places, Post, Scenario, Station};

/// Degrees in a metre on the equator.
const METRE: f64 = 1.0 / 111_195.0;

pub(crate) fn way(nodes: Vec<u32>, speed: f32) -> Way {
    let speeds = Speeds { forward: speed, backward: speed };
    Way {
        nodes,
        class: RoadClass::Street,
        name: String::new(),
        speeds: [speeds; 3],
        bridge: false,
        tunnel: false,
        metres: None,
    }
}

fn open(nodes: Vec<Coordinate>, ways: Vec<Way>) -> RoadMap {
    let source = Source { name: "test".into(), nodes, ways, ..Source::default() };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.kmap");
    build(&source, &file, &mut |_| {}).unwrap();
    RoadMap::open(&file).unwrap()
}

pub(crate) fn at(east: f64, north: f64) -> Coordinate {
    Coordinate { lon: east * METRE, lat: north * METRE }
}

/// A straight road of 2 km, 36 km/h (10 m/s).
pub(crate) fn line() -> RoadMap {
    open((0..=2).map(|node| at(f64::from(node) * 1_000.0 - 1_000.0, 0.0)).collect(), vec![way(vec![0, 1, 2], 36.0)])
}

/// A lattice of streets, 1 km apart, `side` by `side` junctions, at 36 km/h.
pub(crate) fn town(side: u32) -> RoadMap {
    let nodes = (0..side * side).map(|node| at(f64::from(node % side) * 1_000.0, f64::from(node / side) * 1_000.0));
    let row = |row: u32| way((0..side).map(|at| row * side + at).collect(), 36.0);
    let column = |column: u32| way((0..side).map(|at| at * side + column).collect(), 36.0);
    open(nodes.collect(), (0..side).map(row).chain((0..side).map(column)).collect())
}

/// A district of units and places of calls: homes first, then demand with its weights.
pub(crate) fn district<'a>(map: &'a RoadMap, homes: &[Coordinate], demand: &[(Coordinate, f64)]) -> District<'a> {
    let places = homes.iter().copied().chain(demand.iter().map(|(at, _)| *at)).collect();
    let post = |home| Post { home, station: 0, profile: Profile::Car, crew: 1, shift: 0 };
    District {
        map,
        places: Places::measure(map, places, &[Profile::Car], &mut |_, _| {}),
        stations: vec![Station { name: "-".into(), place: 0 }],
        posts: (0..homes.len() as u32).map(post).collect(),
        demand: (homes.len() as u32..)
            .zip(demand)
            .map(|(place, (_, weight))| Demand { place, weight: *weight })
            .collect(),
    }
}

/// One kind of call, exponential times of 20 minutes, officers at their posts at once: what theory assumes.
pub(crate) fn as_theory(offered: f64, days: u32, replications: u32) -> Scenario {
    let kind = CallKind {
        code: "call".into(),
        weight: 1.0,
        grade: Grade::Ordinary,
        officers: 1,
        on_scene_minutes: 20.0,
        ambulance: 0.0,
    };
    Scenario {
        days,
        replications,
        calls_per_day: offered * 72.0,
        week: vec![1.0; 168],
        kinds: vec![kind],
        spread: Spread::Exponential,
        shifts: 1,
        between: Between::AtPost,
        ..Scenario::default()
    }
}

pub(crate) fn reference(name: &str) -> Option<serde_json::Value> {
    let beside = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let folder = std::env::var_os("KAIMEN_DATA").map_or_else(|| beside.to_owned(), PathBuf::from);
    let path = folder.join("reference").join(name);
    if !path.exists() {
        println!("skipped: no reference/{name}; name the folder of data in KAIMEN_DATA");
        return None;
    }
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}
