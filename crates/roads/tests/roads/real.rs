//! Real cities.

use kaimen_roads::{Coordinate, Position, Profile, RoadMap, Search, export::export, route};

use crate::{
    oracle::compare,
    support::{Dice, real},
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
        let nearest = open.iter().flat_map(|shape| shape.windows(2)).map(|pair| distance(at, pair[0], pair[1])).fold(f64::INFINITY, f64::min);
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
    let open = (0..map.segment_count()).map(|index| map.segment(index)).flat_map(|segment| [segment.forward_ms, segment.backward_ms]);
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
