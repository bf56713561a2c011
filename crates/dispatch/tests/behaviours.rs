//! What a dispatcher may rely on, one behaviour per test. Names follow those of open dispatch systems where they fit.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod common;

use common::*;
use kaimen_dispatch::{ByRoad, Coverage, Need, Policy, Reason, Unit, recommend, recommend_by};
use kaimen_domain::unit::{DutyStatus, Grade, Skill, Skills};
use kaimen_roads::{Profile, Search};

/// Units at 1, 2, 3 … km from the start of the line.
fn row(count: u32) -> Vec<Unit> {
    (1..=count).map(|at| unit(u128::from(at), place(f64::from(at) * 1_000.0, 0.0))).collect()
}

/// Units just back from a call, and with more calls than the others, are spared.
fn sparing() -> Policy {
    Policy { rest_handicap_ms: 120_000, load_step_ms: 15_000, ..Policy::default() }
}

fn start() -> kaimen_roads::Coordinate {
    place(0.0, 0.0)
}

#[test]
fn the_nearest_by_road_goes_first() {
    let map = line();
    let answer = ask(&board(&map, row(5)), &map, &need(start(), 3), &Policy::default());
    assert_eq!(picked(&answer), ["U1", "U2", "U3"]);
    assert!((answer.picks[0].eta_ms as i64 - 100_000).abs() < 200, "{}", answer.picks[0].eta_ms);
    assert_eq!(answer.picks[0].reasons, [Reason::ClosestByRoad, Reason::NoCallYet]);
    assert!(answer.passed_over.is_empty() && answer.shortfall.is_empty());
    assert_eq!(answer.team, 1);
}

#[test]
fn road_time_counts_and_not_the_straight_line() {
    // U1 stands 100 m behind the call on a one-way street and must go round.
    let corner = [place(0.0, 0.0), place(2_000.0, 0.0), place(2_000.0, 1_000.0), place(0.0, 1_000.0)];
    let map = map(corner.to_vec(), vec![way(&[0, 1], 36.0, 0.0), way(&[1, 2, 3, 0], 36.0, 36.0)]);
    let units = [unit(1, place(1_100.0, 0.0)), unit(2, place(100.0, 0.0))];
    let answer = ask(&board(&map, units), &map, &need(place(1_000.0, 0.0), 2), &Policy::default());
    assert_eq!(picked(&answer), ["U2", "U1"]);
    assert!((i64::from(answer.picks[0].eta_ms) - 90_000).abs() < 300, "{answer:?}");
    assert!((i64::from(answer.picks[1].eta_ms) - 590_000).abs() < 600, "{answer:?}");
}

#[test]
fn of_equals_the_one_whose_last_call_is_longest_ago_goes() {
    let map = line();
    let mut units = vec![unit(1, place(1_000.0, 0.0)), unit(2, place(1_000.0, 0.0)), unit(3, place(1_000.0, 0.0))];
    units[0].last_call_ended = Some(seconds_ago(4_000));
    units[1].last_call_ended = Some(seconds_ago(5_000));
    let answer = ask(&board(&map, units.clone()), &map, &need(start(), 3), &Policy::default());
    assert_eq!(picked(&answer), ["U3", "U2", "U1"]);
    assert!(answer.picks[1].reasons.contains(&Reason::WaitedLongest));
    units[0].last_call_ended = units[1].last_call_ended;
    let answer = ask(&board(&map, units), &map, &need(start(), 3), &Policy::default());
    assert_eq!(picked(&answer), ["U3", "U1", "U2"]);
}

#[test]
fn fills_from_the_station_in_charge_then_cascades() {
    let map = line();
    let mut units = row(4);
    units[0].station = station(2);
    let policy = Policy { other_station_ms: 10_000_000, ..Policy::default() };
    let need = Need { station: Some(station(1)), ..need(start(), 4) };
    let answer = ask(&board(&map, units.clone()), &map, &need, &policy);
    assert_eq!(picked(&answer), ["U2", "U3", "U4", "U1"]);
    let urgent = Need { grade: Grade::DangerToLife, ..need.clone() };
    assert_eq!(picked(&ask(&board(&map, units.clone()), &map, &urgent, &policy))[0], "U1");
    assert_eq!(picked(&ask(&board(&map, units), &map, &need, &Policy::default()))[0], "U1");
}

