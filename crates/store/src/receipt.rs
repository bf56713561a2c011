//! Sessions of residents who entered the receipt of their call. Only a hash of the token is kept.

use chrono::{DateTime, Utc};
use kaimen_domain::id::CallId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "receipt_session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub call_id: Uuid,
        pub expires_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// Opens a session for the receipt of `call`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(
    change: &Change<'_>,
    token_hash: [u8; 32],
    call: CallId,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row =
        row::ActiveModel { token_hash: Set(token_hash.to_vec()), call_id: Set(call.0), expires_at: Set(expires_at) };
    Entity::insert(row).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// The call whose receipt this session shows, unless it has ended.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(
    on: &impl ConnectionTrait,
    token_hash: [u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<CallId>, StoreError> {
    let row = Entity::find_by_id(token_hash.to_vec()).one(on).await?;
    Ok(row.filter(|row| row.expires_at > now).map(|row| CallId(row.call_id)))
}

/// Removes sessions that ended before `now`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_ended(change: &Change<'_>, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let removed = Entity::delete_many().filter(Column::ExpiresAt.lt(now)).exec(change.tx()).await?;
    Ok(removed.rows_affected)
}
