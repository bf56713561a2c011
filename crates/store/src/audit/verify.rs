//! Going through the whole log as it stands in the database.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kaimen_domain::audit::Hash;
use kaimen_domain::audit::checkpoint::Checkpoint;
use kaimen_domain::audit::leaf::content_hash;
use kaimen_domain::audit::tree::Completed;
use kaimen_domain::audit::verify::{Fault, Verifier};
use sea_orm::entity::prelude::*;

use super::tile;
use super::{Row, last_seq, models_after, read};
use crate::error::StoreError;

/// Rows read at a time.
const PAGE: u64 = 4096;

/// What a check of the log found.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// Sound rows, up to the first fault.
    pub rows: i64,
    /// Rows among them whose detail was erased.
    pub erased: i64,
    /// Time of the last of them.
    pub last: Option<DateTime<Utc>>,
    /// Root of their tree.
    pub root: Hash,
    /// The first thing that is wrong.
    pub fault: Option<Fault>,
}

/// Checks every row, every hash that is kept of them, and the checkpoints that somebody holds.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn verify(on: &impl ConnectionTrait, held: &[Checkpoint]) -> Result<Verified, StoreError> {
    let mut verified = Verified { rows: 0, erased: 0, last: None, root: Hash::default(), fault: None };
    let mut verifier = match Verifier::new(held) {
        Ok(verifier) => verifier,
        Err(fault) => return Ok(Verified { fault: Some(fault), ..verified }),
    };
    // Rows that are written meanwhile are left for the next time.
    let size = last_seq(on).await?;
    let mut tiles = Tiles::read(on, size).await?;
    // Below the first row too: somebody may have put one there.
    let mut seq = i64::MIN;
    while seq < size {
        let models = models_after(on, seq, PAGE).await?;
        let Some(last) = models.last() else { break };
        seq = last.seq;
        for model in models.into_iter().take_while(|model| model.seq <= size) {
            let fault = match read(model) {
                Ok(row) => check(&row, &mut verifier, &mut tiles, &mut verified).err(),
                Err(seq) => Some(Fault::Changed { seq }),
            };
            if fault.is_some() {
                return Ok(Verified { fault, rows: verifier.rows(), root: verifier.root(), ..verified });
            }
        }
    }
    let fault = verifier.finish().err().or_else(|| tiles.left());
    Ok(Verified { fault, rows: verifier.rows(), root: verifier.root(), ..verified })
}

fn check(row: &Row, verifier: &mut Verifier, tiles: &mut Tiles, verified: &mut Verified) -> Result<(), Fault> {
    let fits = match &row.salt {
        Some(salt) => content_hash(salt, &row.entry.detail) == row.content,
        // Erased: the hash is all there is.
        None => row.entry.detail.is_empty(),
    };
    let completed = verifier.push(&row.covered(), row.leaf)?;
    if !fits {
        return Err(Fault::Changed { seq: row.seq });
    }
    verified.erased += i64::from(row.salt.is_none());
    verified.last = Some(row.entry.at);
    completed.iter().try_for_each(|completed| tiles.compare(completed))
}

/// The hashes kept of whole tiles: one for 256 rows.
struct Tiles(BTreeMap<(i32, i64), Vec<u8>>);

impl Tiles {
    /// Those of whole tiles of a log of `size` rows.
    async fn read(on: &impl ConnectionTrait, size: i64) -> Result<Self, StoreError> {
        let rows = tile::row::Entity::find().all(on).await?;
        let whole = rows.into_iter().filter(|row| span(row.level, row.place).1 <= size);
        Ok(Self(whole.map(|row| ((row.level, row.place), row.hash)).collect()))
    }

    fn compare(&mut self, completed: &Completed) -> Result<(), Fault> {
        let place = i64::try_from(completed.index).unwrap_or(i64::MAX);
        let kept = self.0.remove(&(i32::from(completed.level), place));
        if kept.is_some_and(|kept| kept == completed.hash.0) {
            Ok(())
        } else {
            Err(fault(i32::from(completed.level), place))
        }
    }

    /// A hash of rows that there are not.
    fn left(&self) -> Option<Fault> {
        self.0.keys().next().map(|(level, place)| fault(*level, *place))
    }
}

/// First and last row that a hash of a tile covers.
fn span(level: i32, place: i64) -> (i64, i64) {
    let width = 1_i64 << (level.clamp(0, 7) * 8);
    let from = place.saturating_mul(width).saturating_add(1);
    (from, from.saturating_add(width - 1))
}

fn fault(level: i32, place: i64) -> Fault {
    let (from, to) = span(level, place);
    Fault::Tile { from, to }
}
