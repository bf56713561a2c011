//! Posts against every choice there is, on small instances.

use kaimen_plan::mip::Limits;
use kaimen_plan::posts::{PostsError, Reach, Ways, centre, cover, expected, median, nested};
use proptest::prelude::*;

fn ways() -> impl Strategy<Value = (Vec<f64>, Vec<Vec<f64>>)> {
    (1_usize..8, 1_usize..12).prop_flat_map(|(sites, places)| {
        // Few different lengths, so that ties are common.
        let row = prop::collection::vec((0_u32..12).prop_map(f64::from), places);
        let weights = prop::collection::vec((0_u32..6).prop_map(f64::from), places);
        (
            weights.prop_filter("some calls", |weights| weights.iter().any(|weight| *weight > 0.0)),
            prop::collection::vec(row, sites),
        )
    })
}

/// Every choice of so many sites; with `again` one site may be chosen several times.
fn choices(sites: usize, posts: usize, again: bool) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..posts {
        let longer = |choice: &Vec<usize>| {
            let from = choice.last().map_or(0, |last| if again { *last } else { last + 1 });
            (from..sites).map(|site| [choice.clone(), vec![site]].concat()).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

fn best(choices: &[Vec<usize>], value: impl Fn(&[usize]) -> f64) -> f64 {
    choices.iter().map(|choice| value(choice)).fold(f64::NEG_INFINITY, f64::max)
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn nothing_is_better_than_what_is_chosen((weights, lengths) in ways(), posts in 1_usize..4, busy in 0.0..0.9) {
        let posts = posts.min(lengths.len());
        let by_hand = |choice: &[usize]| -> Vec<f64> {
            (0..weights.len()).map(|place| choice.iter().map(|site| lengths[*site][place]).fold(f64::INFINITY, f64::min)).collect()
        };
        let all: f64 = weights.iter().sum();
        let table = Ways::new(weights.clone(), lengths.clone()).unwrap();
        let once = choices(lengths.len(), posts, false);

        let found = cover(&table.within(4.0), posts, Limits::default()).unwrap();
        let covered = |choice: &[usize]| by_hand(choice).iter().zip(&weights).filter(|(way, _)| **way <= 4.0).map(|(_, weight)| weight).sum();
        prop_assert!(close(found.value, best(&once, covered)), "{:?}", found);
        prop_assert!(close(found.value, covered(&found.sites)) && found.sites.len() == posts);
        prop_assert!(found.gap().unwrap() < 1e-9);

        let found = median(&table, posts, Limits::default()).unwrap();
        let mean = |choice: &[usize]| by_hand(choice).iter().zip(&weights).map(|(way, weight)| way * weight).sum::<f64>() / all;
        prop_assert!(close(found.value, -best(&once, |choice| -mean(choice))), "{:?}", found);
        prop_assert!(close(found.value, mean(&found.sites)) && found.gap().unwrap() < 1e-9, "{:?}", found);

        let found = centre(&table, posts, Limits::default()).unwrap();
        let longest = |choice: &[usize]| by_hand(choice).iter().zip(&weights).filter(|(_, weight)| **weight > 0.0).map(|(way, _)| *way).fold(0.0, f64::max);
        prop_assert!(close(found.value, -best(&once, |choice| -longest(choice))), "{:?}", found);

        let found = expected(&table.within(4.0), posts, busy, Limits::default()).unwrap();
        let hoped = |choice: &[usize]| (0..weights.len()).map(|place| {
            let near = choice.iter().filter(|site| lengths[**site][place] <= 4.0).count();
            weights[place] * (1.0 - busy.powi(near as i32))
        }).sum::<f64>();
        prop_assert!(close(found.value, best(&choices(lengths.len(), posts, true), hoped)), "{:?}", found);
        prop_assert!(close(found.value, hoped(&found.sites)) && found.sites.len() == posts);
    }

    #[test]
    fn no_order_is_better((weights, lengths) in ways(), shares in prop::collection::vec(0.1..1.0, 1..4)) {
        let shares = &shares[..shares.len().min(lengths.len())];
        let reach = Ways::new(weights, lengths.clone()).unwrap().within(4.0);
        let worth = |order: &[usize]| (1..=order.len()).map(|number| shares[number - 1] * reach.value(&order[..number])).sum::<f64>();
        let mut orders: Vec<Vec<usize>> = vec![Vec::new()];
        for _ in shares {
            let longer = |order: &Vec<usize>| {
                let rest = (0..lengths.len()).filter(|site| !order.contains(site));
                rest.map(|site| [order.clone(), vec![site]].concat()).collect::<Vec<_>>()
            };
            orders = orders.iter().flat_map(longer).collect();
        }
        let found = nested(&reach, shares, Limits::default()).unwrap();
        prop_assert!(close(found.value, best(&orders, worth)) && close(found.value, worth(&found.sites)), "{:?}", found);
    }
}

#[test]
fn nonsense_is_refused() {
    let limits = Limits::default();
    assert!(matches!(Reach::new(vec![], &[]), Err(PostsError::Empty)));
    assert!(matches!(Reach::new(vec![0.0], &[vec![true]]), Err(PostsError::Empty)));
    assert!(matches!(Reach::new(vec![1.0, 2.0], &[vec![true]]), Err(PostsError::Row { site: 0, count: 1, places: 2 })));
    assert!(matches!(Ways::new(vec![1.0], vec![vec![f64::NAN]]), Err(PostsError::Number { .. })));
    assert!(matches!(Ways::new(vec![-1.0], vec![vec![1.0]]), Err(PostsError::Number { .. })));
    let ways = Ways::new(vec![1.0], vec![vec![1.0]]).unwrap();
    assert!(matches!(median(&ways, 2, limits), Err(PostsError::Posts { posts: 2, least: 1, most: 1 })));
    assert!(matches!(median(&ways, 0, limits), Err(PostsError::Posts { .. })));
    assert!(matches!(cover(&ways.within(1.0), 2, limits), Err(PostsError::Posts { .. })));
    assert!(matches!(expected(&ways.within(1.0), 1, 1.0, limits), Err(PostsError::Busy(1.0))));
    assert!(matches!(expected(&ways.within(1.0), 1, f64::NAN, limits), Err(PostsError::Busy(_))));
    assert!(matches!(expected(&ways.within(1.0), 100_000, 0.5, limits), Err(PostsError::Posts { .. })));
    assert_eq!(cover(&ways.within(0.5), 1, limits).unwrap().value, 0.0);
    assert_eq!(cover(&ways.within(1.0), 0, limits).unwrap().value, 0.0);
}
