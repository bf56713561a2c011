//! Beats against every division there is, on small land.

use kaimen_plan::beats::{BeatsError, Effort, Land, Wanted, draw};
use kaimen_plan::mip::Limits;
use proptest::prelude::*;

fn effort() -> Effort {
    Effort { seed: 1, starts: 4, trials: 4_000, rounds: 300, limits: Limits { seconds: 5.0, gap: 0.0 } }
}

/// Whether the areas of a set hang together, by spreading until nothing changes.
fn together(set: &[usize], borders: &[(usize, usize)]) -> bool {
    let mut reached: Vec<usize> = set.first().copied().into_iter().collect();
    loop {
        let next = set.iter().find(|area| {
            let touches = |(one, other): &(usize, usize)| {
                (one == *area && reached.contains(other)) || (other == *area && reached.contains(one))
            };
            !reached.contains(area) && borders.iter().any(touches)
        });
        match next {
            Some(area) => reached.push(*area),
            None => return !set.is_empty() && reached.len() == set.len(),
        }
    }
}

/// What a division costs, `None` where it breaks what is wanted.
fn cost(
    calls: &[f64],
    ways: &[Vec<f64>],
    borders: Option<&[(usize, usize)]>,
    wanted: Wanted,
    beat_of: &[usize],
) -> Option<f64> {
    let mean = calls.iter().sum::<f64>() / wanted.beats as f64;
    let mut all = 0.0;
    for beat in 0..wanted.beats {
        let set: Vec<usize> = (0..calls.len()).filter(|area| beat_of[*area] == beat).collect();
        let load: f64 = set.iter().map(|area| calls[*area]).sum();
        let apart = borders.is_some_and(|borders| !together(&set, borders));
        if set.is_empty() || apart || (load - mean).abs() > mean * wanted.disparity + 1e-6 {
            return None;
        }
        let from = |centre: &usize| set.iter().map(|area| calls[*area] * ways[*centre][*area]).sum::<f64>();
        all += set.iter().map(from).fold(f64::INFINITY, f64::min);
    }
    Some(all)
}