#[test]
fn reports_the_shortfall_when_exhausted() {
    let map = line();
    let answer = ask(&board(&map, row(2)), &map, &need(start(), 3), &Policy::default());
    assert_eq!(answer.shortfall, [Reason::FewerThanAsked { found: 2, asked: 3 }]);
    let nobody = ask(&board(&map, []), &map, &need(start(), 1), &Policy::default());
    assert_eq!(nobody.shortfall, [Reason::NoUnitOnDuty]);
    assert_eq!(nobody.team, 0);
}

#[test]
fn committed_units_are_not_candidates_but_are_named() {
    let map = line();
    let mut board = board(&map, row(5));
    for (number, status) in
        [(1, DutyStatus::Committed), (2, DutyStatus::EnRoute), (3, DutyStatus::OnScene), (4, DutyStatus::Break)]
    {
        board.set_status(unit_id(number), status, &map).unwrap();
    }
    let answer = ask(&board, &map, &need(start(), 1), &Policy::default());
    assert_eq!(picked(&answer), ["U5"]);
    assert_eq!(passed(&answer), [("U1", "committed"), ("U2", "en_route"), ("U3", "on_scene"), ("U4", "on_break")]);
    let nearer = Reason::PassedNearer { units: 4, call_sign: "U1".into(), why: "committed".into() };
    assert_eq!(answer.picks[0].reasons, [Reason::ClosestFree, nearer, Reason::NoCallYet]);
    board.set_status(unit_id(5), DutyStatus::Committed, &map).unwrap();
    let answer = ask(&board, &map, &need(start(), 1), &Policy::default());
    assert_eq!(answer.shortfall, [Reason::AllCommitted { units: 5 }]);
    assert_eq!(answer.passed_over.len(), 5);
}

#[test]
fn off_duty_units_are_never_named() {
    let map = line();
    let mut board = board(&map, row(2));
    board.set_status(unit_id(1), DutyStatus::Off, &map).unwrap();
    let answer = ask(&board, &map, &need(start(), 2), &Policy::default());
    assert_eq!((picked(&answer), passed(&answer)), (vec!["U2"], vec![]));
    board.begin_shift(unit_id(1), now(), &map).unwrap();
    assert_eq!(picked(&ask(&board, &map, &need(start(), 1), &Policy::default())), ["U1"]);
}

#[test]
fn an_empty_vehicle_is_passed_over() {
    let map = line();
    let mut units = row(2);
    units[0].crew = 0;
    let answer = ask(&board(&map, units), &map, &need(start(), 1), &Policy::default());
    assert_eq!((picked(&answer), passed(&answer)), (vec!["U2"], vec![("U1", "no_crew")]));
}

#[test]
fn rest_prefers_a_rested_unit_from_farther_but_takes_a_tired_one_when_nothing_else() {
    let map = line();
    let mut units = row(2);
    units[0].last_call_ended = Some(seconds_ago(60));
    let board = board(&map, units);
    let mut need = need(start(), 1);
    let answer = ask(&board, &map, &need, &sparing());
    assert_eq!((picked(&answer), passed(&answer)), (vec!["U2"], vec![("U1", "resting")]));
    need.excluded = vec![unit_id(2)];
    let answer = ask(&board, &map, &need, &sparing());
    assert_eq!(picked(&answer), ["U1"]);
    assert_eq!(answer.picks[0].handicap_ms, 114_000);
    assert!(answer.picks[0].reasons.contains(&Reason::Resting { minutes: 1, handicap_ms: 114_000 }));
}

