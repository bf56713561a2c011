//! Positions of somebody who moves.

use kaimen_roads::{Coordinate, Profile, RoadMap, Source, Track};
use proptest::prelude::*;

use crate::support::{Dice, map, real, way};

const METRE: f64 = 1.0 / 111_195.0;

fn at(east: f64, north: f64) -> Coordinate {
    Coordinate { lon: 113.0 + east * METRE, lat: north * METRE }
}

/// Two carriageways 12 m apart, eastbound in the south and westbound in the north, joined at both ends, and a bridge
/// across them that touches neither.
fn carriageways() -> RoadMap {
    let nodes = vec![
        at(0.0, 0.0),
        at(2000.0, 0.0),
        at(2000.0, 12.0),
        at(0.0, 12.0),
        at(1000.0, -500.0),
        at(1000.0, 500.0),
        at(1500.0, 500.0),
    ];
    let mut ways = vec![
        way(vec![0, 1], 36.0, 0.0),
        way(vec![1, 2], 36.0, 36.0),
        way(vec![2, 3], 36.0, 0.0),
        way(vec![3, 0], 36.0, 36.0),
        way(vec![4, 5], 36.0, 36.0),
        way(vec![5, 6], 36.0, 36.0),
    ];
    ways.iter_mut().zip(["east", "", "west", "", "bridge", "ramp"]).for_each(|(way, name)| way.name = name.into());
    map(&Source { nodes, ways, ..Source::default() })
}

/// Follows a drive and gives the streets on which it was seen.
fn drive(map: &RoadMap, places: &[Coordinate], given: Option<f64>) -> Vec<String> {
    let mut streets = Vec::new();
    let (mut before, mut last) = (None, places[0]);
    for &place in places {
        let found = map.follow(place, Profile::Car, Track::of_move(before, last, place, given)).unwrap();
        streets.push(map.street(found.position.segment).to_owned());
        (before, last) = (Some(found.position), place);
    }
    streets
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn nobody_jumps_to_the_other_carriageway_or_onto_the_bridge(seed in 1..u64::MAX, east in any::<bool>(), lean in -10.0..10.0_f64) {
        let map = carriageways();
        let mut dice = Dice(seed);
        let mut noise = || f64::from(dice.roll(1000)) / 100.0 - 5.0;
        // Off to one side the whole way, as a receiver between houses is.
        let places: Vec<Coordinate> = (0..35)
            .map(|step| {
                let along = 100.0 + f64::from(step) * 50.0;
                let (x, y) = if east { (along, 0.0) } else { (2000.0 - along, 12.0) };
                at(x + noise(), y + lean + noise())
            })
            .collect();
        let wanted = if east { "east" } else { "west" };
        let streets = drive(&map, &places, Some(if east { 90.0 } else { 270.0 }));
        prop_assert!(streets.iter().all(|street| street == wanted), "{:?}", streets);
        // The last move tells the heading as well, from the second place on.
        let streets = drive(&map, &places, None);
        prop_assert!(streets[1..].iter().all(|street| street == wanted), "{:?}", streets);
    }

    #[test]
    fn without_a_track_it_is_the_nearest_road(seed in 1..u64::MAX) {
        let map = carriageways();
        let mut dice = Dice(seed);
        let place = dice.place(&map);
        for profile in Profile::ALL {
            prop_assert_eq!(map.follow(place, profile, Track::default()), map.snap(place, profile));
            let strange = Track { before: None, heading: Some(f64::NAN) };
            prop_assert_eq!(map.follow(place, profile, strange), map.snap(place, profile));
        }
    }
}

#[test]
fn whoever_turns_off_is_on_the_other_road_and_standing_still_is_no_heading() {
    let map = carriageways();
    let places: Vec<Coordinate> = [(1000.0, 300.0), (1000.0, 400.0), (1002.0, 490.0), (1050.0, 501.0), (1100.0, 499.0)]
        .into_iter()
        .map(|(x, y)| at(x, y))
        .collect();
    assert_eq!(drive(&map, &places, None), ["bridge", "bridge", "bridge", "ramp", "ramp"]);
    // Ten minutes at one place with noise: the road does not change.
    let mut dice = Dice(4);
    let still: Vec<Coordinate> =
        (0..100).map(|_| at(700.0 + f64::from(dice.roll(6)) - 3.0, 4.0 + f64::from(dice.roll(6)) - 3.0)).collect();
    assert!(drive(&map, &still, None).iter().all(|street| street == "east"));
}

#[test]
fn on_real_streets_the_road_found_is_never_far_beyond_the_nearest() {
    let Some(map) = real("osm/monaco.osm.pbf") else { return };
    let mut dice = Dice(8);
    let mut before = None;
    for _ in 0..2_000 {
        let place = dice.place(&map);
        let heading = Some(f64::from(dice.roll(360)));
        let (near, found) = (map.snap(place, Profile::Car), map.follow(place, Profile::Car, Track { before, heading }));
        if let (Some(near), Some(found)) = (near, found) {
            assert!(found.metres >= near.metres - 1e-9 && found.metres <= near.metres + 52.1, "{near:?} {found:?}");
            assert!(map.coordinate(found.position).metres_to(found.at) < 1.0);
            before = Some(found.position);
        }
    }
}
