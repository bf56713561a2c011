//! The exact hypercube (Larson), Erlang B and C; and faults that these must find.

use kaimen_roads::Coordinate;
use kaimen_sim::simulate::{Interval, Record, Rules, Scenario, draw, outcome, run};
use serde_json::Value;

use crate::support::{as_theory, at, district, line, reference};

/// With a confidence of 99.9 % an agreement is not missed by chance; the seed is fixed besides.
const CONFIDENCE: f64 = 0.999;
/// What driving adds to the times at the scene, as a part: at most 2 s of 1,200 s, and rounding.
const DRIVING: f64 = 0.002;

/// Figures of a city over its replications.
struct Found {
    workloads: Vec<Interval>,
    queued: Interval,
    lost: Interval,
    other_area: Interval,
    /// By unit and atom.
    fractions: Vec<Vec<Interval>>,
}

struct City<'a> {
    homes: &'a [Coordinate],
    atoms: Vec<(Coordinate, f64)>,
    first_choice: Vec<u32>,
    scenario: Scenario,
}

impl City<'_> {
    fn simulate(&self) -> Found {
        let map = line();
        let district = district(&map, self.homes, &self.atoms);
        let rules = Rules::named("closest").unwrap();
        let (mut busy, mut queued, mut lost, mut other) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut fractions = vec![vec![Vec::new(); self.atoms.len()]; self.homes.len()];
        for replication in 0..self.scenario.replications {
            let calls = draw(&district, &self.scenario, replication);
            let record: Record = run(&district, &self.scenario, &rules, &calls, replication, &mut |_| {}).unwrap();
            let figures = outcome(&district, &self.scenario, &calls, &record);
            busy.push(figures.busy_by_unit);
            queued.push(figures.queued);
            lost.push(figures.lost);
            let mut counts = vec![vec![0.0; self.atoms.len()]; self.homes.len()];
            let sent = calls.iter().zip(&record.calls).filter(|(_, handled)| handled.sent.is_some());
            sent.for_each(|(call, handled)| counts[handled.first as usize][call.demand as usize] += 1.0);
            let all: f64 = counts.iter().flatten().sum();
            let own: f64 = self.first_choice.iter().enumerate().map(|(atom, unit)| counts[*unit as usize][atom]).sum();
            other.push(1.0 - own / all);
            for (unit, atoms) in counts.iter().enumerate() {
                atoms.iter().enumerate().for_each(|(atom, count)| fractions[unit][atom].push(count / all));
            }
        }
        let interval = |values: &[f64]| Interval::of(values, CONFIDENCE);
        let of_unit = |unit: usize| busy.iter().map(|run| run[unit]).collect::<Vec<f64>>();
        Found {
            workloads: (0..self.homes.len()).map(|unit| interval(&of_unit(unit))).collect(),
            queued: interval(&queued),
            lost: interval(&lost),
            other_area: interval(&other),
            fractions: fractions.iter().map(|atoms| atoms.iter().map(|values| interval(values)).collect()).collect(),
        }
    }
}

/// Whether an interval, a little widened for driving, holds a value, and is narrow enough to mean something.
fn holds(interval: Interval, value: f64) -> bool {
    assert!(interval.half < 0.02, "the interval is too wide to say anything: {interval:?}");
    (value - interval.mean).abs() <= interval.half + DRIVING * value.max(0.1)
}

/// What does not agree with the exact solution.
fn disagreements(found: &Found, exact: &Value, is_lossy: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut check = |name: String, interval: Interval, value: f64| {
        println!("  {name:<22} {:.5} ± {:.5}, exact {value:.5}", interval.mean, interval.half);
        if !holds(interval, value) {
            wrong.push(format!("{name}: {interval:?}, exact {value}"));
        }
    };
    let number = |value: &Value| value.as_f64().unwrap();
    for (unit, interval) in found.workloads.iter().enumerate() {
        check(format!("workload {unit}"), *interval, number(&exact["workloads"][unit]));
    }
    let all_busy = if is_lossy { found.lost } else { found.queued };
    check("all busy".into(), all_busy, number(&exact["p_all_busy"]));
    check("not the first choice".into(), found.other_area, number(&exact["fraction_nonpreferred_dispatch"]));
    let answered: f64 = exact["dispatch_fractions_unit_by_atom"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| row.as_array().unwrap())
        .map(number)
        .sum();
    for (unit, atoms) in found.fractions.iter().enumerate() {
        for (atom, interval) in atoms.iter().enumerate() {
            let value = number(&exact["dispatch_fractions_unit_by_atom"][unit][atom]) / answered;
            check(format!("unit {unit} to atom {atom}"), *interval, value);
        }
    }
    wrong
}

