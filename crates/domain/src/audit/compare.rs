//! Where a log parts from an export of it that somebody held.

use super::export::Line;
use super::verify::Fault;

/// What became of the first row that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Parted {
    /// The row says something else now.
    #[error("row {0} is not what you hold: it was changed")]
    Changed(i64),
    /// The row is gone; the next one has its number.
    #[error("row {0} that you hold is gone: it was deleted and the rest renumbered")]
    Deleted(i64),
    /// There is a row that was not there.
    #[error("row {0} is not in what you hold: it was put in and the rest renumbered")]
    Inserted(i64),
    /// The row stands elsewhere.
    #[error("row {0} and row {1} that you hold have changed places")]
    Swapped(i64, i64),
    /// The log ends before what was held.
    #[error("the log ends after row {have}, you hold {held}: the rows between were cut off")]
    Truncated {
        /// Rows there are.
        have: i64,
        /// Rows held.
        held: i64,
    },
    /// Held rows that do not follow from one another prove nothing.
    #[error("the export that you hold is itself damaged: {0}")]
    Held(Fault),
}

/// Whether two rows say the same, wherever they stand.
fn same(one: &Line<'_>, other: &Line<'_>) -> bool {
    let body = |row: &Line<'_>| super::leaf::Covered { seq: 0, ..row.covered() }.leaf();
    body(one) == body(other)
}

/// Names the difference of two rows with the same number, from what stands after each.
#[must_use]
pub fn part<'a>(held: &Line<'_>, now: &Line<'_>, held_after: &[Line<'a>], now_after: &[Line<'a>]) -> Parted {
    let seq = held.seq;
    let later_now = now_after.iter().position(|row| same(held, row));
    let later_held = held_after.iter().position(|row| same(now, row));
    let number = |after: usize| seq + 1 + i64::try_from(after).unwrap_or(i64::MAX - seq - 1);
    match (later_now, later_held) {
        (Some(there), Some(back)) if there == back => Parted::Swapped(seq, number(there)),
        (_, Some(0)) => Parted::Deleted(seq),
        (Some(0), _) => Parted::Inserted(seq),
        _ => Parted::Changed(seq),
    }
}
