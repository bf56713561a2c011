//! Signed-in sessions of staff. Only a hash of the token is kept.

use chrono::{DateTime, Utc};
use kaimen_domain::id::AccountId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub account_id: Uuid,
        pub csrf: String,
        pub created_at: DateTimeUtc,
        pub seen_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// Whose.
    pub account: AccountId,
    /// Token that every changing request must repeat.
    pub csrf: String,
    /// Signed in.
    pub created_at: DateTime<Utc>,
    /// Last used, to the minute.
    pub seen_at: DateTime<Utc>,
    /// Ends at the latest.
    pub expires_at: DateTime<Utc>,
}

/// Adds a session.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(change: &Change<'_>, session: &Session) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        token_hash: Set(session.token_hash.to_vec()),
        account_id: Set(session.account.0),
        csrf: Set(session.csrf.clone()),
        created_at: Set(session.created_at),
        seen_at: Set(session.seen_at),
        expires_at: Set(session.expires_at),
    };
    Entity::insert(row).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// The session with this token hash, ended ones included.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(on: &impl ConnectionTrait, token_hash: [u8; 32]) -> Result<Option<Session>, StoreError> {
    let row = Entity::find_by_id(token_hash.to_vec()).one(on).await?;
    Ok(row.map(|row| Session {
        token_hash,
        account: AccountId(row.account_id),
        csrf: row.csrf,
        created_at: row.created_at,
        seen_at: row.seen_at,
        expires_at: row.expires_at,
    }))
}

/// Whether an account has a session that has not ended.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn is_open(on: &impl ConnectionTrait, account: AccountId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let open = Entity::find().filter(Column::AccountId.eq(account.0)).filter(Column::ExpiresAt.gt(now));
    Ok(open.one(on).await?.is_some())
}

/// Notes that it was used.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn touch(change: &Change<'_>, token_hash: [u8; 32], now: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::SeenAt, Expr::value(now))
        .filter(Column::TokenHash.eq(token_hash.to_vec()))
        .exec(change.tx())
        .await?;
    Ok(())
}

/// Ends one session.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn end(change: &Change<'_>, token_hash: [u8; 32]) -> Result<(), StoreError> {
    Entity::delete_by_id(token_hash.to_vec()).exec(change.tx()).await?;
    Ok(())
}

/// Ends every session of an account; answers how many.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn end_all(change: &Change<'_>, account: AccountId) -> Result<u64, StoreError> {
    let ended = Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(change.tx()).await?;
    Ok(ended.rows_affected)
}

/// Removes sessions that ended before `now`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_ended(change: &Change<'_>, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let removed = Entity::delete_many().filter(Column::ExpiresAt.lt(now)).exec(change.tx()).await?;
    Ok(removed.rows_affected)
}
