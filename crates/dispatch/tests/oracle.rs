//! The answer against a textbook: Dijkstra from every unit, all rules applied to all, everything sorted.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

#[expect(dead_code, reason = "only a part of the helpers is used here")]
mod common;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use common::{account, area, map, now, place, seconds_ago, station, unit, unit_id, way};
use kaimen_dispatch::{Board, Need, Policy, Recommendation, Unit, recommend};
use kaimen_domain::unit::{DutyStatus, Grade, Skill, Skills};
use kaimen_roads::source::Speeds;
use kaimen_roads::{Coordinate, Position, Profile, RoadMap, Search};
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const SIDE: f64 = 3_000.0;

fn random_place(random: &mut StdRng) -> Coordinate {
    place(random.random_range(0.0..SIDE), random.random_range(0.0..SIDE))
}

fn random_map(random: &mut StdRng) -> RoadMap {
    let count = random.random_range(4..25_u32);
    // Some nodes stand on a lattice, so that equal times occur.
    let nodes = (0..count)
        .map(|_| {
            let at =
                place(f64::from(random.random_range(0..7_u8)) * 500.0, f64::from(random.random_range(0..7_u8)) * 500.0);
            if random.random_bool(0.5) { at } else { random_place(random) }
        })
        .collect();
    let speed = |random: &mut StdRng| [0.0, 18.0, 36.0, 36.0, 36.0, 54.0][random.random_range(0..6)];
    let mut ways = vec![way(&[0, 1], 36.0, 36.0)];
    for at in 1..count {
        let other = random.random_range(0..at);
        let mut way = way(&[at, other], speed(random), speed(random));
        if random.random_bool(0.5) {
            way.speeds[0] = Speeds { forward: 36.0, backward: 36.0 };
        }
        way.speeds[1] = Speeds { forward: speed(random), backward: speed(random) };
        ways.push(way);
    }
    for _ in 0..count / 2 {
        ways.push(way(&[random.random_range(0..count), random.random_range(0..count)], speed(random), speed(random)));
    }
    ways.retain(|way| way.nodes[0] != way.nodes[1]);
    map(nodes, ways)
}

fn random_units(random: &mut StdRng) -> Vec<Unit> {
    let count = random.random_range(0..30_u32);
    let spots: Vec<Coordinate> = (0..8).map(|_| random_place(random)).collect();
    (1..=count)
        .map(|number| {
            let at = if random.random_bool(0.4) { spots[random.random_range(0..8)] } else { random_place(random) };
            let mut unit = unit(u128::from(number), at);
            unit.profile = Profile::ALL[[0, 0, 0, 1, 2][random.random_range(0..5)]];
            unit.station = station(random.random_range(1..3));
            unit.area = [None, Some(area(1)), Some(area(2))][random.random_range(0..3)];
            unit.crew = random.random_range(0..4);
            unit.calls_this_shift = random.random_range(0..6);
            if random.random_bool(0.3) {
                unit.status = DutyStatus::ALL[random.random_range(0..6)];
            }
            if random.random_bool(0.6) {
                unit.skills = unit.skills.with(Skill::English);
            }
            if random.random_bool(0.5) {
                unit.last_call_ended = Some(seconds_ago([100, 600, 600, 5_000][random.random_range(0..4)]));
            }
            match random.random_range(0..10) {
                0 => unit.fix = None,
                1 => unit.fix.as_mut().unwrap().time = seconds_ago(400),
                2 => unit.fix.as_mut().unwrap().at = place(9_000.0, 9_000.0),
                _ => {}
            }
            unit
        })
        .collect()
}

fn random_need(random: &mut StdRng) -> Need {
    let grade = Grade::ALL[random.random_range(0..4)];
    let mut need = Need::nearest(random_place(random), random.random_range(0..6), grade);
    if random.random_bool(0.3) {
        need.skills = Skills::NONE.with(Skill::English);
    }
    need.officers = random.random_range(0..5);
    need.recused = (0..random.random_range(0..3)).map(|_| account(random.random_range(1..30))).collect();
    need.excluded = (0..random.random_range(0..3)).map(|_| unit_id(random.random_range(1..30))).collect();
    need.station = random.random_bool(0.5).then(|| station(1));
    need.area = random.random_bool(0.5).then(|| area(1));
    need.interruptible = (0..random.random_range(0..9)).map(|_| unit_id(random.random_range(1..30))).collect();
    need
}

