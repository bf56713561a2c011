//! Signed checkpoints of the log.

use chrono::{DateTime, Utc};
use kaimen_domain::audit::Hash;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, QuerySelect};

use super::hash;
use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "checkpoint")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub size: i64,
        pub root: Vec<u8>,
        pub at: DateTimeUtc,
        pub note: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// A checkpoint as kept. The rows that somebody outside holds count; these are copies.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Rows that it covers.
    pub size: i64,
    /// Root of their tree.
    pub root: Hash,
    /// When it was signed.
    pub at: DateTime<Utc>,
    /// The signed text.
    pub note: String,
}

fn read(model: row::Model) -> Kept {
    // A root of a wrong length fits no tree, which is what is to be said of it.
    Kept { size: model.size, root: hash(model.root).unwrap_or_default(), at: model.at, note: model.note }
}

/// Keeps a checkpoint; the first of a size stays.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(change: &Change<'_>, kept: Kept) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        size: Set(kept.size),
        root: Set(kept.root.0.to_vec()),
        at: Set(kept.at),
        note: Set(kept.note),
    };
    let stays = OnConflict::column(Column::Size).do_nothing().to_owned();
    Entity::insert(row).on_conflict(stays).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// The newest ones, newest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn newest(on: &impl ConnectionTrait, limit: u64) -> Result<Vec<Kept>, StoreError> {
    let rows = Entity::find().order_by_desc(Column::Size).limit(limit).all(on).await?;
    Ok(rows.into_iter().map(read).collect())
}

/// The one of a size.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(on: &impl ConnectionTrait, size: i64) -> Result<Option<Kept>, StoreError> {
    Ok(Entity::find_by_id(size).one(on).await?.map(read))
}

/// The first one that covers row `seq`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn covering(on: &impl ConnectionTrait, seq: i64) -> Result<Option<Kept>, StoreError> {
    let first = Entity::find().filter(Column::Size.gte(seq)).order_by_asc(Column::Size).limit(1);
    Ok(first.one(on).await?.map(read))
}

/// All of them, smallest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn all(on: &impl ConnectionTrait) -> Result<Vec<Kept>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Size).all(on).await?.into_iter().map(read).collect())
}
