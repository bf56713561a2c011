//! Speeds of the hour and closed streets.

use std::collections::BTreeSet;

use kaimen_roads::{
    Conditions, Coordinate, Items, Position, Profile, RoadMap, Search,
    conditions::{FREE_FLOW, Week},
    route,
    source::RoadClass,
};

use crate::{
    oracle::{Oracle, best, compare},
    support::{Dice, map, real, way},
};

fn at(x: i32, y: i32) -> Coordinate {
    Coordinate { lon: 113.0 + f64::from(x) / 1e3, lat: f64::from(y) / 1e3 }
}

/// A ring of four streets: a short way along the south and a long one around.
fn ring() -> RoadMap {
    let nodes = vec![at(0, 0), at(10, 0), at(10, 10), at(0, 10), at(-5, 0), at(15, 0)];
    let mut ways: Vec<_> = [[0, 1], [1, 2], [2, 3], [3, 0], [4, 0], [1, 5]]
        .into_iter()
        .map(|ends| way(ends.to_vec(), 36.0, 36.0))
        .collect();
    ways.iter_mut().enumerate().for_each(|(index, way)| way.name = index.to_string());
    map(&kaimen_roads::Source { nodes, ways, ..Default::default() })
}

fn on(map: &RoadMap, x: i32, y: i32) -> Position {
    map.snap(at(x, y), Profile::Car).unwrap().position
}

#[test]
fn a_closure_drawn_across_a_street_changes_the_next_answer_and_its_lifting_too() {
    let open = ring();
    let mut items = Items::new(&open, Profile::Car);
    items.place(&open, 0, on(&open, -3, 0));
    items.place(&open, 1, on(&open, 10, 6));
    let (mut search, target) = (Search::new(), on(&open, 12, 0));
    let free = best(&open, &mut search, &items, target, 2);
    assert_eq!(free.iter().map(|found| found.1).collect::<Vec<_>>(), [1, 0]);

    let crossed = open.crossed(&[at(9, 2), at(11, 2)]);
    assert_eq!(crossed.iter().map(|&segment| open.street(segment)).collect::<Vec<_>>(), ["1"]);
    let closed = crossed.into_iter().map(|segment| (segment, [true, false, false])).collect();
    let shut = open.under(Conditions { closed, ..Conditions::default() });
    items.refresh(&shut);
    // Who stands on the closed street still leaves it, here by its near end.
    assert_eq!(best(&shut, &mut search, &items, target, 2), free);
    items.place(&shut, 1, on(&shut, 8, 10));
    let around = best(&shut, &mut search, &items, target, 2);
    assert_eq!(around.iter().map(|found| found.1).collect::<Vec<_>>(), [0, 1], "{around:?}");
    let way = route(&shut, &mut search, Profile::Car, on(&shut, 8, 10), target).unwrap();
    assert_eq!(way.ms, around[1].0);
    assert!(way.steps.iter().all(|step| step.street != "1"), "{way:?}");
    // A place on the closed street is reached, and who is not a car passes.
    let inside = on(&shut, 10, 5);
    assert!(search.times_from(&shut, Profile::Car, on(&shut, 12, 0), &[inside])[0].is_some());
    let walk = |map: &RoadMap| Search::new().times_from(map, Profile::Foot, on(map, 8, 10), &[target])[0];
    assert_eq!(walk(&shut), walk(&open));
    // Lifted: as before.
    let again = shut.under(Conditions::default());
    items.refresh(&again);
    assert_eq!(best(&again, &mut search, &items, target, 2), best(&open, &mut search, &items, target, 2));
    // A ring drawn around a corner catches what lies inside.
    let corner = open.crossed(&[at(-2, -2), at(2, -2), at(2, 2), at(-2, 2), at(-2, -2)]);
    let mut names: Vec<&str> = corner.iter().map(|&segment| open.street(segment)).collect();
    names.sort_unstable();
    assert_eq!(names, ["0", "3", "4"]);
    assert!(open.crossed(&[at(50, 50), at(60, 50)]).is_empty() && open.crossed(&[]).is_empty());
}

#[test]
fn speeds_follow_the_hour_of_the_week() {
    let open = ring();
    let mut week = Week::default();
    week.set(8, Profile::Car, RoadClass::Street, 50);
    assert_eq!((week.at(9), week.at(8 + 168)), (FREE_FLOW, week.at(8)));
    let rush = open.under(Conditions { speeds: week.at(8), ..Conditions::default() });
    let time =
        |map: &RoadMap, profile| Search::new().times_from(map, profile, on(map, -3, 0), &[on(map, 12, 0)])[0].unwrap();
    assert!(time(&rush, Profile::Car).abs_diff(2 * time(&open, Profile::Car)) <= 3);
    assert_eq!(time(&rush, Profile::Foot), time(&open, Profile::Foot));
    let south = open.crossed(&[at(5, -1), at(5, 1)])[0];
    let slow = open.under(Conditions { slow: [(south, 10)].into(), ..Conditions::default() });
    let way = route(&slow, &mut Search::new(), Profile::Car, on(&slow, -3, 0), on(&slow, 12, 0)).unwrap();
    assert!(way.steps.iter().any(|step| step.street == "2"), "around the slow street: {way:?}");
}

#[test]
fn a_whole_city_under_conditions_is_that_of_a_textbook_search() {
    let Some(free) = real("osm/monaco.osm.pbf") else { return };
    let mut dice = Dice(11);
    let mut conditions = Conditions::default();
    for speed in conditions.speeds.iter_mut().flatten() {
        *speed = 20 + dice.roll(120) as u8;
    }
    conditions.slow = (0..60).map(|_| (dice.roll(free.segment_count()), dice.roll(256) as u8)).collect();
    let map = free.under(conditions.clone());
    assert_eq!(map.conditions(), Some(&conditions));
    for profile in Profile::ALL {
        let standing: Vec<Position> = (0..40).map(|_| dice.position(&map)).collect();
        let targets: Vec<Position> = (0..40).map(|_| dice.position(&map)).collect();
        compare(&map, profile, &standing, &targets, 3);
    }
}

#[test]
fn a_whole_city_with_closed_streets_is_that_of_a_textbook_search_without_them() {
    let Some(whole) = real("osm/monaco.osm.pbf") else { return };
    let mut dice = Dice(5);
    let closed: BTreeSet<u32> = (0..200).map(|_| dice.roll(whole.segment_count())).collect();
    let all = closed.iter().map(|&segment| (segment, [true; 3])).collect();
    let shut = whole.under(Conditions { closed: all, ..Conditions::default() });
    let (mut search, mut changed) = (Search::new(), 0);
    for profile in Profile::ALL {
        let mut oracle = Oracle::new(&whole, profile);
        closed.iter().for_each(|&segment| oracle.close(&whole, segment));
        let mut targets: Vec<Position> = (0..30).map(|_| dice.position(&whole)).collect();
        targets.extend(closed.iter().take(10).map(|&segment| Position { segment, along: 30_000 }));
        for &from in &targets {
            let times = search.times_from(&shut, profile, from, &targets);
            assert_eq!(times, oracle.times(&whole, from, &targets), "{profile:?} from {from:?}");
            changed += usize::from(times != search.times_from(&whole, profile, from, &targets));
        }
    }
    assert!(changed > 60, "{changed}");
}
