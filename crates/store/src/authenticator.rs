//! Authenticator apps of accounts (TOTP, RFC 6238): a sealed secret, and the last step whose code was used.

use chrono::{DateTime, Utc};
use kaimen_domain::id::AccountId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::change::Change;
use crate::error::StoreError;
use crate::record_key::{self, Sealed};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authenticator")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        pub secret: Vec<u8>,
        pub secret_key_id: Uuid,
        pub last_step: i64,
        pub created_at: DateTimeUtc,
        pub confirmed_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// An authenticator app.
#[derive(Clone, PartialEq, Eq)]
pub struct Authenticator {
    /// Whose.
    pub account: AccountId,
    /// Secret, sealed.
    pub secret: Sealed,
    /// Shown to its owner.
    pub created_at: DateTime<Utc>,
    /// Its first code was right; until then it opens nothing.
    pub confirmed_at: Option<DateTime<Utc>>,
}

/// Begins anew with an app that is not confirmed yet.
///
/// # Errors
/// [`StoreError::Duplicate`] where a confirmed one is there.
pub async fn begin(change: &Change<'_>, authenticator: &Authenticator) -> Result<(), StoreError> {
    let before = find(change.tx(), authenticator.account).await?;
    if before.is_some_and(|before| before.confirmed_at.is_none()) {
        remove(change, authenticator.account).await?;
    }
    let row = row::ActiveModel {
        account_id: Set(authenticator.account.0),
        secret: Set(authenticator.secret.bytes.clone()),
        secret_key_id: Set(authenticator.secret.key),
        last_step: Set(0),
        created_at: Set(authenticator.created_at),
        confirmed_at: Set(None),
    };
    Entity::insert(row)
        .exec_without_returning(change.tx())
        .await
        .map_err(|error| StoreError::unique(error, StoreError::Duplicate))?;
    Ok(())
}

/// The app of an account, confirmed or not.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(on: &impl ConnectionTrait, account: AccountId) -> Result<Option<Authenticator>, StoreError> {
    Ok(Entity::find_by_id(account.0).one(on).await?.map(|row| Authenticator {
        account: AccountId(row.account_id),
        secret: Sealed { owner: row.account_id, key: row.secret_key_id, bytes: row.secret },
        created_at: row.created_at,
        confirmed_at: row.confirmed_at,
    }))
}

/// Notes that the code of a step was used; answers false where that of this or a later step was before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn use_step(change: &Change<'_>, account: AccountId, step: i64) -> Result<bool, StoreError> {
    let used = Entity::update_many()
        .col_expr(Column::LastStep, Expr::value(step))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::LastStep.lt(step))
        .exec(change.tx())
        .await?;
    Ok(used.rows_affected == 1)
}

/// Notes that the app shows right codes.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn confirm(change: &Change<'_>, account: AccountId, now: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::ConfirmedAt, Expr::value(now))
        .filter(Column::AccountId.eq(account.0))
        .exec(change.tx())
        .await?;
    Ok(())
}

/// Removes the app of an account, confirmed or not, and erases the key of its secret.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove(change: &Change<'_>, account: AccountId) -> Result<(), StoreError> {
    if let Some(found) = find(change.tx(), account).await? {
        record_key::erase(change, &[found.secret.key]).await?;
        Entity::delete_by_id(account.0).exec(change.tx()).await?;
    }
    Ok(())
}