fn neighbours(areas: usize, borders: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut rows = vec![Vec::new(); areas];
    borders.iter().for_each(|(one, other)| rows[*one].push(*other));
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn nothing_is_better_on_small_land(
        calls in prop::collection::vec((0_u32..9).prop_map(f64::from), 3..8),
        lengths in prop::collection::vec((1_u32..20).prop_map(f64::from), 64),
        more in prop::collection::vec((0_usize..8, 0_usize..8), 0..5),
        beats in 1_usize..4,
        disparity in 0.05..0.6,
        joined: bool,
    ) {
        let areas = calls.len();
        prop_assume!(calls.iter().sum::<f64>() > 0.0);
        let ways: Vec<Vec<f64>> = (0..areas).map(|from| (0..areas).map(|to| if from == to { 0.0 } else { lengths[from.min(to) * 8 + from.max(to)] }).collect()).collect();
        // A line, and a few more borders.
        let mut borders: Vec<(usize, usize)> = (1..areas).map(|area| (area - 1, area)).collect();
        borders.extend(more.into_iter().map(|(one, other)| (one % areas, other % areas)));
        let wanted = Wanted { beats, disparity };
        let land = Land::new(calls.clone(), ways.clone(), joined.then(|| neighbours(areas, &borders))).unwrap();
        let borders = joined.then_some(borders.as_slice());
        let best = (0..beats.pow(areas as u32)).filter_map(|mut code| {
            let beat_of: Vec<usize> = (0..areas).map(|_| { let beat = code % beats; code /= beats; beat }).collect();
            cost(&calls, &ways, borders, wanted, &beat_of)
        }).fold(f64::INFINITY, f64::min);
        match draw(&land, wanted, effort()) {
            Ok(drawn) => {
                prop_assert!((drawn.plan.cost - best).abs() < 1e-6, "{} {:?}", best, drawn);
                let theirs = cost(&calls, &ways, borders, wanted, &drawn.plan.beat_of);
                prop_assert!(theirs.is_some_and(|theirs| (theirs - best).abs() < 1e-6), "{:?}", drawn);
                prop_assert!(drawn.plan.keeps && drawn.gap() < 1e-6, "{:?}", drawn);
            }
            Err(error) => prop_assert!(best.is_infinite(), "{} {}", best, error),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// On a line the divisions are its cuts, so that all can be tried where there are too many areas otherwise.
    #[test]
    fn the_bound_holds_on_a_line(
        calls in prop::collection::vec((1_u32..9).prop_map(f64::from), 26..32),
        steps in prop::collection::vec(0.1..3.0, 32),
        disparity in 0.1..0.4,
        seed: u64,
    ) {
        let areas = calls.len();
        let at: Vec<f64> = (0..areas).map(|area| steps[..area].iter().sum()).collect();
        let ways: Vec<Vec<f64>> = at.iter().map(|from| at.iter().map(|to: &f64| (from - to).abs()).collect()).collect();
        let borders: Vec<(usize, usize)> = (1..areas).map(|area| (area - 1, area)).collect();
        let wanted = Wanted { beats: 3, disparity };
        let cuts = (1..areas).flat_map(|one| (one + 1..areas).map(move |other| (one, other)));
        let best = cuts.filter_map(|(one, other)| {
            let beat_of: Vec<usize> = (0..areas).map(|area| usize::from(area >= one) + usize::from(area >= other)).collect();
            cost(&calls, &ways, Some(&borders), wanted, &beat_of)
        }).fold(f64::INFINITY, f64::min);
        let land = Land::new(calls.clone(), ways.clone(), Some(neighbours(areas, &borders))).unwrap();
        match draw(&land, wanted, Effort { seed, limits: Limits { seconds: 0.5, gap: 1e-3 }, ..effort() }) {
            Ok(drawn) => {
                prop_assert!(drawn.bound <= best + 1e-6 && drawn.plan.cost >= best - 1e-6, "{} {:?}", best, drawn);
                prop_assert!(drawn.bound_of_centres >= drawn.bound - 1e-9);
                let theirs = cost(&calls, &ways, Some(&borders), wanted, &drawn.plan.beat_of);
                prop_assert!(theirs.is_some_and(|theirs| (theirs - drawn.plan.cost).abs() < 1e-6), "{:?}", drawn);
                prop_assert!(drawn.plan.cost <= best * 1.02 + 1e-6, "{} {:?}", best, drawn);
            }
            Err(error) => prop_assert!(best.is_infinite(), "{} {}", best, error),
        }
    }
}

#[test]
fn nonsense_is_refused() {
    let square = |areas: usize| vec![vec![1.0; areas]; areas];
    let land = |calls: &[f64], neighbours| Land::new(calls.to_vec(), square(calls.len()), neighbours);
    assert!(matches!(land(&[], None), Err(BeatsError::Count { what: "areas", .. })));
    assert!(matches!(land(&[0.0], None), Err(BeatsError::Number { .. })));
    assert!(matches!(land(&[1.0, f64::NAN], None), Err(BeatsError::Number { .. })));
    assert!(matches!(land(&[1.0, 1.0], Some(vec![vec![], vec![]])), Err(BeatsError::Apart(1))));
    assert!(matches!(land(&[1.0, 1.0], Some(vec![vec![7], vec![]])), Err(BeatsError::Neighbour(0, 7))));
    assert!(matches!(Land::new(vec![1.0, 1.0], vec![vec![0.0]; 2], None), Err(BeatsError::Ways(0))));
    let two = land(&[1.0, 9.0], None).unwrap();
    let wanted = |beats, disparity| Wanted { beats, disparity };
    assert!(matches!(draw(&two, wanted(3, 0.1), effort()), Err(BeatsError::Count { what: "beats", .. })));
    assert!(matches!(draw(&two, wanted(0, 0.1), effort()), Err(BeatsError::Count { .. })));
    assert!(matches!(draw(&two, wanted(2, f64::NAN), effort()), Err(BeatsError::Number { .. })));
    assert!(matches!(draw(&two, wanted(2, 0.1), effort()), Err(BeatsError::Heavy { area: 1, .. })));
    assert!(draw(&two, wanted(1, 0.0), effort()).unwrap().plan.keeps);
}
