//! Turn restrictions against a search over streets that shares no code with the builder: its states are the last
//! three streets travelled, so it needs no copies of junctions.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
};

use kaimen_roads::{
    Coordinate, Items, Position, Profile, RoadMap, Search, Source, route,
    source::{Stretch, Turn},
};
use proptest::prelude::*;

use crate::{
    oracle::best,
    support::{Dice, data, map, way},
};

/// A street in a direction: number of the way, and whether from its second node to its first.
type Street = (u32, bool);

/// Streets of two nodes each, every one with a name of its own so that none is joined with another.
struct Oracle<'a> {
    source: &'a Source,
    /// Segment of each way.
    segments: Vec<u32>,
    /// By way: whether the segment runs against it.
    turned: Vec<bool>,
    map: &'a RoadMap,
    profile: Profile,
    /// Streets that leave a node.
    leaving: HashMap<u32, Vec<Street>>,
}

impl<'a> Oracle<'a> {
    fn new(source: &'a Source, map: &'a RoadMap, profile: Profile) -> Self {
        let mut segments = vec![u32::MAX; source.ways.len()];
        let mut turned = vec![false; source.ways.len()];
        for segment in 0..map.segment_count() {
            let way: usize = map.street(segment).parse().unwrap();
            segments[way] = segment;
            let begin = map.shape(segment)[0];
            turned[way] = begin.metres_to(source.nodes[source.ways[way].nodes[0] as usize]) > 0.5;
        }
        let mut oracle = Self { source, segments, turned, map, profile, leaving: HashMap::new() };
        for way in 0..source.ways.len() as u32 {
            for street in [(way, false), (way, true)] {
                if oracle.cost(street).is_some() {
                    oracle.leaving.entry(oracle.ends(street)[0]).or_default().push(street);
                }
            }
        }
        oracle
    }

    fn ends(&self, (way, back): Street) -> [u32; 2] {
        let nodes = &self.source.ways[way as usize].nodes;
        if back { [nodes[1], nodes[0]] } else { [nodes[0], nodes[1]] }
    }

    fn cost(&self, (way, back): Street) -> Option<u32> {
        let segment = self.map.segment(self.segments[way as usize]);
        let times = if back == self.turned[way as usize] { segment.forward_ms } else { segment.backward_ms };
        times[self.profile.index()]
    }

    /// Whether a street may follow the streets before it.
    fn may(&self, before: &[Street], next: Street) -> bool {
        self.source.turns.iter().filter(|turn| turn.profiles[self.profile.index()]).all(|turn| {
            let path: Vec<Street> =
                turn.path.iter().map(|at| (at.way, self.source.ways[at.way as usize].nodes[0] != at.from)).collect();
            let (last, lead) = path.split_last().unwrap();
            let allowed = if turn.only { next == *last || self.cost(*last).is_none() } else { next != *last };
            allowed || !before.ends_with(lead)
        })
    }

    fn part(ms: u32, along: u16) -> u32 {
        (f64::from(ms) * f64::from(along) / 65_535.0 + 0.5).floor() as u32
    }

    /// Streets on which somebody at a position may go on, with the milliseconds to their ends.
    fn depart(&self, at: Position) -> Vec<(Vec<Street>, u32, u32)> {
        let way = self.segments.iter().position(|&known| known == at.segment).unwrap();
        let forward = (way as u32, self.turned[way]);
        let backward = (way as u32, !self.turned[way]);
        match at.along {
            0 => vec![(vec![], self.ends(forward)[0], 0)],
            u16::MAX => vec![(vec![], self.ends(forward)[1], 0)],
            along => [(forward, u16::MAX - along), (backward, along)]
                .into_iter()
                .filter_map(|(street, left)| {
                    Some((vec![street], self.ends(street)[1], Self::part(self.cost(street)?, left)))
                })
                .collect(),
        }
    }

