//! The time that a record with gaps covers.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

const HOUR: i64 = 3_600_000;
/// Quiet hours in a row that still belong to the stretch around them: a small district has such nights.
const QUIET_HOURS: i64 = 3;

/// Stretches of covered time in milliseconds after the first call, in order, apart from each other.
#[derive(Debug)]
pub(crate) struct Cover {
    stretches: Vec<(i64, i64)>,
}

impl Cover {
    /// A clock hour counts as covered where it has at least `part` of the calls of the busiest hour, or where it is
    /// one of at most three quiet hours between covered ones. The rest are gaps in the record.
    pub(crate) fn find(times: &[i64], start: DateTime<Utc>, part: f64) -> Self {
        let base = start.timestamp_millis();
        let mut hours: BTreeMap<i64, u64> = BTreeMap::new();
        for time in times {
            *hours.entry((time + base).div_euclid(HOUR)).or_default() += 1;
        }
        let busiest = hours.values().copied().max().unwrap_or(0);
        let mut stretches: Vec<(i64, i64)> = Vec::new();
        for (hour, _) in hours.into_iter().filter(|(_, calls)| *calls as f64 >= part * busiest as f64) {
            let (from, to) = (hour * HOUR - base, (hour + 1) * HOUR - base);
            match stretches.last_mut() {
                Some(last) if from - last.1 <= QUIET_HOURS * HOUR => last.1 = to,
                _ => stretches.push((from, to)),
            }
        }
        Self { stretches }
    }

    /// Covered milliseconds.
    pub(crate) fn total(&self) -> i64 {
        self.stretches.iter().map(|(from, to)| to - from).sum()
    }

    /// How many stretches there are.
    pub(crate) fn stretches(&self) -> u32 {
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
    fn sparse_hours_are_gaps_and_short_quiet_ones_are_not() {
        let start = DateTime::from_timestamp(0, 0).unwrap() + TimeDelta::minutes(10 * 60 + 30);
        // 20 calls from 10:30, none until 13:00, 20 then, one at 18:00, 5 from 20:00 (all by the clock).
        let minute = 60_000;
        let mut times = vec![0; 20];
        times.extend([150 * minute; 20]);
        times.push(450 * minute);
        times.extend([570 * minute; 5]);
        let cover = Cover::find(&times, start, 0.1);
        assert_eq!((cover.stretches(), cover.total()), (2, 5 * HOUR));
        assert_eq!(cover.overlap(-HOUR, HOUR), 90 * minute);
        assert_eq!(cover.overlap(0, 100 * HOUR), 5 * HOUR - 30 * minute);
        assert_eq!(cover.overlap(400 * minute, 500 * minute), 0);
    }
}
