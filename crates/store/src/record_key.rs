//! Keys of single records, each sealed under one generation of the installation's key.
//!
//! Whatever is secret in any table is sealed under a row of this one. So a new key of the installation changes this
//! table alone, and removing a row closes what was sealed under it for good.

use sea_orm::ActiveValue::Set;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "record_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub owner: Uuid,
        pub generation: i32,
        pub wrapped: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// The key of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordKey {
    /// By which the record names it.
    pub id: Uuid,
    /// What it belongs to, such as a call or an account; bound to everything sealed under it.
    pub owner: Uuid,
    /// Generation of the key that seals it.
    pub generation: u32,
    /// The key, sealed.
    pub wrapped: Vec<u8>,
}

/// Something secret, as any table keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// What it belongs to. The table that keeps it says so, not this one: moved to another owner it does not open.
    pub owner: Uuid,
    /// Its key.
    pub key: Uuid,
    /// Nonce and ciphertext.
    pub bytes: Vec<u8>,
}

fn read(row: row::Model) -> Result<RecordKey, StoreError> {
    let generation =
        u32::try_from(row.generation).map_err(|_| StoreError::Corrupt(format!("generation of key {}", row.id)))?;
    Ok(RecordKey { id: row.id, owner: row.owner, generation, wrapped: row.wrapped })
}

fn model(key: &RecordKey) -> row::ActiveModel {
    row::ActiveModel {
        id: Set(key.id),
        owner: Set(key.owner),
        generation: Set(number(key.generation)),
        wrapped: Set(key.wrapped.clone()),
    }
}

/// Generations count by one from 1: the end of the type is not met.
fn number(generation: u32) -> i32 {
    i32::try_from(generation).unwrap_or(i32::MAX)
}

/// Adds a key.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(change: &Change<'_>, key: &RecordKey) -> Result<(), StoreError> {
    Entity::insert(model(key)).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// Keys by name, in no order; erased ones are missing.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn some(on: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<RecordKey>, StoreError> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(on).await?;
    rows.into_iter().map(read).collect()
}

/// How many keys stand under each generation, oldest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn counts(on: &impl ConnectionTrait) -> Result<Vec<(u32, u64)>, StoreError> {
    let rows: Vec<(i32, i64)> = Entity::find()
        .select_only()
        .column(Column::Generation)
        .column_as(Column::Id.count(), "keys")
        .group_by(Column::Generation)
        .into_tuple()
        .all(on)
        .await?;
    let count = |(generation, keys): (i32, i64)| Ok((u32::try_from(generation)?, u64::try_from(keys)?));
    let mut counts = rows
        .into_iter()
        .map(count)
        .collect::<Result<Vec<_>, std::num::TryFromIntError>>()
        .map_err(|_| StoreError::Corrupt("generation of a key".to_owned()))?;
    counts.sort_unstable();
    Ok(counts)
}

/// One key of a generation, if there is any.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn one_of(on: &impl ConnectionTrait, generation: u32) -> Result<Option<RecordKey>, StoreError> {
    let row = Entity::find().filter(Column::Generation.eq(number(generation))).limit(1).one(on).await?;
    row.map(read).transpose()
}

/// Keys under generations before this one, `limit` at most.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn before(on: &impl ConnectionTrait, generation: u32, limit: u64) -> Result<Vec<RecordKey>, StoreError> {
    let rows = Entity::find().filter(Column::Generation.lt(number(generation))).limit(limit).all(on).await?;
    rows.into_iter().map(read).collect()
}

/// Writes keys that stand under a new generation in place of the same keys, in one statement.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn replace(change: &Change<'_>, keys: &[RecordKey]) -> Result<(), StoreError> {
    if keys.is_empty() {
        return Ok(());
    }
    let new = OnConflict::column(Column::Id).update_columns([Column::Generation, Column::Wrapped]).to_owned();
    Entity::insert_many(keys.iter().map(model)).on_conflict(new).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// Removes keys by name: what was sealed under them is closed for good. Answers how many there were.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase(change: &Change<'_>, ids: &[Uuid]) -> Result<u64, StoreError> {
    let named = Column::Id.is_in(ids.iter().copied());
    Ok(Entity::delete_many().filter(named).exec(change.tx()).await?.rows_affected)
}

/// Removes every key of these owners. Answers how many there were.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase_of(change: &Change<'_>, owners: &[Uuid]) -> Result<u64, StoreError> {
    let theirs = Column::Owner.is_in(owners.iter().copied());
    Ok(Entity::delete_many().filter(theirs).exec(change.tx()).await?.rows_affected)
}
