//! Passkeys of accounts (WebAuthn Level 3): public keys and counters, no secret.

use chrono::{DateTime, Utc};
use kaimen_domain::id::{AccountId, PasskeyId};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkey")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        pub name: String,
        pub credential_id: Vec<u8>,
        pub credential: String,
        pub created_at: DateTimeUtc,
        pub used_at: Option<DateTimeUtc>,
        pub suspected_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// A passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Record.
    pub id: PasskeyId,
    /// Whose.
    pub account: AccountId,
    /// As its owner calls it.
    pub name: String,
    /// As its device calls it.
    pub credential_id: Vec<u8>,
    /// Public key and counter as JSON.
    pub credential: String,
    /// Added.
    pub created_at: DateTime<Utc>,
    /// Last used.
    pub used_at: Option<DateTime<Utc>>,
    /// Its counter went back: a copy of it may exist. It opens nothing any more.
    pub suspected_at: Option<DateTime<Utc>>,
}

fn read(row: row::Model) -> Passkey {
    Passkey {
        id: PasskeyId(row.id),
        account: AccountId(row.account_id),
        name: row.name,
        credential_id: row.credential_id,
        credential: row.credential,
        created_at: row.created_at,
        used_at: row.used_at,
        suspected_at: row.suspected_at,
    }
}

/// Adds a passkey.
///
/// # Errors
/// [`StoreError::Duplicate`] where it belongs to an account already.
pub async fn insert(change: &Change<'_>, passkey: &Passkey) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        id: Set(passkey.id.0),
        account_id: Set(passkey.account.0),
        name: Set(passkey.name.clone()),
        credential_id: Set(passkey.credential_id.clone()),
        credential: Set(passkey.credential.clone()),
        created_at: Set(passkey.created_at),
        used_at: Set(passkey.used_at),
        suspected_at: Set(passkey.suspected_at),
    };
    Entity::insert(row)
        .exec_without_returning(change.tx())
        .await
        .map_err(|error| StoreError::unique(error, StoreError::Duplicate))?;
    Ok(())
}

/// Passkeys of an account, oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_account(on: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Passkey>, StoreError> {
    let rows = Entity::find().filter(Column::AccountId.eq(account.0)).order_by_asc(Column::Id).all(on).await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Notes a use: the new counter stands for the one that was read, so that of two uses of the same one counts.
///
/// # Errors
/// [`StoreError::Stale`] where it was used, suspected or removed meanwhile.
pub async fn used(
    change: &Change<'_>,
    passkey: &Passkey,
    credential: String,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let noted = Entity::update_many()
        .col_expr(Column::Credential, Expr::value(credential))
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::Id.eq(passkey.id.0))
        .filter(Column::Credential.eq(passkey.credential.clone()))
        .filter(Column::SuspectedAt.is_null())
        .exec(change.tx())
        .await?;
    if noted.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Notes that a copy of it may exist.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn suspect(change: &Change<'_>, id: PasskeyId, now: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::SuspectedAt, Expr::value(now))
        .filter(Column::Id.eq(id.0))
        .exec(change.tx())
        .await?;
    Ok(())
}

/// Removes a passkey of an account; answers whether there was one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove(change: &Change<'_>, account: AccountId, id: PasskeyId) -> Result<bool, StoreError> {
    let gone = Entity::delete_many().filter(Column::Id.eq(id.0)).filter(Column::AccountId.eq(account.0));
    Ok(gone.exec(change.tx()).await?.rows_affected == 1)
}

/// Removes every passkey of an account.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_all(change: &Change<'_>, account: AccountId) -> Result<u64, StoreError> {
    let gone = Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(change.tx()).await?;
    Ok(gone.rows_affected)
}
