//! The time that a record with gaps covers.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

/// Stretches of covered time in milliseconds after the first call, in order, apart from each other.
#[derive(Debug)]
pub(crate) struct Cover {
    stretches: Vec<(i64, i64)>,
}

impl Cover {
    /// A day counts as covered where it has at least `part` of the calls of the busiest day; of such a day, the whole
    /// hours from that of its first call to that of its last call count.
    pub(crate) fn find(times: &[i64], start: DateTime<Utc>, part: f64) -> Self {
        let base = start.timestamp_millis();
        let mut days: BTreeMap<i64, (u64, i64, i64)> = BTreeMap::new();
        for time in times.iter().map(|time| time + base) {
            let day = days.entry(time.div_euclid(DAY)).or_insert((0, time, time));
            *day = (day.0 + 1, day.1.min(time), day.2.max(time));
        }
        let busiest = days.values().map(|day| day.0).max().unwrap_or(0);
        let stretches = days
            .values()
            .filter(|day| day.0 as f64 >= part * busiest as f64)
            .map(|(_, first, last)| (first.div_euclid(HOUR) * HOUR - base, (last.div_euclid(HOUR) + 1) * HOUR - base))
            .collect();
        Self { stretches }
    }

    /// Covered milliseconds.
    pub(crate) fn total(&self) -> i64 {
        self.stretches.iter().map(|(from, to)| to - from).sum()
    }

    /// Covered days.
    pub(crate) fn days(&self) -> u32 {
        self.stretches.len() as u32
    }

    /// Covered milliseconds between two times.
    pub(crate) fn overlap(&self, from: i64, to: i64) -> i64 {
        let first = self.stretches.partition_point(|stretch| stretch.1 <= from);
        self.stretches[first..]
            .iter()
            .take_while(|stretch| stretch.0 < to)
            .map(|stretch| stretch.1.min(to) - stretch.0.max(from))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn sparse_days_are_gaps() {
        let start = DateTime::from_timestamp(0, 0).unwrap() + TimeDelta::hours(10);
        // Day 0: 20 calls from 10:00 to 12:10. Day 1: one call. Day 2: 5 calls at 08:30.
        let mut times: Vec<i64> = (0..20).map(|at| at * 130 * 60_000 / 19).collect();
        times.push(DAY);
        times.extend([2 * DAY - 90 * 60_000; 5]);
        let cover = Cover::find(&times, start, 0.1);
        assert_eq!((cover.days(), cover.total()), (2, 4 * HOUR));
        assert_eq!(cover.overlap(-HOUR, HOUR), HOUR);
        assert_eq!(cover.overlap(0, 10 * DAY), 4 * HOUR);
        assert_eq!(cover.overlap(DAY, DAY + HOUR), 0);
    }
}