#[test]
fn emergency_first_no_handicap_holds_up_grade_one() {
    let map = line();
    let mut units = row(2);
    units[0].last_call_ended = Some(seconds_ago(60));
    units[0].calls_this_shift = 50;
    let need = Need { grade: Grade::DangerToLife, ..need(start(), 1) };
    let answer = ask(&board(&map, units), &map, &need, &sparing());
    assert_eq!(picked(&answer), ["U1"]);
    assert_eq!(answer.picks[0].handicap_ms, 0);
}

#[test]
fn load_spreads_calls_among_units_about_as_near() {
    let map = line();
    let mut units = vec![unit(1, place(1_000.0, 0.0)), unit(2, place(1_200.0, 0.0)), unit(3, place(9_000.0, 0.0))];
    units[0].calls_this_shift = 6; // average 2, so 4 above: 60 s
    let answer = ask(&board(&map, units), &map, &need(start(), 1), &sparing());
    assert_eq!(picked(&answer), ["U2"]);
    assert_eq!(answer.passed_over[0].reason, Reason::BusyShift { calls: 6, handicap_ms: 60_000 });
}

#[test]
fn already_sent_units_are_excluded_on_escalation() {
    let map = line();
    let need = Need { excluded: vec![unit_id(1)], ..need(start(), 1) };
    let answer = ask(&board(&map, row(2)), &map, &need, &Policy::default());
    assert_eq!((picked(&answer), passed(&answer)), (vec!["U2"], vec![("U1", "already_assigned")]));
}

#[test]
fn stale_fixes_are_excluded_unless_configured() {
    let map = line();
    let mut units = row(4);
    units[0].fix.as_mut().unwrap().time = seconds_ago(301);
    units[1].fix.as_mut().unwrap().time = seconds_ago(300);
    units[3].fix = None;
    let board = board(&map, units);
    let answer = ask(&board, &map, &need(start(), 1), &Policy::default());
    assert_eq!((picked(&answer), passed(&answer)), (vec!["U2"], vec![("U1", "stale_fix"), ("U4", "no_fix")]));
    assert_eq!(answer.passed_over[1].eta_ms, None);
    let any_age = Policy { fix_limit_seconds: None, ..Policy::default() };
    assert_eq!(picked(&ask(&board, &map, &need(start(), 1), &any_age)), ["U1"]);
    let strict = Policy { fix_limit_seconds: Some(10), ..Policy::default() };
    let recent = ask(&board, &map, &Need { excluded: vec![unit_id(3)], ..need(start(), 1) }, &strict);
    assert_eq!(short(&recent), ["none_left"]);
}

#[test]
fn a_recused_officer_is_not_sent_even_in_an_emergency() {
    let map = line();
    let need = Need { recused: vec![account(1)], grade: Grade::DangerToLife, ..need(start(), 1) };
    let answer = ask(&board(&map, row(2)), &map, &need, &Policy::default());
    assert_eq!((picked(&answer), passed(&answer)), (vec!["U2"], vec![("U1", "recused")]));
}

#[test]
fn two_officers_make_a_team_and_raise_the_number_of_picks() {
    let map = line();
    let mut units = row(3);
    let need = Need { officers: 2, ..need(start(), 1) };
    let answer = ask(&board(&map, units.clone()), &map, &need, &Policy::default());
    assert_eq!((picked(&answer), answer.team), (vec!["U1", "U2"], 2));
    assert!(answer.picks[1].reasons.contains(&Reason::GoesInTeam { units: 2, officers: 2 }));
    units[0].crew = 2;
    let answer = ask(&board(&map, units.clone()), &map, &need, &Policy::default());
    assert_eq!((picked(&answer), answer.team), (vec!["U1"], 1));
    let many = Need { officers: 9, ..need };
    let answer = ask(&board(&map, units), &map, &many, &Policy::default());
    assert_eq!(answer.shortfall, [Reason::NotEnoughOfficers { found: 4, needed: 9 }]);
    assert_eq!((answer.picks.len(), answer.team), (3, 3));
}

