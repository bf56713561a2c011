//! Tiles and proofs: hashes only, for whoever asks.

use chrono::{DateTime, Utc};
use kaimen_domain::audit::Hash;
use kaimen_domain::audit::checkpoint::VerifierKey;
use kaimen_domain::audit::tile::{TileAddress, WIDTH};
use kaimen_domain::audit::tree::Question;
use kaimen_store::StoreError;
use kaimen_store::audit::checkpoint::Kept;
use kaimen_store::audit::{about, checkpoint, tile};

use crate::App;
use crate::error::Error;

/// That one row is in the log, so that whoever knows the row can check it against the checkpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct Inclusion {
    /// Number of the row.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What was done.
    pub act: String,
    /// Leaf hash.
    pub leaf: Hash,
    /// Audit path, from the leaf to the root.
    pub proof: Vec<Hash>,
    /// The checkpoint that it leads to.
    pub checkpoint: Kept,
}

/// Questions that the log is too short for are answered as an address without anything.
fn or_not_found(error: StoreError) -> Error {
    match error {
        StoreError::OutsideLog | StoreError::Corrupt(_) => Error::NotFound,
        other => other.into(),
    }
}

impl App {
    /// The key that checkpoints can be checked with.
    #[must_use]
    pub fn verifier_key(&self) -> &VerifierKey {
        self.0.checkpoint_key.verifier()
    }

    /// The newest checkpoint, if one was signed yet.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn newest_checkpoint(&self) -> Result<Option<Kept>, Error> {
        Ok(checkpoint::newest(self.database().read(), 1).await?.into_iter().next())
    }

    /// Hashes of a tile, one after another; `None` where the log does not have that many.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn log_tile(&self, address: TileAddress) -> Result<Option<Vec<u8>>, Error> {
        let hashes = tile::read(self.database().read(), address.tile).await?;
        let whole = (0..address.width).map(|place| address.tile.index.checked_mul(WIDTH)?.checked_add(place));
        let mut bytes = Vec::with_capacity(hashes.len() * 32);
        for (expected, found) in whole.zip(hashes.iter().map(Some).chain(std::iter::repeat(None))) {
            match (expected, found) {
                (Some(expected), Some((place, hash))) if expected == *place => bytes.extend(hash.0),
                _ => return Ok(None),
            }
        }
        Ok(Some(bytes))
    }

    /// That row `seq` is in the log of `size` rows.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the log is not that long.
    pub async fn prove_inclusion(&self, seq: u64, size: u64) -> Result<Vec<Hash>, Error> {
        let index = seq.checked_sub(1).ok_or(Error::NotFound)?;
        tile::answer(self.database().read(), Question::Inclusion { index, size }).await.map_err(or_not_found)
    }

    /// That the log of `from` rows is the beginning of that of `to` rows.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the log is not that long.
    pub async fn prove_consistency(&self, from: u64, to: u64) -> Result<Vec<Hash>, Error> {
        tile::answer(self.database().read(), Question::Consistency { from, to }).await.map_err(or_not_found)
    }

    /// What was written about one record, such as `call/0192…`, each row with its proof against the newest checkpoint.
    /// Rows that no checkpoint covers yet are left out; one comes within a minute.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the log is damaged.
    pub async fn inclusion_of(&self, subject: &str) -> Result<Vec<Inclusion>, Error> {
        let Some(newest) = self.newest_checkpoint().await? else { return Ok(Vec::new()) };
        let mut proved = Vec::new();
        for row in about(self.database().read(), subject).await? {
            if row.seq > newest.size {
                break;
            }
            let (seq, size) = (row.seq.cast_unsigned(), newest.size.cast_unsigned());
            let proof = self.prove_inclusion(seq, size).await?;
            let (at, act, leaf) = (row.entry.at, row.entry.act, row.leaf);
            proved.push(Inclusion { seq: row.seq, at, act, leaf, proof, checkpoint: newest.clone() });
        }
        Ok(proved)
    }
}
