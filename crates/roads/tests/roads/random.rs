//! Random networks against the oracle.

use std::collections::BTreeMap;

use kaimen_roads::{Coordinate, Items, Position, Profile, Search, Source, build::BuildError, route};
use proptest::prelude::*;

use crate::{
    oracle::{Oracle, best, compare},
    support::{Dice, map, way},
};

/// A network of random roads between up to 40 places, many of them one-way, some loops and parallels.
fn network() -> impl Strategy<Value = Source> {
    let nodes = prop::collection::vec((0..300_i32, 0..300_i32), 2..40);
    let ways =
        prop::collection::vec((prop::collection::vec(any::<prop::sample::Index>(), 2..6), 0..4_u8, 1..4_u8), 1..60);
    (nodes, ways).prop_map(|(nodes, ways)| {
        let nodes: Vec<Coordinate> = nodes
            .iter()
            .map(|(x, y)| Coordinate { lon: 113.0 + f64::from(*x) / 3e4, lat: 22.0 + f64::from(*y) / 3e4 })
            .collect();
        let ways = ways
            .iter()
            .map(|(path, direction, speed)| {
                let path = path.iter().map(|index| index.index(nodes.len()) as u32).collect();
                let speed = f32::from(*speed) * 18.0;
                match direction {
                    0 => way(path, speed, 0.0),
                    1 => way(path, 0.0, speed),
                    2 => way(path, speed, speed / 2.0),
                    _ => way(path, speed, speed),
                }
            })
            .collect();
        Source { name: "random".into(), nodes, ways, ..Source::default() }
    })
}

/// A map, or `None` where no road is left.
fn built(source: &Source) -> Option<kaimen_roads::RoadMap> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("random.map");
    match kaimen_roads::build::build(source, &path, &mut |_| {}) {
        Ok(_) => Some(kaimen_roads::RoadMap::open(&path).unwrap()),
        Err(BuildError::Empty) => None,
        Err(error) => panic!("{error}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn the_nearest_are_those_of_a_textbook_search(source in network(), seed in 1..u64::MAX, count in 1..12_usize, k in 1..5_usize) {
        let Some(map) = built(&source) else { return Ok(()) };
        let mut dice = Dice(seed);
        let standing: Vec<Position> = (0..count).map(|_| dice.position(&map)).collect();
        let mut targets: Vec<Position> = (0..6).map(|_| dice.position(&map)).collect();
        // Same street as somebody, and exactly where somebody is.
        targets.push(Position { along: dice.roll(65_536) as u16, ..standing[0] });
        targets.push(standing[0]);
        for profile in Profile::ALL {
            compare(&map, profile, &standing, &targets, k);
        }
    }

    #[test]
    fn routes_take_the_time_of_the_search(source in network(), seed in 1..u64::MAX) {
        let Some(map) = built(&source) else { return Ok(()) };
        let (mut dice, mut search) = (Dice(seed), Search::new());
        let oracle = Oracle::new(&map, Profile::Car);
        for _ in 0..8 {
            let (from, to) = (dice.position(&map), dice.position(&map));
            let found = route(&map, &mut search, Profile::Car, from, to);
            prop_assert_eq!(found.as_ref().map(|route| route.ms), oracle.time(&map, from, to));
            if let Some(found) = found {
                prop_assert!((found.steps.iter().map(|step| step.metres).sum::<f64>() - found.metres).abs() < 1e-6);
                let drawn: f64 = found.points.windows(2).map(|pair| pair[0].metres_to(pair[1])).sum();
                prop_assert!((drawn - found.metres).abs() < 0.5 + found.metres * 1e-3, "{} drawn, {} said", drawn, found.metres);
                prop_assert!(found.points[0].metres_to(map.coordinate(from)) < 0.1);
                prop_assert!(found.points.last().unwrap().metres_to(map.coordinate(to)) < 0.1);
            }
        }
    }

    #[test]
    fn whoever_enters_an_open_road_can_come_back(source in network()) {
        let Some(map) = built(&source) else { return Ok(()) };
        let mut search = Search::new();
        for profile in Profile::ALL {
            for segment in 0..map.segment_count() {
                let (start, end) = (Position { segment, along: 0 }, Position { segment, along: u16::MAX });
                let ends = map.segment(segment);
                if ends.forward_ms[profile.index()].is_some() {
                    prop_assert!(search.times_from(&map, profile, end, &[start])[0].is_some());
                }
                if ends.backward_ms[profile.index()].is_some() {
                    prop_assert!(search.times_from(&map, profile, start, &[end])[0].is_some());
                }
            }
        }
    }

    #[test]
    fn moving_and_removing_leaves_no_trace(source in network(), seed in 1..u64::MAX) {
        let Some(map) = built(&source) else { return Ok(()) };
        let (mut dice, mut search) = (Dice(seed), Search::new());
        let mut moved = Items::new(&map, Profile::Ebike);
        for _ in 0..60 {
            let item = dice.roll(8);
            if dice.roll(3) == 0 { moved.remove(item) } else { moved.place(&map, item, dice.position(&map)) }
        }
        let mut fresh = Items::new(&map, Profile::Ebike);
        for item in 0..8 {
            if let Some(at) = moved.position(item) {
                fresh.place(&map, item, at);
            }
        }
        prop_assert_eq!(moved.len(), fresh.len());
        for _ in 0..5 {
            let target = dice.position(&map);
            prop_assert_eq!(best(&map, &mut search, &moved, target, 8), best(&map, &mut search, &fresh, target, 8));
        }
    }
}