    /// Milliseconds between two positions.
    fn time(&self, from: Position, to: Position) -> Option<u32> {
        let way = self.segments.iter().position(|&known| known == to.segment).unwrap();
        let forward = (way as u32, self.turned[way]);
        let backward = (way as u32, !self.turned[way]);
        let mut best: Option<u32> = None;
        let mut offer = |ms: u32| best = Some(best.map_or(ms, |known| known.min(ms)));
        if from.segment == to.segment {
            let step = Self::part;
            if let Some(ms) = self.cost(forward).filter(|_| to.along >= from.along) {
                offer(step(ms, to.along - from.along));
            }
            if let Some(ms) = self.cost(backward).filter(|_| to.along <= from.along) {
                offer(step(ms, from.along - to.along));
            }
        }
        let mut heap: BinaryHeap<Reverse<(u32, u32, Vec<Street>)>> =
            self.depart(from).into_iter().map(|(before, node, ms)| Reverse((ms, node, before))).collect();
        let mut seen = std::collections::HashSet::new();
        while let Some(Reverse((ms, node, before))) = heap.pop() {
            if !seen.insert((node, before.clone())) {
                continue;
            }
            match to.along {
                0 if self.ends(forward)[0] == node => offer(ms),
                u16::MAX if self.ends(forward)[1] == node => offer(ms),
                0 | u16::MAX => {}
                along => {
                    for (street, part) in [(forward, along), (backward, u16::MAX - along)] {
                        if self.ends(street)[0] == node && self.may(&before, street) {
                            self.cost(street).into_iter().for_each(|cost| offer(ms + Self::part(cost, part)));
                        }
                    }
                }
            }
            for &street in self.leaving.get(&node).into_iter().flatten() {
                if self.may(&before, street) {
                    let mut path = before.clone();
                    path.push(street);
                    if path.len() > 3 {
                        path.remove(0);
                    }
                    heap.push(Reverse((ms + self.cost(street).unwrap(), self.ends(street)[1], path)));
                }
            }
        }
        best
    }
}

/// A town of mostly two-way streets on a lattice and turns of two to four streets that are forbidden or prescribed.
fn town(seed: u64) -> Source {
    let mut dice = Dice(seed);
    let side = 3 + dice.roll(3);
    let at = |node: u32| Coordinate {
        lon: 113.0 + f64::from(node % side) / 500.0,
        lat: 22.0 + f64::from(node / side) / 500.0,
    };
    let nodes = (0..side * side).map(at).collect();
    let mut ways = Vec::new();
    for node in 0..side * side {
        let right = (node % side + 1 < side).then_some(node + 1);
        let up = (node / side + 1 < side).then_some(node + side);
        for other in right.into_iter().chain(up) {
            let mut street = match dice.roll(8) {
                0 => way(vec![node, other], 36.0, 0.0),
                1 => way(vec![other, node], 18.0, 0.0),
                2 => way(vec![node, other], 54.0, 27.0),
                _ => way(vec![node, other], 36.0, 36.0),
            };
            street.name = ways.len().to_string();
            ways.push(street);
        }
    }
    let mut turns = Vec::new();
    for _ in 0..dice.roll(10) {
        let mut path: Vec<Stretch> = Vec::new();
        let (length, mut node) = (2 + dice.roll(3), dice.roll(side * side));
        while (path.len() as u32) < length {
            let next: Vec<Stretch> = (0..)
                .zip(&ways)
                .filter_map(|(way, street)| match street.nodes[..] {
                    [from, to] if from == node => Some(Stretch { way, from, to }),
                    [to, from] if from == node => Some(Stretch { way, from, to }),
                    _ => None,
                })
                .collect();
            let step = next[dice.roll(next.len() as u32) as usize];
            (node, _) = (step.to, path.push(step));
        }
        let profiles = std::array::from_fn(|_| dice.roll(3) > 0);
        turns.push(Turn { path, only: dice.roll(4) == 0, profiles });
    }
    Source { name: "town".into(), nodes, ways, turns, ..Source::default() }
}