fn random_policy(random: &mut StdRng) -> Policy {
    Policy {
        other_station_ms: [0, 0, 50_000][random.random_range(0..3)],
        other_area_ms: [0, 0, 70_000][random.random_range(0..3)],
        taken_from_lesser_ms: [0, 60_000][random.random_range(0..2)],
        rest_handicap_ms: [0, 120_000][random.random_range(0..2)],
        load_step_ms: [0, 15_000][random.random_range(0..2)],
        passed_over_most: [0, 3, 20, 50][random.random_range(0..4)],
        ..Policy::default()
    }
}

fn part(ms: u32, along: u16) -> u32 {
    (f64::from(ms) * f64::from(along) / 65_535.0).round() as u32
}

/// Travel time from one place to another by plain Dijkstra over all segments.
fn travel(map: &RoadMap, profile: Profile, from: Position, to: Position) -> Option<u32> {
    let p = profile.index();
    let mut times = vec![u32::MAX; map.node_count() as usize];
    let mut queue = BinaryHeap::new();
    let reach = |times: &mut Vec<u32>, queue: &mut BinaryHeap<_>, node: u32, ms: u32| {
        if ms < times[node as usize] {
            times[node as usize] = ms;
            queue.push(Reverse((ms, node)));
        }
    };
    for (node, ms) in ends(map, p, from, true) {
        reach(&mut times, &mut queue, node, ms);
    }
    while let Some(Reverse((ms, node))) = queue.pop() {
        for number in 0..map.segment_count() {
            let segment = map.segment(number);
            if let Some(more) = segment.forward_ms[p].filter(|_| segment.a == node) {
                reach(&mut times, &mut queue, segment.b, ms + more);
            }
            if let Some(more) = segment.backward_ms[p].filter(|_| segment.b == node) {
                reach(&mut times, &mut queue, segment.a, ms + more);
            }
        }
    }
    let by_nodes = ends(map, p, to, false)
        .into_iter()
        .filter(|(node, _)| times[*node as usize] < u32::MAX)
        .map(|(node, ms)| times[node as usize] + ms);
    let segment = map.segment(to.segment);
    let same = from.segment == to.segment;
    let ahead =
        segment.forward_ms[p].filter(|_| same && to.along >= from.along).map(|ms| part(ms, to.along - from.along));
    let back =
        segment.backward_ms[p].filter(|_| same && to.along <= from.along).map(|ms| part(ms, from.along - to.along));
    by_nodes.chain(ahead).chain(back).min()
}

/// Nodes next to a place, with the time to them (`out`) or from them.
fn ends(map: &RoadMap, p: usize, at: Position, out: bool) -> Vec<(u32, u32)> {
    let segment = map.segment(at.segment);
    if at.along == 0 || at.along == u16::MAX {
        return vec![(if at.along == 0 { segment.a } else { segment.b }, 0)];
    }
    let (towards_b, towards_a) = (u16::MAX - at.along, at.along);
    let (first, second) = if out { (towards_b, towards_a) } else { (towards_a, towards_b) };
    let (forward_node, backward_node) = if out { (segment.b, segment.a) } else { (segment.a, segment.b) };
    let mut ends = Vec::new();
    ends.extend(segment.forward_ms[p].map(|ms| (forward_node, part(ms, first))));
    ends.extend(segment.backward_ms[p].map(|ms| (backward_node, part(ms, second))));
    ends
}

