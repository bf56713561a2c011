//! Means, quantiles and measures of spread.

use serde::Serialize;

/// Mean and quantiles in seconds; all 0 where there is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Times {
    /// Mean.
    pub mean: f64,
    /// Half are not longer.
    pub p50: f64,
    /// Nine of ten are not longer.
    pub p90: f64,
    /// 99 of 100 are not longer.
    pub p99: f64,
    /// The longest.
    pub longest: f64,
}

impl Times {
    /// From milliseconds. Quantiles are the smallest value that so many do not exceed (nearest rank).
    pub(crate) fn of(mut ms: Vec<i64>) -> Self {
        ms.sort_unstable();
        let seconds = |ms: i64| ms as f64 / 1_000.0;
        let rank = |part: f64| {
            let at = (part * ms.len() as f64).ceil() as usize;
            ms.get(at.saturating_sub(1)).map_or(0.0, |ms| seconds(*ms))
        };
        let mean = if ms.is_empty() { 0.0 } else { seconds(ms.iter().sum()) / ms.len() as f64 };
        Self { mean, p50: rank(0.5), p90: rank(0.9), p99: rank(0.99), longest: rank(1.0) }
    }
}

/// Calls per unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Workload {
    /// Of the unit with the fewest.
    pub least: u64,
    /// Of the unit in the middle.
    pub median: u64,
    /// Of the unit with the most.
    pub most: u64,
    /// Gini coefficient: 0 where all have the same, towards 1 where one has all.
    pub gini: f64,
}

impl Workload {
    pub(crate) fn of(mut calls: Vec<u64>) -> Self {
        calls.sort_unstable();
        let (count, sum) = (calls.len() as f64, calls.iter().sum::<u64>() as f64);
        let ranked: f64 = (1..).zip(&calls).map(|(rank, calls)| f64::from(rank) * *calls as f64).sum();
        let gini = if sum > 0.0 { 2.0 * ranked / (count * sum) - (count + 1.0) / count } else { 0.0 };
        let at = |index: usize| calls.get(index).copied().unwrap_or(0);
        Self { least: at(0), median: at(calls.len() / 2), most: at(calls.len().saturating_sub(1)), gini }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_by_nearest_rank() {
        let times = Times::of((1..=10).map(|value| value * 1_000).collect());
        assert_eq!((times.mean, times.p50, times.p90, times.p99, times.longest), (5.5, 5.0, 9.0, 10.0, 10.0));
        assert_eq!(Times::of(Vec::new()).mean, 0.0);
    }

    #[test]
    fn gini_is_zero_for_equals_and_high_for_one_who_has_all() {
        assert!(Workload::of(vec![5, 5, 5, 5]).gini.abs() < 1e-12);
        assert!((Workload::of(vec![0, 0, 0, 8]).gini - 0.75).abs() < 1e-12);
        assert_eq!(Workload::of(vec![3, 1, 2]).median, 2);
    }
}
