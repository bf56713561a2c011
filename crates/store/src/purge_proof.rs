//! Proofs of deletion. They name no content and no matter: only who knows the matter finds its proofs.

use chrono::{DateTime, Utc};
use kaimen_domain::id::MatterId;
use kaimen_domain::retention::Category;
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sha2::{Digest, Sha256};

use crate::change::Change;
use crate::error::{StoreError, parse};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "purge_proof")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub matter_hash: Vec<u8>,
        pub category: String,
        pub rule: String,
        pub at: DateTimeUtc,
        pub count: i32,
        pub audit_seq: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// A proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Record, which tells nothing.
    pub id: Uuid,
    /// SHA-256 that stands for the matter.
    pub matter_hash: [u8; 32],
    /// What was erased.
    pub category: Category,
    /// By which rule of retention, such as `R01`; `request` where the person asked for it.
    pub rule: String,
    /// When.
    pub at: DateTime<Utc>,
    /// How many records.
    pub count: u64,
    /// Row of the audit log.
    pub audit_seq: i64,
}

/// What stands for a matter in its proofs. Its id is random enough that nobody finds it by trying.
#[must_use]
pub fn hash(matter: MatterId) -> [u8; 32] {
    let mut sha = Sha256::new();
    sha.update(b"kaimen proof of deletion\n");
    sha.update(matter.0.as_bytes());
    sha.finalize().into()
}

/// Adds proofs.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(change: &Change<'_>, proofs: &[Proof]) -> Result<(), StoreError> {
    if proofs.is_empty() {
        return Ok(());
    }
    let rows = proofs.iter().map(|proof| row::ActiveModel {
        id: Set(proof.id),
        matter_hash: Set(proof.matter_hash.to_vec()),
        category: Set(proof.category.word().to_owned()),
        rule: Set(proof.rule.clone()),
        at: Set(proof.at),
        count: Set(i32::try_from(proof.count).unwrap_or(i32::MAX)),
        audit_seq: Set(proof.audit_seq),
    });
    Entity::insert_many(rows).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// Proofs of a matter, oldest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn of(on: &impl ConnectionTrait, matter: MatterId) -> Result<Vec<Proof>, StoreError> {
    let matter_hash = hash(matter);
    let rows = Entity::find().filter(Column::MatterHash.eq(matter_hash.to_vec()));
    let rows = rows.order_by_asc(Column::At).order_by_asc(Column::Category).all(on).await?;
    let read = |row: row::Model| {
        Ok(Proof {
            id: row.id,
            matter_hash,
            category: parse(&row.category)?,
            rule: row.rule,
            at: row.at,
            count: u64::try_from(row.count).unwrap_or(0),
            audit_seq: row.audit_seq,
        })
    };
    rows.into_iter().map(read).collect()
}