#[test]
fn a_needed_skill_is_brought_or_said_to_be_missing() {
    let map = line();
    let mut units = row(2);
    units[1].skills = Skills::NONE.with(Skill::Negotiation);
    let board = board(&map, units);
    let mut need = Need { skills: Skills::NONE.with(Skill::Negotiation), ..need(start(), 1) };
    let answer = ask(&board, &map, &need, &Policy::default());
    assert_eq!((picked(&answer), passed(&answer)), (vec!["U2"], vec![("U1", "missing_skill")]));
    assert!(answer.picks[0].reasons.contains(&Reason::BringsSkill { skill: Skill::Negotiation }));
    need.skills = Skills::NONE.with(Skill::WaterRescue);
    let answer = ask(&board, &map, &need, &Policy::default());
    assert_eq!(answer.shortfall, [Reason::NoneWithSkill { skill: Skill::WaterRescue }]);
}

#[test]
fn means_of_travel_are_compared_by_time() {
    let map = line();
    let mut walker = unit(1, place(500.0, 0.0)); // 500 m on foot take 360 s, 2 km by car 200 s
    walker.profile = Profile::Foot;
    let answer = ask(&board(&map, [walker, unit(2, place(2_000.0, 0.0))]), &map, &need(start(), 2), &Policy::default());
    assert_eq!(picked(&answer), ["U2", "U1"]);
}

#[test]
fn places_and_units_off_the_roads_are_said_to_be_so() {
    let map = line();
    let units = [unit(1, place(0.0, 5_000.0)), unit(2, place(4_000.0, 0.0))];
    let board = board(&map, units);
    let answer = ask(&board, &map, &need(start(), 1), &Policy::default());
    assert_eq!(passed(&answer), [("U1", "unit_off_road")]);
    let answer = ask(&board, &map, &need(place(4_000.0, 3_000.0), 1), &Policy::default());
    assert_eq!(short(&answer), ["off_road"]);
}

#[test]
fn a_unit_moves_on_the_board_and_older_positions_are_refused() {
    let map = line();
    let mut board = board(&map, row(3));
    board.fix(unit_id(3), place(100.0, 0.0), now(), &map).unwrap();
    assert_eq!(picked(&ask(&board, &map, &need(start(), 1), &Policy::default())), ["U3"]);
    assert!(board.fix(unit_id(3), place(9_000.0, 0.0), seconds_ago(1), &map).is_err());
    assert!(board.fix(unit_id(9), place(9_000.0, 0.0), now(), &map).is_err());
    board.fix(unit_id(3), place(0.0, 9_000.0), now(), &map).unwrap();
    assert_eq!(picked(&ask(&board, &map, &need(start(), 1), &Policy::default())), ["U1"]);
    board.remove(unit_id(1));
    assert_eq!(picked(&ask(&board, &map, &need(start(), 1), &Policy::default())), ["U2"]);
    assert_eq!((board.len(), board.load().units), (2, 2));
}

#[test]
fn ended_calls_count_for_rest_and_load() {
    let map = line();
    let mut board = board(&map, row(2));
    board.set_status(unit_id(1), DutyStatus::Committed, &map).unwrap();
    board.end_call(unit_id(1), now(), &map).unwrap();
    let known = board.get(unit_id(1)).unwrap();
    assert_eq!((known.calls_this_shift, known.last_call_ended), (1, Some(now())));
    assert_eq!(board.load().calls, 1);
    assert_eq!(picked(&ask(&board, &map, &need(start(), 1), &sparing())), ["U2"]);
}

#[test]
fn the_same_question_has_the_same_answer_whatever_the_scratch_held() {
    let map = line();
    let board = board(&map, row(5));
    let mut search = Search::new();
    let asked = need(place(4_200.0, 0.0), 3);
    let policy = Policy::default();
    let first = recommend(&board, &map, &mut search, &asked, &policy, now());
    recommend(&board, &map, &mut search, &need(place(9_900.0, 0.0), 100), &policy, now());
    assert_eq!(recommend(&board, &map, &mut search, &asked, &policy, now()), first);
}

