//! Laws that hold whatever the district, the policy and the seed.

use kaimen_domain::unit::Grade;
use kaimen_roads::Profile;
use kaimen_sim::simulate::{Between, Call, District, Order, Patrol, Record, Rules, Scenario, compare, draw, run};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::support::{at, district, town};

fn random_district<'a>(map: &'a kaimen_roads::RoadMap, shifts: u32, random: &mut StdRng) -> District<'a> {
    let mut spot = || at(random.random_range(0.0..5_000.0), random.random_range(0.0..5_000.0));
    let homes: Vec<_> = (0..9).map(|_| spot()).collect();
    let demand: Vec<_> = (0..40).map(|_| (spot(), 1.0)).collect();
    let mut district = district(map, &homes, &demand);
    for (number, post) in (0..).zip(&mut district.posts) {
        post.shift = number % shifts;
        post.crew = 1 + u8::from(random.random_bool(0.3));
    }
    district
}

fn random_scenario(random: &mut StdRng) -> Scenario {
    Scenario {
        days: 3,
        warm_up_hours: random.random_range(0..30),
        replications: 2,
        seed: random.random_range(0..1_000),
        calls_per_day: [40.0, 120.0, 200.0][random.random_range(0..3)],
        shifts: random.random_range(1..4),
        change_over_minutes: random.random_range(0..31),
        between: [Between::Patrol, Between::Patrol, Between::DriveHome][random.random_range(0..3)],
        patrol: Patrol {
            order: [Order::Random, Order::Round][random.random_range(0..2)],
            stops: random.random_range(1..9),
            ..Patrol::default()
        },
        ..Scenario::default()
    }
}

/// Every law, for one run.
fn check(district: &District<'_>, scenario: &Scenario, calls: &[Call], record: &Record) {
    assert_eq!(calls.len(), record.calls.len());
    let mut sent_for = vec![0_u32; calls.len()];
    for tour in &record.tours {
        let (call, handled) = (&calls[tour.call as usize], &record.calls[tour.call as usize]);
        assert!(tour.sent >= call.time && tour.ended >= tour.sent && tour.ended < i64::MAX, "{tour:?}");
        let post = &district.posts[tour.unit as usize];
        assert!(scenario.is_on(post.shift, tour.sent), "sent outside its shift: {tour:?}");
        if !tour.taken {
            sent_for[tour.call as usize] += u32::from(post.crew);
            assert_eq!((Some(tour.sent), tour.ended), (handled.sent, handled.cleared), "{tour:?}");
        }
    }
    for ((call, handled), officers) in calls.iter().zip(&record.calls).zip(&sent_for) {
        let sent = handled.sent.expect("the run goes on until every call is answered");
        assert!(sent >= call.time && handled.arrived >= sent && handled.cleared >= handled.arrived + call.on_scene);
        let enough = *officers >= u32::from(call.officers) || (call.grade == Grade::DangerToLife && *officers > 0);
        assert!(enough, "{officers} officers for {call:?}");
        if let Some((there, hand_over)) = call.ambulance {
            assert!(handled.cleared >= call.time + there + hand_over);
        }
    }
    let mut tours = record.tours.clone();
    tours.sort_by_key(|tour| (tour.unit, tour.sent));
    for pair in tours.windows(2).filter(|pair| pair[0].unit == pair[1].unit) {
        assert!(pair[0].ended <= pair[1].sent, "on two calls: {pair:?}");
        let place = |call: u32| district.demand[calls[call as usize].demand as usize].place;
        // From one scene to the next takes at least the way between them, whatever was patrolled in between; the next
        // one came on duty elsewhere if a day has passed.
        let next = &record.calls[pair[1].call as usize];
        let same_shift = pair[1].sent - pair[0].ended < 3_600_000 || scenario.shifts == 1;
        if !pair[0].taken && !pair[1].taken && next.first == pair[1].unit && same_shift {
            let way = district.places.time(Profile::Car, place(pair[0].call), place(pair[1].call));
            assert!(next.arrived - pair[0].ended + 2_000 >= i64::from(way), "at two places: {pair:?}, way {way}");
        }
    }
    for (unit, from, to) in &record.duty {
        let shift = district.posts[*unit as usize].shift;
        assert!(to >= from && scenario.is_on(shift, *from));
        let last =
            record.tours.iter().filter(|tour| tour.unit == *unit && tour.sent < *to).map(|tour| tour.ended).max();
        let in_shift = scenario.is_on(shift, to - 1) || *to >= scenario.end();
        assert!(in_shift || last == Some(*to), "stayed on without a call: {unit} {from} {to}");
    }
}