/// The rules once more, in another shape: handicap, or the code of the reason.
fn judge(unit: &Unit, need: &Need, policy: &Policy, load: (u64, u64)) -> Result<u32, &'static str> {
    let gates = [
        (need.excluded.contains(&unit.id), "already_assigned"),
        (need.recused.contains(&unit.officers[0]), "recused"),
        (unit.status == DutyStatus::Committed, "committed"),
        (unit.status == DutyStatus::EnRoute && !need.interruptible.contains(&unit.id), "en_route"),
        (unit.status == DutyStatus::OnScene, "on_scene"),
        (unit.status == DutyStatus::Break, "on_break"),
        (unit.crew == 0, "no_crew"),
        (!unit.skills.covers(need.skills), "missing_skill"),
        (unit.fix.is_none(), "no_fix"),
        (unit.fix.is_some_and(|fix| (now() - fix.time).num_seconds() > 300), "stale_fix"),
        (unit.fix.is_some_and(|fix| fix.position.is_none()), "unit_off_road"),
    ];
    if let Some((_, code)) = gates.iter().find(|(stopped, _)| *stopped) {
        return Err(code);
    }
    let taken = if unit.status == DutyStatus::EnRoute { policy.taken_from_lesser_ms } else { 0 };
    if need.grade == Grade::DangerToLife {
        return Ok(taken);
    }
    let since = unit.last_call_ended.map_or(i64::MAX, |ended| (now() - ended).num_seconds());
    let rest = if since < 1_200 { i64::from(policy.rest_handicap_ms) * (1_200 - since) / 1_200 } else { 0 };
    let above = (u64::from(unit.calls_this_shift) * load.1).saturating_sub(load.0);
    let busy = (u64::from(policy.load_step_ms) * above / load.1.max(1)).min(90_000);
    let other = if need.station.is_some_and(|station| station != unit.station) { policy.other_station_ms } else { 0 };
    let away = if need.area.is_some() && need.area != unit.area { policy.other_area_ms } else { 0 };
    Ok(rest as u32 + busy as u32 + other + away + taken)
}

