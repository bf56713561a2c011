//! The hypercube model against a Markov chain that is written down event by event and solved by elimination.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use kaimen_plan::erlang::{lost, waiting};
use kaimen_plan::hypercube::CityError;
use kaimen_plan::{City, Line};
use proptest::prelude::*;

#[derive(Debug, Clone)]
struct Question {
    rates: Vec<f64>,
    preferences: Vec<Vec<u32>>,
    services: Vec<f64>,
    line: Line,
}

impl Question {
    fn city(&self) -> City {
        City::new(self.rates.clone(), self.preferences.clone(), self.services.clone(), self.line).unwrap()
    }
}

/// What the chain says: chances of busy sets, workloads, and shares of served calls by unit and atom.
struct Chain {
    states: Vec<f64>,
    workloads: Vec<f64>,
    dispatched: Vec<Vec<f64>>,
    in_line: f64,
}

/// A state is who is busy, and how many wait. An endless line is cut where it is never that long.
fn chain(question: &Question) -> Chain {
    let units = question.services.len();
    let longest = match question.line {
        Line::UpTo(longest) => longest as usize,
        Line::Endless => 150,
    };
    let sets = 1 << units;
    let mut flow = vec![vec![0.0; sets + longest]; sets + longest];
    let mut taken: Vec<(usize, usize, usize, f64)> = Vec::new();
    for state in 0..sets + longest {
        let busy: Vec<bool> = (0..units).map(|unit| state >= sets || state >> unit & 1 == 1).collect();
        for (atom, rate) in question.rates.iter().enumerate() {
            match question.preferences[atom].iter().find(|unit| !busy[**unit as usize]) {
                Some(unit) => {
                    flow[state][state | 1 << unit] += rate;
                    taken.push((state, *unit as usize, atom, *rate));
                }
                None if state + 1 < sets + longest => {
                    flow[state][state + 1] += rate;
                    // Whoever is done first will take it.
                    let all: f64 = question.services.iter().sum();
                    (0..units).for_each(|unit| taken.push((state, unit, atom, rate * question.services[unit] / all)));
                }
                None => {}
            }
        }
        for unit in (0..units).filter(|unit| busy[*unit]) {
            let next = if state >= sets { state - 1 } else { state & !(1 << unit) };
            flow[state][next] += question.services[unit];
        }
    }
    let chances = steady(&flow);
    let mut states = chances[..sets].to_vec();
    states[sets - 1] += chances[sets..].iter().sum::<f64>();
    let workloads = (0..units).map(|unit| (0..sets).filter(|set| set >> unit & 1 == 1).map(|set| states[set]).sum());
    let mut dispatched = vec![vec![0.0; question.rates.len()]; units];
    taken.iter().for_each(|(state, unit, atom, rate)| dispatched[*unit][*atom] += chances[*state] * rate);
    let all: f64 = dispatched.iter().flatten().sum();
    dispatched.iter_mut().flatten().for_each(|share| *share /= all);
    let in_line = chances[sets..].iter().enumerate().map(|(at, chance)| (at + 1) as f64 * chance).sum();
    Chain { workloads: workloads.collect(), states, dispatched, in_line }
}

/// Steady state by Gaussian elimination without subtraction (Grassmann, Taksar and Heyman 1985).
fn steady(flow: &[Vec<f64>]) -> Vec<f64> {
    let mut rates = flow.to_vec();
    let count = rates.len();
    for last in (1..count).rev() {
        let out: f64 = rates[last][..last].iter().sum();
        for from in 0..last {
            rates[from][last] /= out;
            let part = rates[from][last];
            for to in (0..last).filter(|to| *to != from) {
                let more = part * rates[last][to];
                rates[from][to] += more;
            }
        }
    }
    let mut chances = vec![1.0];
    while chances.len() < count {
        let into = chances.iter().zip(&rates).map(|(chance, row)| chance * row[chances.len()]);
        chances.push(into.sum());
    }
    let all: f64 = chances.iter().sum();
    chances.iter().map(|chance| chance / all).collect()
}

fn questions() -> impl Strategy<Value = Question> {
    let line = prop_oneof![Just(Line::UpTo(0)), (1_u32..5).prop_map(Line::UpTo), Just(Line::Endless)];
    (1_usize..5, 1_usize..6, line).prop_flat_map(|(units, atoms, line)| {
        let order = Just((0..units as u32).collect::<Vec<_>>()).prop_shuffle();
        let services = prop::collection::vec(0.5..3.0, units);
        let rates = prop::collection::vec(0.05..1.0, atoms);
        let preferences = prop::collection::vec(order, atoms);
        (rates, preferences, services, 0.05..0.8).prop_map(move |(mut rates, preferences, services, load)| {
            let scale = load * services.iter().sum::<f64>() / rates.iter().sum::<f64>();
            rates.iter_mut().for_each(|rate| *rate *= scale);
            Question { rates, preferences, services, line }
        })
    })
}

