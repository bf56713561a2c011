//! Appending: one row, and the hash of a higher tile after each 256.
//!
//! The writer remembers the frontier of the tree, so that an append reads nothing. Another process may have appended
//! since the last group of changes, so the first append of a group looks at the last row.

use std::sync::Arc;

use kaimen_domain::audit::leaf::{Covered, Salt, content_hash};
use kaimen_domain::audit::tree::{Frontier, Question};
use kaimen_domain::audit::{Entry, Hash};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, QueryOrder, QuerySelect};

use super::row::{ActiveModel, Column, Entity};
use super::tile;
use crate::error::StoreError;

/// Draws the salt of a row.
pub type Salts = Arc<dyn Fn() -> Salt + Send + Sync>;

/// What the writer remembers of the log between two appends.
#[derive(Clone)]
pub(crate) struct Log {
    salts: Salts,
    known: Option<Known>,
    /// Whether `known` was compared with the table in this transaction.
    compared: bool,
}

#[derive(Clone)]
struct Known {
    tree: Frontier,
    last: Hash,
}

impl Log {
    pub(crate) fn new(salts: Salts) -> Self {
        Self { salts, known: None, compared: false }
    }

    /// For the next transaction, after this one was committed.
    pub(crate) fn committed(self) -> Self {
        Self { compared: false, ..self }
    }

    /// For the next transaction, where nobody knows what became of this one.
    pub(crate) fn forgotten(self) -> Self {
        Self::new(self.salts)
    }

    /// Appends a row. The writer keeps other processes behind this one until the commit ([`crate::writer`]).
    pub(crate) async fn append(&mut self, tx: &DatabaseTransaction, entry: &Entry) -> Result<i64, StoreError> {
        // What fails between here and the end leaves nothing known, and the next append reads it anew.
        let mut known = self.current(tx).await?;
        let seq = known.tree.last_row() + 1;
        let salt = (self.salts)();
        let content = content_hash(&salt, &entry.detail);
        let leaf = Covered::of(seq, entry, content).leaf();
        let Entry { at, actor, act, subject, why, detail } = entry.clone();
        let row = ActiveModel {
            seq: Set(seq),
            at: Set(at),
            actor: Set(actor),
            act: Set(act),
            subject: Set(subject),
            why: Set(why),
            detail: Set(detail),
            salt: Set(Some(salt.to_vec())),
            content: Set(content.0.to_vec()),
            leaf: Set(leaf.0.to_vec()),
        };
        Entity::insert(row).exec_without_returning(tx).await?;
        tile::insert(tx, &known.tree.push(leaf)).await?;
        known.last = leaf;
        self.known = Some(known);
        Ok(seq)
    }

    async fn current(&mut self, tx: &DatabaseTransaction) -> Result<Known, StoreError> {
        let known = self.known.take();
        if self.compared
            && let Some(known) = known
        {
            return Ok(known);
        }
        self.compared = true;
        let last =
            Entity::find().select_only().columns([Column::Seq, Column::Leaf]).order_by_desc(Column::Seq).limit(1);
        let last: Option<(i64, Vec<u8>)> = last.into_tuple().one(tx).await?;
        let (seq, leaf) = last.unwrap_or_default();
        match known {
            Some(known) if known.tree.last_row() == seq && known.last.0 == *leaf => Ok(known),
            Some(known) if known.tree.last_row() >= seq && seq > 0 => {
                tracing::error!(
                    known = known.tree.last_row(),
                    found = seq,
                    "rows of the audit log were removed or changed"
                );
                read_anew(tx, seq, leaf).await
            }
            _ => read_anew(tx, seq, leaf).await,
        }
    }
}

/// Reads the frontier from the table. A damaged log is appended to all the same: calls go on, and verification names
/// the damage.
async fn read_anew(tx: &DatabaseTransaction, seq: i64, last: Vec<u8>) -> Result<Known, StoreError> {
    let size = u64::try_from(seq).unwrap_or(0);
    let question = Question::Frontier { size };
    let tiles = tile::fetch(tx, question).await?;
    let nodes = question.answer(&tiles).unwrap_or_else(|gap| {
        tracing::error!(%gap, "the audit log is damaged: {gap}");
        question.answer_with_zeros(&tiles)
    });
    let tree = Frontier::new(size, nodes).ok_or_else(|| StoreError::Corrupt(format!("audit row {seq}")))?;
    Ok(Known { tree, last: super::hash(last).unwrap_or_default() })
}