#[test]
fn ties_at_the_bound_are_all_offered() {
    // A cross with four equal arms and somebody at the end of each.
    let at = |x: f64, y: f64| Coordinate { lon: 113.0 + x, lat: y };
    let nodes = vec![at(0.0, 0.0), at(0.01, 0.0), at(-0.01, 0.0), at(0.0, 0.01), at(0.0, -0.01)];
    let ways = (1..5).map(|end| way(vec![0, end], 36.0, 36.0)).collect();
    let map = map(&Source { nodes, ways, ..Source::default() });
    let mut items = Items::new(&map, Profile::Car);
    for item in 0..4 {
        let segment = map.segment(item);
        items.place(
            &map,
            item,
            Position {
                segment: item,
                along: if map.node(segment.a).metres_to(at(0.0, 0.0)) < 1.0 { u16::MAX } else { 0 },
            },
        );
    }
    let centre = map.snap(at(0.0, 0.0), Profile::Car).unwrap();
    let mut offered = Vec::new();
    Search::new().nearest(&map, &items, centre.position, u32::MAX, |item, ms| {
        offered.push(item);
        ms
    });
    offered.sort_unstable();
    offered.dedup();
    assert_eq!(offered, [0, 1, 2, 3]);
}

/// Items offered from a starting bound, with the smallest time of each.
fn offered(map: &kaimen_roads::RoadMap, items: &Items, target: Position, bound: u32) -> BTreeMap<u32, u32> {
    let mut offered = BTreeMap::new();
    Search::new().nearest(map, items, target, bound, |item, ms| {
        offered.entry(item).and_modify(|known: &mut u32| *known = ms.min(*known)).or_insert(ms);
        u32::MAX
    });
    offered
}

#[test]
fn long_rows_of_dead_ends_are_searched_whole_and_a_starting_bound_cuts_exactly() {
    // A spine of 100 crossings with a dead end at each: more in a row than counts as a hanging tree.
    let at = |x: u32, y: u32| Coordinate { lon: 113.0 + f64::from(x) / 1e3, lat: 22.0 + f64::from(y) / 1e3 };
    let nodes = (0..100).map(|x| at(x, 0)).chain((0..100).map(|x| at(x, 1))).collect();
    let teeth = (0..100).map(|x| way(vec![x, x + 100], 36.0, 36.0));
    let ways = (1..100).map(|x| way(vec![x - 1, x], 36.0, if x % 7 == 0 { 18.0 } else { 36.0 })).chain(teeth).collect();
    let map = map(&Source { nodes, ways, ..Source::default() });
    let oracle = Oracle::new(&map, Profile::Car);
    let mut dice = Dice(3);
    let mut items = Items::new(&map, Profile::Car);
    let standing: Vec<Position> = (0..30).map(|_| dice.position(&map)).collect();
    (0..).zip(&standing).for_each(|(item, &at)| items.place(&map, item, at));
    for _ in 0..40 {
        let target = dice.position(&map);
        let all: BTreeMap<u32, u32> =
            (0..).zip(&standing).filter_map(|(item, &at)| Some((item, oracle.time(&map, at, target)?))).collect();
        assert_eq!(offered(&map, &items, target, u32::MAX), all);
        let bound = all.values().copied().max().unwrap() / 3;
        let within = |times: BTreeMap<u32, u32>| times.into_iter().filter(|(_, ms)| *ms <= bound).collect::<Vec<_>>();
        assert_eq!(within(offered(&map, &items, target, bound)), within(all));
    }
}

#[test]
fn plain_streets_become_one_segment_and_traps_are_closed() {
    let at = |x: i32, y: i32| Coordinate { lon: 113.0 + f64::from(x) / 1000.0, lat: 22.0 + f64::from(y) / 1000.0 };
    // A street of three ways with a bend, two rings at its ends, and a one-way that leads out and never back.
    let nodes = vec![at(0, 0), at(1, 0), at(2, 0), at(2, 1), at(-1, 1), at(-1, -1), at(3, 2), at(3, 1), at(9, 9)];
    let mut ways = vec![way(vec![0, 1], 50.0, 50.0), way(vec![2, 1], 50.0, 50.0), way(vec![2, 3], 50.0, 50.0)];
    ways.push(way(vec![0, 4, 5, 0], 50.0, 0.0));
    ways.push(way(vec![3, 6, 7, 3], 0.0, 50.0));
    ways.push(way(vec![3, 8], 50.0, 0.0));
    let map = map(&Source { nodes, ways, ..Source::default() });
    assert_eq!((map.node_count(), map.segment_count()), (2, 3));
    assert_eq!(map.info().arcs, [4, 4, 4]);
    let snapped = map.snap(at(9, 9), Profile::Car).unwrap();
    assert!(snapped.metres > 900.0, "the trap is not snapped to: {snapped:?}");
}

#[test]
fn given_lengths_are_used() {
    let nodes = vec![Coordinate { lon: 113.0, lat: 22.0 }, Coordinate { lon: 113.001, lat: 22.0 }];
    let mut given = way(vec![0, 1], 36.0, 36.0);
    given.metres = Some(500.0);
    let map = map(&Source { nodes, ways: vec![given], ..Source::default() });
    assert_eq!((map.segment(0).metres, map.segment(0).forward_ms[0]), (500.0, Some(50_000)));
    assert_eq!(map.segment(7).forward_ms, [None; 3]);
    assert_eq!(map.street(7), "");
}

#[test]
fn a_map_is_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<kaimen_roads::RoadMap>();
}
