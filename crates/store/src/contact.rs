//! Contacts of callers, sealed under a key of their own; erasing one removes both.

use kaimen_domain::id::CallId;
use sea_orm::ActiveValue::Set;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

use crate::change::Change;
use crate::error::StoreError;
use crate::record_key::{self, Sealed};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contact")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub call_id: Uuid,
        pub key_id: Uuid,
        pub sealed: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) use row::{Column, Entity};

/// Adds the contact of the call that owns it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(change: &Change<'_>, contact: Sealed) -> Result<(), StoreError> {
    let row = row::ActiveModel { call_id: Set(contact.owner), key_id: Set(contact.key), sealed: Set(contact.bytes) };
    Entity::insert(row).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// The contact of a call, if there is one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(on: &impl ConnectionTrait, call: CallId) -> Result<Option<Sealed>, StoreError> {
    let row = Entity::find_by_id(call.0).one(on).await?;
    Ok(row.map(|row| Sealed { owner: call.0, key: row.key_id, bytes: row.sealed }))
}

/// Removes the contacts of these calls and their keys for good; answers how many there were.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase(change: &Change<'_>, calls: &[CallId]) -> Result<u64, StoreError> {
    let of = || Column::CallId.is_in(calls.iter().map(|call| call.0));
    let keys = Entity::find().select_only().column(Column::KeyId).filter(of());
    let keys: Vec<Uuid> = keys.into_tuple().all(change.tx()).await?;
    record_key::erase(change, &keys).await?;
    Ok(Entity::delete_many().filter(of()).exec(change.tx()).await?.rows_affected)
}