#[test]
fn the_nearest_keep_to_the_turns_that_are_allowed() {
    let (mut compared, mut bent) = (0, 0);
    for seed in 1..=150 {
        let source = town(seed);
        let with = map(&source);
        if with.info().turns_left_out > 0 {
            continue;
        }
        let without = map(&Source { turns: Vec::new(), ..source.clone() });
        let mut dice = Dice(seed + 1000);
        let standing: Vec<Position> = (0..6).map(|_| dice.position(&with)).collect();
        let mut targets: Vec<Position> = (0..4).map(|_| dice.position(&with)).collect();
        targets.push(Position { along: dice.roll(65_536) as u16, ..standing[0] });
        for profile in Profile::ALL {
            let oracle = Oracle::new(&source, &with, profile);
            let (mut search, mut items) = (Search::new(), Items::new(&with, profile));
            (0..).zip(&standing).for_each(|(item, &at)| items.place(&with, item, at));
            for &target in &targets {
                let times: Vec<Option<u32>> = standing.iter().map(|&at| oracle.time(at, target)).collect();
                let mut all: Vec<(u32, u32)> =
                    times.iter().zip(0..).filter_map(|(ms, item)| Some(((*ms)?, item))).collect();
                all.sort_unstable();
                all.truncate(3);
                assert_eq!(best(&with, &mut search, &items, target, 3), all, "seed {seed} {profile:?} to {target:?}");
                for (&from, ms) in standing.iter().zip(&times) {
                    assert_eq!(search.times_from(&with, profile, from, &[target]), [*ms], "seed {seed} {profile:?}");
                    assert_eq!(route(&with, &mut search, profile, from, target).map(|route| route.ms), *ms);
                    bent += usize::from(search.times_from(&without, profile, from, &[target]) != [*ms]);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 3_000 && bent > 100, "{compared} compared, {bent} changed by a turn");
}

#[test]
fn a_turn_that_would_cut_off_a_street_is_left_out() {
    let at = |x: i32, y: i32| Coordinate { lon: 113.0 + f64::from(x) / 1e3, lat: 22.0 + f64::from(y) / 1e3 };
    let nodes = vec![at(0, 0), at(1, 0), at(2, 0), at(1, 1)];
    let mut ways = vec![way(vec![0, 1], 36.0, 36.0), way(vec![1, 2], 36.0, 36.0), way(vec![1, 3], 36.0, 36.0)];
    ways.iter_mut().enumerate().for_each(|(index, way)| way.name = index.to_string());
    let stretch = |way, from, to| Stretch { way, from, to };
    let turn = |path: Vec<Stretch>| Turn { path, only: false, profiles: [true; 3] };
    // No way in at all to the street up, and a left turn that has another way round.
    let into = [stretch(0, 0, 1), stretch(1, 2, 1), stretch(2, 3, 1)];
    let turns = into.iter().map(|&from| turn(vec![from, stretch(2, 1, 3)])).collect();
    let cut = map(&Source { nodes: nodes.clone(), ways: ways.clone(), turns, ..Source::default() });
    assert_eq!((cut.info().turns, cut.info().turns_left_out), (0, 3));
    let turns = vec![turn(vec![stretch(0, 0, 1), stretch(2, 1, 3)])];
    let bent = map(&Source { nodes, ways, turns, ..Source::default() });
    assert_eq!((bent.info().turns, bent.info().turns_left_out, bent.info().copies), (1, 0, 1));
}

#[test]
fn restrictions_of_real_cities_hold() {
    for (name, at_least) in [("osm/porto.osm.pbf", 200), ("osm/milan.osm.pbf", 800)] {
        let Some(path) = data(name) else { return };
        let imported = kaimen_roads::import::import(&path, &mut |_| {}).unwrap();
        let mut source = imported.source;
        source.shapes.clear();
        let read = source.turns.len();
        let map = map(&source);
        let rejects = imported.rejects.iter().filter(|reject| reject.file == "restrictions").count();
        eprintln!("{name}: {read} turns read, {rejects} rejects, {:?}", map.info());
        assert!(map.info().turns >= at_least, "{:?}", map.info());
        assert!(map.info().turns_left_out * 10 < map.info().turns);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn senseless_turns_are_no_turns(seed in 1..u64::MAX) {
        let mut dice = Dice(seed);
        let mut source = town(seed);
        let (ways, nodes) = (source.ways.len() as u32, source.nodes.len() as u32);
        for _ in 0..5 {
            let path = (0..dice.roll(5))
                .map(|_| Stretch { way: dice.roll(ways + 2), from: dice.roll(nodes + 2), to: dice.roll(nodes + 2) });
            source.turns.push(Turn { path: path.collect(), only: dice.roll(2) == 0, profiles: [true; 3] });
        }
        prop_assert!(map(&source).node_count() >= 2);
    }
}
