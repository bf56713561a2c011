//! From a moment and a length to the last moment in time.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, UnknownYear};
use super::rule::{Length, Unit};

/// Beijing is eight hours east, without summer time since 1992; older dates are not asked for.
const EAST: TimeDelta = TimeDelta::hours(8);

/// A stretch of time that does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// Began.
    pub from: DateTime<Utc>,
    /// Ended.
    pub to: DateTime<Utc>,
}

/// The day in Beijing.
#[must_use]
pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    (at + EAST).date_naive()
}

/// 24:00 in Beijing of a day.
#[must_use]
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    (day + Days::new(1)).and_time(NaiveTime::MIN).and_utc() - EAST
}

/// The last moment in time for something that began at `start`. `moves` tells whether a last day that is not worked
/// moves to the next one that is. The breaks are in order, do not overlap, and each began before the period ended.
///
/// # Errors
/// [`UnknownYear`] where a day is needed whose nature is not known; hours never need one.
pub fn last_moment(
    start: DateTime<Utc>,
    length: Length,
    moves: bool,
    breaks: &[Break],
    calendar: &Calendar,
) -> Result<DateTime<Utc>, UnknownYear> {
    match length.unit {
        Unit::Hours => {
            let broken: TimeDelta = breaks.iter().map(|one| one.to - one.from).sum();
            Ok(start + TimeDelta::hours(i64::from(length.count)) + broken)
        }
        Unit::Days => {
            let broken: i64 = breaks.iter().map(|one| (day_of(one.to) - day_of(one.from)).num_days()).sum();
            let days = u64::from(length.count) + u64::try_from(broken).unwrap_or(0);
            let mut last = day_of(start) + Days::new(days);
            while moves && !calendar.is_worked(last)? {
                last = last + Days::new(1);
            }
            Ok(end_of(last))
        }
        Unit::WorkingDays => {
            let begun = |day: NaiveDate| breaks.iter().any(|one| day_of(one.from) < day && day <= day_of(one.to));
            let broken_off = |day: NaiveDate| breaks.iter().any(|one| day_of(one.from) <= day && day < day_of(one.to));
            let (mut last, mut left) = (day_of(start), length.count);
            while left > 0 {
                last = last + Days::new(1);
                if calendar.is_worked(last)? && !begun(last) {
                    left -= 1;
                }
            }
            // A break that began on the last day leaves what was left of it for the day on which the break ended.
            while broken_off(last) || !calendar.is_worked(last)? {
                last = last + Days::new(1);
            }
            Ok(end_of(last))
        }
    }
}
