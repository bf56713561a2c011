//! Requests already answered, by the key that the sender gave: the same request again changes nothing.

use chrono::{DateTime, Utc};
use kaimen_domain::id::AccountId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "request")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        pub key: String,
        pub digest: Vec<u8>,
        pub answer: Json,
        pub at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// A request that was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// SHA-256 of what was asked.
    pub digest: Vec<u8>,
    /// What was answered.
    pub answer: serde_json::Value,
}

/// The answer given before to `account` under `key`, if any.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(on: &impl ConnectionTrait, account: AccountId, key: &str) -> Result<Option<Answered>, StoreError> {
    let found = Entity::find().filter(Column::AccountId.eq(account.0)).filter(Column::Key.eq(key)).one(on).await?;
    Ok(found.map(|row| Answered { digest: row.digest, answer: row.answer }))
}

/// Keeps an answer.
///
/// # Errors
/// [`StoreError::Duplicate`] where the key was used meanwhile.
pub async fn insert(
    change: &Change<'_>,
    id: Uuid,
    account: AccountId,
    key: &str,
    answered: Answered,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        id: Set(id),
        account_id: Set(account.0),
        key: Set(key.to_owned()),
        digest: Set(answered.digest),
        answer: Set(answered.answer),
        at: Set(at),
    };
    Entity::insert(row)
        .exec_without_returning(change.tx())
        .await
        .map_err(|error| StoreError::unique(error, StoreError::Duplicate))?;
    Ok(())
}

/// Forgets answers given before `before`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_before(change: &Change<'_>, before: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(Column::At.lt(before)).exec(change.tx()).await?.rows_affected)
}