/// The three-unit city of Larson and Odoni on a street: unit 1, unit 0 and unit 2 ten metres apart.
fn three_units(minutes: f64, homes: &[Coordinate]) -> City<'_> {
    let places = [at(-2.0, 0.0), at(-2.0, 0.0), at(2.0, 0.0), at(-10.0, 0.0), at(10.0, 0.0)];
    let rates = [0.25, 0.25, 0.25, 0.35, 0.40];
    let mut scenario = as_theory(1.5, 120, 16);
    scenario.kinds[0].on_scene_minutes = minutes;
    City { homes, atoms: places.into_iter().zip(rates).collect(), first_choice: vec![0, 0, 0, 1, 2], scenario }
}

#[test]
fn the_three_unit_city_agrees_with_the_exact_hypercube() {
    let Some(vectors) = reference("hypercube_vectors.json") else { return };
    let exact = &vectors[0]["computed_exact"];
    assert_eq!(vectors[0]["name"], "larson_odoni_5.4.3_three_server");
    let homes = [at(0.0, 0.0), at(-10.0, 0.0), at(10.0, 0.0)];
    let wrong = disagreements(&three_units(20.0, &homes).simulate(), exact, false);
    assert!(wrong.is_empty(), "{wrong:#?}");
    println!("times at the scene 5 % too long:");
    let wrong = disagreements(&three_units(21.0, &homes).simulate(), exact, false);
    assert!(wrong.iter().any(|line| line.starts_with("workload")), "wrong times at the scene were not found");
    assert!(wrong.iter().any(|line| line.starts_with("all busy")), "wrong times at the scene were not found");
    println!("units 1 and 2 in each other's place:");
    let swapped = [homes[0], homes[2], homes[1]];
    let wrong = disagreements(&three_units(20.0, &swapped).simulate(), exact, false);
    assert!(wrong.iter().any(|line| line.starts_with("unit 1 to atom 3")), "wrong preferences were not found");
    assert!(wrong.iter().any(|line| line.starts_with("not the first choice")), "wrong preferences were not found");
}

#[test]
fn cities_that_lose_calls_agree_with_the_exact_hypercube() {
    let Some(vectors) = reference("hypercube_vectors.json") else { return };
    let pair = [at(0.0, 0.0), at(10.0, 0.0)];
    let cases = [
        ("mit_quiz2_2001_two_server_loss", vec![(pair[0], 1.0), (pair[1], 1.0)], vec![0, 1], 1.0),
        ("two_units_one_atom_ordered", vec![(pair[0], 1.0)], vec![0], 1.0),
    ];
    for (name, atoms, first_choice, offered) in cases {
        println!("{name}");
        let vector = vectors.as_array().unwrap().iter().find(|vector| vector["name"] == name).unwrap();
        let scenario = Scenario { lost_when_busy: true, ..as_theory(offered, 150, 20) };
        let city = City { homes: &pair, atoms, first_choice, scenario };
        let wrong = disagreements(&city.simulate(), &vector["computed_exact"], true);
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[test]
fn a_district_of_191_agrees_with_erlang_c() {
    let Some(vectors) = reference("erlang_vectors.json") else { return };
    let homes = vec![at(0.0, 0.0); 191];
    let of_191 = vectors["erlang"].as_array().unwrap().iter().filter(|vector| vector["servers"] == 191);
    let mut compared = 0;
    for vector in of_191 {
        let number = |name: &str| vector[name].as_f64().unwrap();
        let (offered, waits, wait) =
            (number("offered_erlangs"), number("erlang_c"), number("mean_wait_in_service_times"));
        let map = line();
        let district = district(&map, &homes, &[(at(0.0, 0.0), 1.0)]);
        let simulate = |offered: f64| {
            let scenario = as_theory(offered, 2, 12);
            let rules = Rules::named("closest").unwrap();
            let figures: Vec<_> = (0..scenario.replications)
                .map(|replication| {
                    let calls = draw(&district, &scenario, replication);
                    let record = run(&district, &scenario, &rules, &calls, replication, &mut |_| {}).unwrap();
                    outcome(&district, &scenario, &calls, &record)
                })
                .collect();
            let of = |value: &dyn Fn(&kaimen_sim::simulate::Outcome) -> f64| {
                Interval::of(&figures.iter().map(value).collect::<Vec<_>>(), CONFIDENCE)
            };
            (of(&|figures| figures.queued), of(&|figures| figures.wait / 1_200.0), of(&|figures| figures.busy))
        };
        let (queued, waited, busy) = simulate(offered);
        println!("191 units, {offered} erlang: queued {queued:?} ({waits}), wait {waited:?} ({wait}), busy {busy:?}");
        // In a quiet district nobody waits at all; theory says how seldom.
        let holds = |found: Interval, exact: f64| (found.mean - exact).abs() <= found.half + 1e-6;
        assert!(holds(queued, waits) && holds(waited, wait), "{offered}: {queued:?} {waits}, {waited:?} {wait}");
        assert!((busy.mean - offered / 191.0).abs() <= busy.half, "{busy:?}");
        if (0.2..0.5).contains(&waits) {
            let (queued, ..) = simulate(offered * 1.02);
            assert!(!queued.holds(waits), "2 % more calls were not found: {queued:?} {waits}");
        }
        compared += 1;
    }
    assert!(compared >= 3, "only {compared} vectors of 191 units");
}