#[test]
fn every_call_is_answered_once_and_nobody_is_at_two_places_or_works_outside_a_shift() {
    let map = town(6);
    let (mut taken, mut broken_off) = (0, 0);
    for seed in 0..12 {
        let mut random = StdRng::seed_from_u64(seed);
        let scenario = random_scenario(&mut random);
        let district = random_district(&map, scenario.shifts, &mut random);
        let calls = draw(&district, &scenario, 0);
        for rules in Rules::all() {
            let record = run(&district, &scenario, &rules, &calls, 0, &mut |_| {}).unwrap();
            check(&district, &scenario, &calls, &record);
            let again = run(&district, &scenario, &rules, &calls, 0, &mut |_| {}).unwrap();
            assert!(record == again, "the same seed gave another course");
            taken += record.tours.iter().filter(|tour| tour.taken).count();
            broken_off += record.stops.broken_off;
            assert!(rules.interrupt || record.tours.iter().all(|tour| !tour.taken));
        }
    }
    assert!(taken > 20 && broken_off > 300, "{taken} {broken_off}");
}

#[test]
fn policies_meet_the_same_calls_and_a_policy_does_not_differ_from_itself() {
    let map = town(6);
    let mut random = StdRng::seed_from_u64(4);
    let scenario = Scenario { shifts: 2, replications: 3, calls_per_day: 150.0, ..random_scenario(&mut random) };
    let district = random_district(&map, 2, &mut random);
    assert_eq!(draw(&district, &scenario, 1), draw(&district, &scenario, 1));
    assert_ne!(draw(&district, &scenario, 1), draw(&district, &scenario, 2));
    let twice: Vec<_> = ["closest", "closest", "coverage"].iter().filter_map(|name| Rules::named(name)).collect();
    let answer = compare(&district, &scenario, &twice, &|run| draw(&district, &scenario, run), &mut |_, _| {}).unwrap();
    let [first, same, other] = answer.policies.as_slice() else { panic!("three policies") };
    assert_eq!((first.response.value, first.late.value), (same.response.value, same.late.value));
    assert_eq!((same.response.difference.mean, same.response.difference.half), (0.0, 0.0));
    assert!(other.response.difference.mean != 0.0);
    // What the calls scatter falls out of the differences: their interval is narrower than that of the figures.
    assert!(other.response.difference.half < other.response.value.half);
}

#[test]
fn patrol_keeps_to_its_minutes_and_its_pause_between_visits_of_a_stop() {
    let map = town(6);
    let mut random = StdRng::seed_from_u64(9);
    let district = random_district(&map, 1, &mut random);
    let none = Scenario { shifts: 1, calls_per_day: 0.001, days: 2, warm_up_hours: 0, ..Scenario::default() };
    let stops = |minutes: (f64, f64)| {
        let patrol = Patrol { stop_minutes: minutes, visits: 0.0, ..Patrol::default() };
        let scenario = Scenario { patrol, ..none.clone() };
        let calls = draw(&district, &scenario, 0);
        let record = run(&district, &scenario, &Rules::named("closest").unwrap(), &calls, 0, &mut |_| {}).unwrap();
        record.stops.done as f64
    };
    let (short, long) = (stops((5.0, 5.0)), stops((20.0, 20.0)));
    // Nine units, 48 hours: stops of 20 minutes and drives between them of under 5 minutes.
    assert!(long > 9.0 * 48.0 * 60.0 / 25.0 && long <= 9.0 * 48.0 * 3.0 + 9.0, "{long}");
    assert!(short > 2.0 * long, "{short} {long}");
}

#[test]
fn nonsense_is_refused_in_words() {
    let map = town(3);
    let district = district(&map, &[at(0.0, 0.0)], &[(at(0.0, 0.0), 1.0)]);
    let rules = [Rules::named("closest").unwrap()];
    for scenario in [
        Scenario { days: 0, ..Scenario::default() },
        Scenario { calls_per_day: f64::NAN, ..Scenario::default() },
        Scenario { week: vec![1.0; 24], ..Scenario::default() },
        Scenario { shifts: 9, ..Scenario::default() },
        Scenario { patrol: Patrol { stop_minutes: (16.0, 10.0), ..Patrol::default() }, ..Scenario::default() },
    ] {
        assert!(compare(&district, &scenario, &rules, &|_| Vec::new(), &mut |_, _| {}).is_err());
    }
    assert!(compare(&district, &Scenario::default(), &[], &|_| Vec::new(), &mut |_, _| {}).is_err());
}
