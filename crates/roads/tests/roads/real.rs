//! Real cities.

use kaimen_roads::{
    Coordinate, Position, Profile, RoadMap, Search, Source,
    build::build,
    export::export,
    import::import,
    route,
    source::{Cover, PointKind},
};

use crate::{
    oracle::compare,
    support::{Dice, data, map, real},
};

/// The nearest three of 60 units against the oracle, for all means of travel.
fn check(name: &str) {
    let Some(map) = real(name) else { return };
    let mut dice = Dice(20_261_123);
    for profile in Profile::ALL {
        let standing: Vec<Position> = (0..60).map(|_| on_open_road(&map, &mut dice, profile)).collect();
        let targets: Vec<Position> = (0..150).map(|_| dice.position(&map)).collect();
        compare(&map, profile, &standing, &targets, 3);
        snaps(&map, profile, &mut dice);
        routes(&map, profile, &mut dice);
    }
    exports(&map);
    eprintln!("{name}: {:?}", map.info());
}

fn on_open_road(map: &RoadMap, dice: &mut Dice, profile: Profile) -> Position {
    map.snap(dice.place(map), profile).map_or_else(|| dice.position(map), |snapped| snapped.position)
}

/// Snapping against a look at every piece of every open segment.
fn snaps(map: &RoadMap, profile: Profile, dice: &mut Dice) {
    let open: Vec<Vec<Coordinate>> = (0..map.segment_count())
        .filter(|&segment| {
            let segment = map.segment(segment);
            segment.forward_ms[profile.index()].is_some() || segment.backward_ms[profile.index()].is_some()
        })
        .map(|segment| map.shape(segment))
        .collect();
    for _ in 0..40 {
        let at = dice.place(map);
        let nearest = open
            .iter()
            .flat_map(|shape| shape.windows(2))
            .map(|pair| distance(at, pair[0], pair[1]))
            .fold(f64::INFINITY, f64::min);
        match map.snap(at, profile) {
            Some(found) => {
                assert!((found.metres - nearest).abs() < 0.01, "{found:?} but {nearest}");
                assert!((found.at.metres_to(at) - nearest).abs() < 0.01 + nearest * 1e-3);
                assert!(map.coordinate(found.position).metres_to(found.at) < 1.0);
            }
            None => assert!(nearest > 1999.0, "{nearest}"),
        }
    }
}

/// Metres from a place to a line in the plane around the place.
fn distance(at: Coordinate, from: Coordinate, to: Coordinate) -> f64 {
    let degree = 6_371_008.8_f64.to_radians();
    let flat = |c: Coordinate| ((c.lon - at.lon) * degree * at.lat.to_radians().cos(), (c.lat - at.lat) * degree);
    let ((ax, ay), (bx, by)) = (flat(from), flat(to));
    let square = (bx - ax).powi(2) + (by - ay).powi(2);
    let part = if square > 0.0 { ((-ax * (bx - ax) - ay * (by - ay)) / square).clamp(0.0, 1.0) } else { 0.0 };
    (ax + part * (bx - ax)).hypot(ay + part * (by - ay))
}

fn routes(map: &RoadMap, profile: Profile, dice: &mut Dice) {
    let mut search = Search::new();
    for _ in 0..30 {
        let (from, to) = (on_open_road(map, dice, profile), on_open_road(map, dice, profile));
        let found = route(map, &mut search, profile, from, to);
        assert_eq!(found.as_ref().map(|route| route.ms), search.times_from(map, profile, from, &[to])[0]);
        if let Some(found) = found {
            let steps: f64 = found.steps.iter().map(|step| step.metres).sum();
            assert!((steps - found.metres).abs() < 1e-6);
        }
    }
}

fn exports(map: &RoadMap) {
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    export(map, &mut nodes, &mut edges).unwrap();
    let lines = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte == b'\n').count() - 1;
    assert_eq!(lines(&nodes), map.node_count() as usize);
    let open = (0..map.segment_count())
        .map(|index| map.segment(index))
        .flat_map(|segment| [segment.forward_ms, segment.backward_ms]);
    assert_eq!(lines(&edges), open.filter(|ms| *ms != [None; 3]).count());
}

#[test]
fn san_francisco_tables() {
    check("sf_matched");
}

#[test]
fn baltimore() {
    check("osm/baltimore.osm.pbf");
}

#[test]
fn monaco() {
    check("osm/monaco.osm.pbf");
}

#[test]
fn porto() {
    check("osm/porto.osm.pbf");
}

#[test]
fn every_extract_becomes_a_map() {
    let Some(folder) = data("osm") else { return };
    let temporary = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let input = entry.unwrap().path();
        let imported = import(&input, &mut |_| {}).unwrap();
        let out = temporary.path().join("a.map");
        let info = build(&imported.source, &out, &mut |_| {}).unwrap();
        let map = RoadMap::open(&out).unwrap();
        assert_eq!(map.info(), &info);
        let source = &imported.source;
        let water = source.shapes.iter().filter(|shape| shape.cover == Cover::Water).count();
        eprintln!(
            "{}: {} km, {} nodes, {} segments, {:?} arcs, {} ways, {} shapes ({water} water), {} points, {} rejects, {:.1} MB",
            source.name,
            info.kilometres.round(),
            info.nodes,
            info.segments,
            info.arcs,
            source.ways.len(),
            source.shapes.len(),
            source.points.len(),
            imported.rejects.len(),
            info.file_bytes as f64 / 1e6,
        );
    }
}

#[test]
fn islands_stay_and_the_sea_is_water() {
    let wet = |source: &Source, lon: f64, lat: f64| {
        let sea = source.shapes.iter().filter(|shape| shape.cover == Cover::Water && shape.name.is_empty());
        let crosses = |pair: &&[Coordinate]| {
            let (a, b) = (pair[0], pair[1]);
            (a.lat > lat) != (b.lat > lat) && lon < (b.lon - a.lon) * (lat - a.lat) / (b.lat - a.lat) + a.lon
        };
        sea.flat_map(|shape| &shape.rings).map(|ring| ring.windows(2).filter(crosses).count()).sum::<usize>() % 2 == 1
    };
    let Some(path) = data("osm/malta.osm.pbf") else { return };
    let source = import(&path, &mut |_| {}).unwrap().source;
    assert!(
        wet(&source, 14.35, 35.82) && wet(&source, 14.335, 36.001),
        "the sea south of Malta and the strait of Gozo"
    );
    assert!(!wet(&source, 14.44, 35.88) && !wet(&source, 14.24, 36.045), "Malta and Gozo");
    let map = map(&Source { shapes: Vec::new(), ..source });
    for (lon, lat) in [(14.44, 35.88), (14.24, 36.045)] {
        assert!(map.snap(Coordinate { lon, lat }, Profile::Car).unwrap().metres < 500.0);
    }
    let Some(path) = data("osm/monaco.osm.pbf") else { return };
    let source = import(&path, &mut |_| {}).unwrap().source;
    assert!(wet(&source, 7.435, 43.725) && !wet(&source, 7.415, 43.735));
    assert_eq!(source.points.iter().filter(|point| point.kind == PointKind::Police).count(), 14);
}
