//! Erlang's formulas against direct summation in whole numbers of any length, and against each other.

use kaimen_plan::erlang::{ErlangError, lost, waiting, waits_by_urgency};
use proptest::prelude::*;

/// A whole number of any length, lowest digit first.
#[derive(Clone)]
struct Whole(Vec<u32>);

impl Whole {
    fn times(&self, by: u32) -> Self {
        let mut carry = 0_u64;
        let mut digits: Vec<u32> = Vec::with_capacity(self.0.len() + 1);
        for digit in &self.0 {
            let all = u64::from(*digit) * u64::from(by) + carry;
            digits.push(all as u32);
            carry = all >> 32;
        }
        digits.push(carry as u32);
        while digits.last() == Some(&0) {
            digits.pop();
        }
        Self(digits)
    }

    fn plus(&self, other: &Self) -> Self {
        let mut carry = 0_u64;
        let digit = |of: &Self, at: usize| u64::from(of.0.get(at).copied().unwrap_or(0));
        let mut digits = Vec::new();
        for at in 0..=self.0.len().max(other.0.len()) {
            let all = digit(self, at) + digit(other, at) + carry;
            digits.push(all as u32);
            carry = all >> 32;
        }
        Self(digits)
    }

    /// This over another, from the highest digits of both.
    fn over(&self, other: &Self) -> f64 {
        let top = |of: &Self| {
            let length = of.0.iter().rposition(|digit| *digit > 0).map_or(0, |at| at + 1);
            let value =
                of.0[..length].iter().rev().take(4).fold(0.0, |value, digit| value * 2f64.powi(32) + f64::from(*digit));
            (value, length.saturating_sub(4) as i32)
        };
        let ((above, longer), (below, shorter)) = (top(self), top(other));
        above / below * 2f64.powi(32 * (longer - shorter))
    }
}

/// (a^N / N!) / Σ a^k / k! with a = above / below, by the sum itself.
fn by_summation(servers: u32, above: u32, below: u32) -> f64 {
    let (mut power, mut sum) = (Whole(vec![1]), Whole(vec![1]));
    for server in 1..=servers {
        power = power.times(above);
        sum = sum.times(server).times(below).plus(&power);
    }
    power.over(&sum)
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-12 * other.abs()
}

#[test]
fn the_recursion_agrees_with_the_sum() {
    for (servers, above, below) in
        [(1, 1, 2), (3, 3, 2), (20, 15, 1), (191, 100, 1), (191, 180, 1), (191, 9_999, 50), (700, 650, 1)]
    {
        let (ours, exact) =
            (lost(servers, f64::from(above) / f64::from(below)).unwrap(), by_summation(servers, above, below));
        assert!(close(ours, exact), "{servers} {above}/{below}: {ours} {exact}");
    }
}

#[test]
fn large_systems_neither_overflow_nor_slow_down() {
    // The square root law of Halfin and Whitt: with N = a + sqrt(a) servers the share that waits tends to a constant.
    let share = |load: f64| waiting((load + load.sqrt()) as u32, load).unwrap().share;
    assert!((share(1e6) - 0.2234).abs() < 1e-3, "{}", share(1e6));
    assert!((share(4e6) - share(1e6)).abs() < 1e-4);
    assert_eq!(lost(2_000, 1e-3).unwrap(), 0.0);
    assert!(close(lost(10, 1e9).unwrap(), 1.0 - 1e-8));
}

#[test]
fn nonsense_is_refused() {
    assert_eq!(lost(0, 1.0), Err(ErlangError::Servers(0)));
    assert!(matches!(lost(3, f64::NAN), Err(ErlangError::NotPositive { what: "the load", .. })));
    assert!(lost(3, 0.0).is_err() && lost(3, -1.0).is_err() && lost(3, f64::INFINITY).is_err());
    assert_eq!(waiting(3, 3.0), Err(ErlangError::Overloaded { servers: 3, offered: 3.0 }));
    assert!(waits_by_urgency(3, &[1.0, 2.5], 1.0).is_err());
    assert!(waits_by_urgency(3, &[1.0, -0.5], 1.0).is_err());
    assert!(waits_by_urgency(3, &[1.0], 0.0).is_err());
    assert!(waits_by_urgency(3, &[], 1.0).is_err());
}

proptest! {
    #[test]
    fn any_load_agrees_with_the_sum(servers in 1_u32..120, above in 1_u32..5_000, below in 1_u32..100) {
        let (ours, exact) = (lost(servers, f64::from(above) / f64::from(below)).unwrap(), by_summation(servers, above, below));
        prop_assert!(close(ours, exact), "{} {}", ours, exact);
    }

    #[test]
    fn urgency_moves_waits_about_and_makes_none(servers in 1_u32..200, rates in prop::collection::vec(0.01..5.0, 1..6), share in 0.05..0.98) {
        let all: f64 = rates.iter().sum();
        let service = all / (f64::from(servers) * share);
        let waits = waits_by_urgency(servers, &rates, service).unwrap();
        let mean: f64 = waits.iter().zip(&rates).map(|(wait, rate)| wait * rate).sum::<f64>() / all;
        let first_come = waiting(servers, all / service).unwrap().wait / service;
        prop_assert!((mean - first_come).abs() <= 1e-9 * first_come, "{} {}", mean, first_come);
        prop_assert!(waits.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
