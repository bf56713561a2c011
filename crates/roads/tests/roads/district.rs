//! The generated district.

use std::hash::{DefaultHasher, Hash, Hasher};

use kaimen_roads::{
    Coordinate, Source, district,
    source::{Cover, PointKind, RoadClass},
};

/// A hash over everything in the source.
fn hash(source: &Source) -> u64 {
    let mut hasher = DefaultHasher::new();
    format!("{source:?}").hash(&mut hasher);
    hasher.finish()
}

#[test]
fn the_same_seed_gives_the_same_district() {
    assert_eq!(hash(&district::generate(7)), hash(&district::generate(7)));
    assert_ne!(hash(&district::generate(7)), hash(&district::generate(8)));
}

/// Square kilometres of a ring near the latitude of the district.
fn square_kilometres(ring: &[Coordinate]) -> f64 {
    let scale = 111.195_f64.powi(2) * 31.65_f64.to_radians().cos();
    let twice: f64 = ring.windows(2).map(|pair| pair[0].lon * pair[1].lat - pair[1].lon * pair[0].lat).sum();
    twice.abs() / 2.0 * scale
}

#[test]
fn it_has_the_size_of_wujin_for_every_seed() {
    for seed in 1..=6 {
        let source = district::generate(seed);
        assert!((20_000..=60_000).contains(&source.nodes.len()), "seed {seed}: {} nodes", source.nodes.len());
        let boundary = source.shapes.iter().find(|shape| shape.cover == Cover::Boundary).unwrap();
        let area = square_kilometres(&boundary.rings[0]);
        assert!((950.0..1_050.0).contains(&area), "seed {seed}: {area}");
        let count = |kind: PointKind| source.points.iter().filter(|point| point.kind == kind).count();
        assert_eq!((count(PointKind::City), count(PointKind::Town)), (1, 14));
        assert!(count(PointKind::Village) > 200, "seed {seed}: {}", count(PointKind::Village));
        // Towns, stations and hospitals lie inside the boundary.
        let named = source.points.iter().filter(|point| point.kind != PointKind::Place);
        let outside = named.filter(|point| !inside(&boundary.rings[0], point.at)).map(|point| &point.name);
        assert_eq!(outside.collect::<Vec<_>>(), Vec::<&String>::new(), "seed {seed}");
        check_connected(&source);
    }
}

/// From one node every drivable node is reached, and the way back too.
fn check_connected(source: &Source) {
    let mut ahead = vec![Vec::new(); source.nodes.len()];
    let mut back = ahead.clone();
    let mut drivable = vec![false; source.nodes.len()];
    for way in &source.ways {
        for pair in way.nodes.windows(2) {
            let speeds = way.speeds[0];
            let mut arc = |from: u32, to: u32| {
                ahead[from as usize].push(to);
                back[to as usize].push(from);
                drivable[from as usize] = true;
                drivable[to as usize] = true;
            };
            if speeds.forward > 0.0 {
                arc(pair[0], pair[1]);
            }
            if speeds.backward > 0.0 {
                arc(pair[1], pair[0]);
            }
        }
    }
    let start = source.ways.iter().find(|way| way.class == RoadClass::Primary).unwrap().nodes[0];
    let all = drivable.iter().filter(|drivable| **drivable).count();
    for arcs in [&ahead, &back] {
        let mut seen = vec![false; arcs.len()];
        let mut open = vec![start];
        seen[start as usize] = true;
        while let Some(node) = open.pop() {
            for &next in &arcs[node as usize] {
                if !std::mem::replace(&mut seen[next as usize], true) {
                    open.push(next);
                }
            }
        }
        let reached = seen.iter().filter(|seen| **seen).count();
        assert!(reached as f64 >= 0.995 * all as f64, "{reached} of {all}");
    }
}

fn inside(ring: &[Coordinate], at: Coordinate) -> bool {
    let crosses = |pair: &&[Coordinate]| {
        let (a, b) = (pair[0], pair[1]);
        (a.lat > at.lat) != (b.lat > at.lat) && at.lon < (b.lon - a.lon) * (at.lat - a.lat) / (b.lat - a.lat) + a.lon
    };
    ring.windows(2).filter(crosses).count() % 2 == 1
}

#[test]
fn roads_run_through_no_lake() {
    let source = district::generate(1);
    let lakes: Vec<_> =
        source.shapes.iter().filter(|shape| shape.cover == Cover::Water && !shape.name.is_empty()).collect();
    assert_eq!(lakes.len(), 2);
    let mut checked = 0;
    for way in source.ways.iter().filter(|way| !way.bridge) {
        for &node in &way.nodes {
            let at = source.nodes[node as usize];
            for lake in &lakes {
                checked += 1;
                // Roads may end at the shore, to the centimetre.
                let shore = lake.rings[0]
                    .windows(2)
                    .map(|pair| pair[0].metres_to(at) + pair[1].metres_to(at) - pair[0].metres_to(pair[1]));
                assert!(
                    !inside(&lake.rings[0], at) || shore.fold(f64::INFINITY, f64::min) < 0.5,
                    "{} at {at:?}",
                    way.name
                );
            }
        }
    }
    assert!(checked > 1_000);
    assert!(source.ways.iter().filter(|way| way.bridge).count() > 100);
}

#[test]
fn every_arterial_has_a_name_and_every_town_its_station_and_hospital() {
    let source = district::generate(3);
    let arterial = [RoadClass::Trunk, RoadClass::Primary, RoadClass::Secondary, RoadClass::Tertiary];
    assert!(source.ways.iter().filter(|way| arterial.contains(&way.class)).all(|way| !way.name.is_empty()));
    assert!(source.points.iter().all(|point| !point.name.is_empty()));
    for kind in [PointKind::Police, PointKind::Hospital] {
        for town in source.points.iter().filter(|point| point.kind == PointKind::Town) {
            let stem = town.name.trim_end_matches('镇').trim_end_matches("街道");
            let own = source.points.iter().filter(|point| point.kind == kind && point.name.starts_with(stem));
            assert_eq!(
                own.filter(|point| point.at.metres_to(town.at) < 2_000.0).count(),
                1,
                "{kind:?} of {}",
                town.name
            );
        }
    }
    for name in ["新城派出所", "湖塘派出所", "邹区派出所", "南夏墅派出所", "高新区派出所"] {
        assert_eq!(source.points.iter().filter(|point| point.name == name).count(), 1, "{name}");
    }
    for class in [
        RoadClass::Motorway,
        RoadClass::Trunk,
        RoadClass::Primary,
        RoadClass::Street,
        RoadClass::Service,
        RoadClass::Path,
    ] {
        assert!(source.ways.iter().any(|way| way.class == class), "{class:?}");
    }
    assert!(
        source.ways.iter().any(|way| way.class == RoadClass::Street && way.speeds[0].backward == 0.0),
        "one-way streets"
    );
}