fn same(ours: &[f64], theirs: &[f64]) -> bool {
    ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(one, other)| (one - other).abs() < 1e-10)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_figure_agrees_with_the_chain(question in questions()) {
        let (ours, theirs) = (question.city().exact().unwrap(), chain(&question));
        prop_assert!(same(&ours.states, &theirs.states), "{:?} {:?}", ours.states, theirs.states);
        prop_assert!(same(&ours.answers.workloads, &theirs.workloads));
        prop_assert!(same(&ours.answers.dispatched.concat(), &theirs.dispatched.concat()));
        prop_assert!((ours.answers.in_line - theirs.in_line).abs() < 1e-8);
    }

    #[test]
    fn calling_the_units_otherwise_changes_nothing_else(question in questions(), turn in 1_usize..4) {
        let units = question.services.len();
        let other = |unit: usize| (unit + turn) % units;
        let mut turned = question.clone();
        turned.preferences.iter_mut().flatten().for_each(|unit| *unit = other(*unit as usize) as u32);
        (0..units).for_each(|unit| turned.services[other(unit)] = question.services[unit]);
        let (ours, theirs) = (question.city().exact().unwrap().answers, turned.city().exact().unwrap().answers);
        for unit in 0..units {
            prop_assert!((ours.workloads[unit] - theirs.workloads[other(unit)]).abs() < 1e-11);
            prop_assert!(same(&ours.dispatched[unit], &theirs.dispatched[other(unit)]));
        }
    }

    #[test]
    fn the_approximation_is_near(mut question in questions()) {
        question.services.fill(1.0);
        let load = question.rates.iter().sum::<f64>() / question.services.len() as f64;
        if load > 0.8 {
            question.rates.iter_mut().for_each(|rate| *rate *= 0.8 / load);
        }
        let city = question.city();
        let (exact, near) = (city.exact().unwrap().answers, city.approximate().unwrap().answers);
        prop_assert!((exact.all_busy - near.all_busy).abs() < 1e-12);
        prop_assert!((near.dispatched.iter().flatten().sum::<f64>() - 1.0).abs() < 1e-10);
        for (one, other) in exact.workloads.iter().zip(&near.workloads) {
            prop_assert!((one - other).abs() < 0.05, "{:?} {:?}", exact.workloads, near.workloads);
        }
    }
}

/// Units on a ring of atoms, nearest first.
fn ring(units: usize, atoms: usize, load: f64, line: Line) -> City {
    let order = |atom: usize| {
        let mut order: Vec<u32> = (0..units as u32).collect();
        let at = (atom * units) as f64 / atoms as f64;
        let apart = |unit: u32| {
            let straight = (f64::from(unit) - at).abs();
            straight.min(units as f64 - straight)
        };
        order.sort_by(|one, other| apart(*one).total_cmp(&apart(*other)).then(one.cmp(other)));
        order
    };
    let rates = (0..atoms).map(|atom| load * units as f64 / atoms as f64 * (0.5 + (atom % 3) as f64 / 2.0)).collect();
    City::new(rates, (0..atoms).map(order).collect(), vec![1.0; units], line).unwrap()
}

