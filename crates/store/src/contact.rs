//! Contacts of callers, sealed under a key of their own; removing the row removes both.

use kaimen_domain::id::CallId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contact")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub call_id: Uuid,
        pub record_key: Vec<u8>,
        pub sealed: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::Entity;

/// A sealed contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The call it belongs to, and no other.
    pub call: CallId,
    /// Its key, sealed under the key of the installation.
    pub record_key: Vec<u8>,
    /// The contact, sealed under its key.
    pub sealed: Vec<u8>,
}

/// Adds a contact.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(change: &Change<'_>, contact: Contact) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        call_id: Set(contact.call.0),
        record_key: Set(contact.record_key),
        sealed: Set(contact.sealed),
    };
    Entity::insert(row).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// The contact of a call, if there is one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(on: &impl ConnectionTrait, call: CallId) -> Result<Option<Contact>, StoreError> {
    let row = Entity::find_by_id(call.0).one(on).await?;
    Ok(row.map(|row| Contact { call, record_key: row.record_key, sealed: row.sealed }))
}

/// Removes the contact of a call for good; answers whether there was one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase(change: &Change<'_>, call: CallId) -> Result<bool, StoreError> {
    Ok(Entity::delete_by_id(call.0).exec(change.tx()).await?.rows_affected > 0)
}