#[test]
fn json_is_flat_and_as_documented() {
    let map = line();
    let mut board = board(&map, row(2));
    board.set_status(unit_id(1), DutyStatus::OnScene, &map).unwrap();
    let answer = ask(&board, &map, &need(start(), 2), &Policy::default());
    let json = serde_json::to_value(&answer).unwrap();
    assert_eq!(json["picks"][0]["unit_id"], "00000000-0000-0000-0000-000000000002");
    assert_eq!(json["picks"][0]["profile"], "car");
    let nearer = serde_json::json!({"code": "passed_nearer", "units": 1, "call_sign": "U1", "why": "on_scene"});
    assert_eq!(json["picks"][0]["reasons"][1], nearer);
    assert_eq!(json["passed_over"][0]["reason"], serde_json::json!({"code": "on_scene"}));
    assert_eq!(json["shortfall"][0], serde_json::json!({"code": "fewer_than_asked", "found": 1, "asked": 2}));
    assert_eq!(serde_json::from_value::<kaimen_dispatch::Recommendation>(json).unwrap(), answer);
}

#[test]
fn the_officer_of_the_community_goes_first_where_the_district_prefers_it() {
    let map = line();
    let mut units = row(3);
    units[1].area = Some(area(7));
    let need = Need { area: Some(area(7)), ..need(start(), 2) };
    let policy = Policy { other_area_ms: 10_000_000, ..Policy::plain() };
    let answer = ask(&board(&map, units.clone()), &map, &need, &policy);
    assert_eq!(picked(&answer), ["U2", "U1"]);
    assert!(answer.picks[0].reasons.contains(&Reason::SameArea));
    assert!(answer.picks[1].reasons.contains(&Reason::OtherArea { handicap_ms: 10_000_000 }));
    let urgent = Need { grade: Grade::DangerToLife, ..need };
    assert_eq!(picked(&ask(&board(&map, units), &map, &urgent, &policy)), ["U1", "U2"]);
}

#[test]
fn a_graver_call_takes_a_unit_under_way_only_where_it_is_named_and_saves_enough() {
    let map = line();
    let mut units = row(3);
    units[0].status = DutyStatus::EnRoute;
    let board = board(&map, units);
    let need = Need { grade: Grade::DangerToLife, ..need(start(), 1) };
    assert_eq!(picked(&ask(&board, &map, &need, &Policy::plain())), ["U2"]);
    let named = Need { interruptible: vec![unit_id(1)], ..need };
    let answer = ask(&board, &map, &named, &Policy::plain());
    assert_eq!(picked(&answer), ["U1"]);
    assert!(answer.picks[0].reasons.contains(&Reason::TakenFromLesser { handicap_ms: 60_000 }));
    // The next unit is 100 s behind: a saving that is not worth turning somebody round here.
    let dear = Policy { taken_from_lesser_ms: 101_000, ..Policy::plain() };
    assert_eq!(picked(&ask(&board, &map, &named, &dear)), ["U2"]);
}

#[test]
fn a_unit_that_alone_covers_much_is_spared_and_told_why() {
    let map = line();
    let board = board(&map, row(2));
    let mut coverage = Coverage::new(&[9.0, 1.0], 0.2, 5_000);
    coverage.set(unit_id(1), Some([0].into()));
    coverage.set(unit_id(2), Some([1].into()));
    let choose = |grade| {
        let need = Need { grade, ..need(start(), 2) };
        let mut search = Search::new();
        let mut times = ByRoad { map: &map, search: &mut search };
        recommend_by(&board, &mut times, &need, &Policy::plain(), Some(&coverage), now())
    };
    let answer = choose(Grade::Ordinary);
    // 90 % of the calls times 0.8 is 72 hundredths, 5 s each; the other loses 8.
    assert_eq!(picked(&answer), ["U2", "U1"]);
    assert_eq!((answer.picks[0].handicap_ms, answer.picks[1].handicap_ms), (40_000, 360_000));
    assert!(answer.picks[1].reasons.contains(&Reason::LeavesUncovered { handicap_ms: 360_000 }));
    assert_eq!(picked(&choose(Grade::DangerToLife)), ["U1", "U2"]);
}
