//! Contacts of callers, sealed under a key of their own; erasing one removes both.

use kaimen_domain::id::CallId;
use sea_orm::ActiveValue::Set;
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

use row::Entity;

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

/// Removes the contact of a call and its key for good; answers whether there was one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase(change: &Change<'_>, call: CallId) -> Result<bool, StoreError> {
    let Some(contact) = find(change.tx(), call).await? else { return Ok(false) };
    record_key::erase(change, &[contact.key]).await?;
    Entity::delete_by_id(call.0).exec(change.tx()).await?;
    Ok(true)
}