/// Checks one answer against the textbook.
fn check(board: &Board, map: &RoadMap, need: &Need, policy: &Policy, answer: &Recommendation) {
    let on_duty: Vec<&Unit> = board.iter().filter(|unit| unit.status != DutyStatus::Off).collect();
    let load = (on_duty.iter().map(|unit| u64::from(unit.calls_this_shift)).sum(), on_duty.len() as u64);
    let time = |unit: &Unit| {
        let target = map.snap(need.at, unit.profile).filter(|snapped| snapped.metres <= 1_000.0)?;
        travel(map, unit.profile, unit.fix?.position?, target.position)
    };
    let mut may = Vec::new();
    let mut not = Vec::new();
    for unit in &on_duty {
        match (judge(unit, need, policy, load), time(unit)) {
            (Ok(handicap), Some(eta)) => may.push((eta + handicap, unit.last_call_ended, unit.id, eta, unit.crew)),
            (Err(code), eta) => not.push((eta, unit.id, code)),
            (Ok(_), None) => not.push((None, unit.id, "no_road")),
        }
    }
    may.sort();
    let officers = u32::from(need.officers.max(1));
    let mut sum = 0;
    let team = may.iter().position(|runner| {
        sum += u32::from(runner.4);
        sum >= officers
    });
    let asked = need.k.max(1);
    let enough = team.is_some() && may.len() >= asked;
    let take = team.map_or(may.len(), |last| (last + 1).max(asked)).min(may.len());
    let take = if enough { take } else { may.len().min(take.max(asked)) };
    let expected: Vec<_> = may[..take].iter().map(|runner| (runner.2, runner.3, runner.0 - runner.3)).collect();
    let found: Vec<_> = answer.picks.iter().map(|pick| (pick.unit_id, pick.eta_ms, pick.handicap_ms)).collect();
    assert_eq!(found, expected);
    assert_eq!(answer.team, team.map_or(take, |last| last + 1));
    assert_eq!(answer.shortfall.is_empty(), enough, "{answer:?}");

    let farthest = if enough { may[..take].iter().map(|runner| runner.3).max() } else { None };
    let mut passed: Vec<_> = not.iter().filter_map(|(eta, id, code)| eta.map(|eta| (eta, *id, Some(*code)))).collect();
    passed.extend(may[take..].iter().filter(|runner| runner.0 > runner.3).map(|runner| (runner.3, runner.2, None)));
    passed.retain(|(eta, ..)| farthest.is_none_or(|farthest| *eta < farthest));
    passed.sort();
    passed.truncate(policy.passed_over_most);
    let with_time: Vec<_> = answer.passed_over.iter().filter(|other| other.eta_ms.is_some()).collect();
    assert_eq!(with_time.len(), passed.len(), "{answer:?} {passed:?}");
    for (other, (eta, id, code)) in with_time.iter().zip(&passed) {
        assert_eq!((other.eta_ms, other.unit_id), (Some(*eta), *id));
        let handicap = ["resting", "busy_shift", "other_station", "other_area", "taken_from_lesser"];
        assert!(code.map_or(handicap.contains(&other.reason.code()), |code| code == other.reason.code()), "{other:?}");
    }
    let mut timeless: Vec<_> = not.iter().filter(|other| other.0.is_none()).collect();
    timeless.retain(|(_, id, _)| {
        !enough || board.get(*id).is_some_and(|unit| unit.fix.is_none_or(|fix| fix.position.is_none()))
    });
    timeless.sort();
    timeless.truncate(policy.passed_over_most - passed.len());
    let told: Vec<_> = answer.passed_over[passed.len()..]
        .iter()
        .map(|other| (other.eta_ms, other.unit_id, other.reason.code()))
        .collect();
    assert_eq!(told, timeless.into_iter().copied().collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_answer_is_that_of_the_textbook(seed: u64) {
        let mut random = StdRng::seed_from_u64(seed);
        let map = random_map(&mut random);
        let units = random_units(&mut random);
        let board = common::board(&map, units.clone());
        let other_order = {
            let mut units = units;
            for at in (1..units.len()).rev() {
                units.swap(at, random.random_range(0..=at));
            }
            common::board(&map, units)
        };
        let mut search = Search::new();
        for _ in 0..8 {
            let (need, policy) = (random_need(&mut random), random_policy(&mut random));
            let answer = recommend(&board, &map, &mut search, &need, &policy, now());
            check(&board, &map, &need, &policy, &answer);
            prop_assert_eq!(&recommend(&other_order, &map, &mut Search::new(), &need, &policy, now()), &answer);
            prop_assert_eq!(&recommend(&board, &map, &mut search, &need, &policy, now()), &answer);
        }
    }

    #[test]
    fn a_board_that_was_moved_about_answers_as_one_made_at_once(seed: u64) {
        let mut random = StdRng::seed_from_u64(seed);
        let map = random_map(&mut random);
        let finals = random_units(&mut random);
        let mut board = common::board(&map, random_units(&mut random));
        for unit in &finals {
            for _ in 0..random.random_range(0..4) {
                match random.random_range(0..4) {
                    0 => drop(board.fix(unit.id, random_place(&mut random), now(), &map)),
                    1 => drop(board.set_status(unit.id, DutyStatus::ALL[random.random_range(0..6)], &map)),
                    2 => drop(board.end_call(unit.id, now(), &map)),
                    _ => drop(board.remove(unit.id)),
                }
            }
        }
        let gone: Vec<_> = board.iter().map(|unit| unit.id).filter(|id| finals.iter().all(|unit| unit.id != *id)).collect();
        for id in gone {
            board.remove(id);
        }
        for unit in &finals {
            board.insert(unit.clone(), &map);
        }
        let fresh = common::board(&map, finals);
        prop_assert_eq!(board.load(), fresh.load());
        for _ in 0..4 {
            let (need, policy) = (random_need(&mut random), random_policy(&mut random));
            let ask = |board: &Board| recommend(board, &map, &mut Search::new(), &need, &policy, now());
            prop_assert_eq!(ask(&board), ask(&fresh));
        }
    }
}