#[test]
fn twelve_units_are_solved_and_their_number_is_that_of_erlang() {
    let (city, offered) = (ring(12, 36, 0.7, Line::UpTo(0)), 12.0 * 0.7);
    let exact = city.exact().unwrap();
    assert!((exact.answers.all_busy - lost(12, offered).unwrap()).abs() < 1e-12);
    assert!((exact.states.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    let workload: f64 = exact.answers.workloads.iter().sum();
    assert!((workload - offered * (1.0 - exact.answers.lost)).abs() < 1e-10, "{workload}");
    let endless = ring(12, 36, 0.7, Line::Endless).exact().unwrap().answers;
    let erlang = waiting(12, offered).unwrap();
    assert!((endless.all_busy - erlang.share).abs() < 1e-12);
    assert!((endless.in_line - erlang.line).abs() < 1e-10 && (endless.wait - erlang.wait).abs() < 1e-10);
}

#[test]
fn a_district_of_191_is_approximated_in_a_moment() {
    let city = ring(191, 381, 0.8, Line::Endless);
    let near = city.approximate().unwrap();
    assert!((near.answers.all_busy - waiting(191, 191.0 * 0.8).unwrap().share).abs() < 1e-12);
    assert!((near.correction[0] - 1.0).abs() < 1e-9 && near.correction[190].is_finite());
    let workload: f64 = near.answers.workloads.iter().sum();
    assert!((workload - 191.0 * 0.8).abs() < 1e-9);
    assert!(near.answers.workloads.iter().all(|workload| (0.6..1.0).contains(workload)));
    assert!(matches!(city.exact(), Err(CityError::Count { what: "units", count: 191, .. })));
}

#[test]
fn a_district_of_191_with_any_preferences_is_approximated() {
    // Orders by chance: every atom its own.
    let mut state = 9_u64;
    let mut roll = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let order = |roll: &mut dyn FnMut(usize) -> usize| {
        let mut order: Vec<u32> = (0..191).collect();
        (1..191).rev().for_each(|last| order.swap(last, roll(last + 1)));
        order
    };
    let preferences: Vec<Vec<u32>> = (0..300).map(|_| order(&mut roll)).collect();
    for (load, line) in [(0.3, Line::UpTo(0)), (0.6, Line::Endless), (0.95, Line::Endless), (1.1, Line::UpTo(0))] {
        let rates = vec![load * 191.0 / 300.0; 300];
        let city = City::new(rates, preferences.clone(), vec![1.0; 191], line).unwrap();
        let near = city.approximate().unwrap();
        assert!(near.answers.workloads.iter().all(|workload| (0.0..1.0).contains(workload)), "{load}");
        assert!((near.answers.dispatched.iter().flatten().sum::<f64>() - 1.0).abs() < 1e-9);
    }
    // One order for all, where the first units never rest and the last never move, is beyond it.
    let one = City::new(vec![150.0], vec![(0..191).collect()], vec![1.0; 191], Line::Endless).unwrap();
    assert_eq!(one.approximate(), Err(CityError::Lopsided));
}

#[test]
fn the_approximation_of_twelve_units_is_within_what_the_book_says() {
    for load in [0.3, 0.6, 0.8] {
        let city = ring(12, 36, load, Line::Endless);
        let (exact, near) = (city.exact().unwrap().answers, city.approximate().unwrap().answers);
        let pairs = exact.workloads.iter().zip(&near.workloads);
        let error = pairs.map(|(one, other)| (one / other - 1.0).abs()).fold(0.0, f64::max);
        assert!(error < 0.02, "{load}: {error}");
    }
}

#[test]
fn nonsense_is_refused() {
    let city = |rates: &[f64], preferences: &[&[u32]], services: &[f64], line| {
        let preferences = preferences.iter().map(|order| order.to_vec()).collect();
        City::new(rates.to_vec(), preferences, services.to_vec(), line).map(|_| ())
    };
    let lost = Line::UpTo(0);
    assert_eq!(city(&[0.0], &[&[0]], &[1.0], lost), Err(CityError::Silent));
    assert!(matches!(city(&[1.0], &[&[0, 0]], &[1.0, 1.0], lost), Err(CityError::Preferences { atom: 0, units: 2 })));
    assert!(matches!(city(&[1.0], &[&[0, 2]], &[1.0, 1.0], lost), Err(CityError::Preferences { .. })));
    assert!(matches!(city(&[1.0], &[&[0]], &[1.0, 1.0], lost), Err(CityError::Preferences { .. })));
    assert!(matches!(city(&[-1.0], &[&[0]], &[1.0], lost), Err(CityError::Rate { at: 0, .. })));
    assert!(matches!(city(&[1.0], &[&[0]], &[0.0], lost), Err(CityError::Rate { .. })));
    assert!(matches!(city(&[f64::NAN], &[&[0]], &[1.0], lost), Err(CityError::Rate { .. })));
    assert!(matches!(city(&[1.0], &[&[0]], &[1.0], Line::Endless), Err(CityError::Overloaded { .. })));
    assert!(matches!(city(&[1e308, 1e308], &[&[0], &[0]], &[1.0], lost), Err(CityError::Apart { unit: 0, .. })));
    assert!(matches!(city(&[1e-13], &[&[0, 1]], &[1e-13, 1.0], lost), Err(CityError::Apart { unit: 1, .. })));
    assert!(matches!(city(&[], &[], &[1.0], lost), Err(CityError::Count { .. })));
    assert!(matches!(city(&[1.0], &[&[]], &[], lost), Err(CityError::Count { .. })));
    assert!(matches!(city(&[1.0], &[&[0]], &[1.0], Line::UpTo(u32::MAX)), Err(CityError::Count { .. })));
    // The smallest and the largest load that is taken.
    for load in [1.1e-12, 0.9e12] {
        let units: Vec<u32> = (0..City::MOST_EXACT as u32).collect();
        let city = City::new(vec![load], vec![units.clone()], vec![1.0; units.len()], lost).unwrap();
        let exact = city.exact().unwrap();
        assert!(exact.states.iter().all(|chance| chance.is_finite()));
        let near = city.approximate().map(|near| near.answers.workloads);
        assert!(near.map_or(true, |workloads| workloads.iter().all(|workload| workload.is_finite())));
    }
}
