//! What is attached: sealed bytes under a keyed hash of what they were before.

use sea_orm::ActiveValue::Set;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

use crate::change::Change;
use crate::error::StoreError;
use crate::record_key::{self, Sealed};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "blob")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub hash: Vec<u8>,
        pub media: String,
        pub size: i64,
        pub width: i32,
        pub height: i32,
        pub key_id: Uuid,
        pub sealed: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// What is known of a content without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Record; also the owner of its key.
    pub id: Uuid,
    /// Media type.
    pub media: String,
    /// Bytes, before they were sealed.
    pub size: u64,
    /// Width and height of a picture in pixels, 0 for everything else.
    pub pixels: (u32, u32),
}

/// Keeps a content under its hash.
///
/// # Errors
/// [`StoreError::Duplicate`] where the same is kept already.
pub async fn insert(change: &Change<'_>, hash: [u8; 32], facts: &Facts, content: Sealed) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        id: Set(facts.id),
        hash: Set(hash.to_vec()),
        media: Set(facts.media.clone()),
        // Limits of the application are far below these types.
        size: Set(i64::try_from(facts.size).unwrap_or(i64::MAX)),
        width: Set(i32::try_from(facts.pixels.0).unwrap_or(i32::MAX)),
        height: Set(i32::try_from(facts.pixels.1).unwrap_or(i32::MAX)),
        key_id: Set(content.key),
        sealed: Set(content.bytes),
    };
    Entity::insert(row)
        .exec_without_returning(change.tx())
        .await
        .map_err(|error| StoreError::unique(error, StoreError::Duplicate))?;
    Ok(())
}

/// The record of a content by its hash, if it is kept.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(on: &impl ConnectionTrait, hash: [u8; 32]) -> Result<Option<Uuid>, StoreError> {
    let id = Entity::find().select_only().column(Column::Id).filter(Column::Hash.eq(hash.to_vec())).into_tuple();
    Ok(id.one(on).await?)
}

/// What is known of some, in no order.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn facts(on: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Facts>, StoreError> {
    let rows: Vec<(Uuid, String, i64, i32, i32)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Media, Column::Size, Column::Width, Column::Height])
        .filter(Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(on)
        .await?;
    let side = |pixels: i32| u32::try_from(pixels).unwrap_or(0);
    let read = |(id, media, size, width, height)| Facts {
        id,
        media,
        size: u64::try_from(size).unwrap_or(0),
        pixels: (side(width), side(height)),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The content itself, with its media type.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn content(on: &impl ConnectionTrait, id: Uuid) -> Result<Option<(String, Sealed)>, StoreError> {
    let row = Entity::find_by_id(id).one(on).await?;
    Ok(row.map(|row| (row.media, Sealed { owner: id, key: row.key_id, bytes: row.sealed })))
}

/// Removes contents and their keys for good.
pub(super) async fn erase(change: &Change<'_>, ids: &[Uuid]) -> Result<(), StoreError> {
    record_key::erase_of(change, ids).await?;
    Entity::delete_many().filter(Column::Id.is_in(ids.iter().copied())).exec(change.tx()).await?;
    Ok(())
}
