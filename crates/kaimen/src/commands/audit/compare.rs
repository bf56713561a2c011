//! Comparing a log, row by row, with an export of it that somebody held.

use std::collections::VecDeque;
use std::path::Path;

use kaimen_domain::audit::compare::{Parted, part};
use kaimen_domain::audit::export::Line;
use kaimen_domain::audit::verify::Verifier;
use kaimen_store::DatabaseConnection;
use kaimen_store::audit::{after, export};
use tokio::runtime::Runtime;

use super::lines::Lines;

/// Rows that are looked at on each side to tell what became of one.
const AHEAD: usize = 1000;
/// Rows read from the database at a time.
const PAGE: u64 = 4096;

/// The log as it is now.
pub(super) enum Source<'a> {
    /// An export.
    File(Lines),
    /// The database, with the rows read and not yet handed out.
    Database(&'a Runtime, &'a DatabaseConnection, VecDeque<Line<'static>>, i64),
}

impl Source<'_> {
    fn next(&mut self) -> anyhow::Result<Option<Line<'static>>> {
        match self {
            Self::File(lines) => Ok(lines.next()?.map(Line::into_owned)),
            Self::Database(runtime, on, read, last) => {
                if read.is_empty() {
                    let rows = runtime.block_on(after(*on, *last, PAGE))?;
                    read.extend(rows.iter().map(|row| export::line(row, false).into_owned()));
                    *last = read.back().map_or(*last, |row| row.seq);
                }
                Ok(read.pop_front())
            }
        }
    }
}

/// Where the log parts from the export in `held`; `None` where it only went on. Also how many rows were held.
pub(super) fn compare(held: &Path, mut now: Source<'_>) -> anyhow::Result<(i64, Option<Parted>)> {
    let mut held = Source::File(Lines::open(held)?);
    // An export that is not sound itself proves nothing against the log.
    let mut sound = Verifier::default();
    while let Some(old) = held.next()? {
        if let Err(fault) = sound.push(&old.covered(), old.leaf()).and_then(|_| sound.finish()) {
            return Ok((sound.rows(), Some(Parted::Held(fault))));
        }
        let Some(new) = now.next()? else {
            let have = old.seq - 1;
            let mut held_rows = old.seq;
            while let Some(row) = held.next()? {
                held_rows = row.seq;
            }
            return Ok((held_rows, Some(Parted::Truncated { have, held: held_rows })));
        };
        if old.leaf() != new.leaf() || old.seq != new.seq || new.covered().leaf() != new.leaf() {
            let (old_after, new_after) = (ahead(&mut held)?, ahead(&mut now)?);
            return Ok((old.seq, Some(part(&old, &new, &old_after, &new_after))));
        }
    }
    Ok((sound.rows(), None))
}

fn ahead(source: &mut Source<'_>) -> anyhow::Result<Vec<Line<'static>>> {
    let mut rows = Vec::new();
    while rows.len() < AHEAD
        && let Some(row) = source.next()?
    {
        rows.push(row);
    }
    Ok(rows)
}
