//! Requests of persons about what is kept of them. What a person wrote is sealed: the application opens it.

mod query;
mod row;

use chrono::{DateTime, Utc};
use kaimen_domain::id::MatterId;
use kaimen_domain::rights::RightsRequest;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::change::Change;
use crate::error::StoreError;
use crate::record_key::{self, Sealed};

pub use query::{about, find, list};
pub(crate) use row::{Column, Entity};

/// Adds a request with what the person wrote.
///
/// # Errors
/// [`StoreError::Duplicate`] where the number is in use.
pub async fn insert(change: &Change<'_>, request: &RightsRequest, words: Sealed) -> Result<(), StoreError> {
    crate::matter::insert(change, &request.matter()).await?;
    let columns = row::ActiveModel {
        key_id: sea_orm::ActiveValue::Set(Some(words.key)),
        sealed: sea_orm::ActiveValue::Set(Some(words.bytes)),
        erased_at: sea_orm::ActiveValue::Set(None),
        ..row::write(request)
    };
    Entity::insert(columns).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// Saves a request whose version was counted up by one since it was read; what the person wrote stays as it is.
///
/// # Errors
/// [`StoreError::Stale`] where somebody else saved it first.
pub async fn save(change: &Change<'_>, request: &RightsRequest) -> Result<(), StoreError> {
    crate::matter::save(change, &request.matter()).await?;
    let mut columns = row::write(request);
    columns.id = sea_orm::ActiveValue::NotSet;
    Entity::update_many().set(columns).filter(Column::Id.eq(request.id.0)).exec(change.tx()).await?;
    Ok(())
}

/// What persons wrote, sealed; what was erased is missing.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn words(on: &impl ConnectionTrait, ids: &[MatterId]) -> Result<Vec<Sealed>, StoreError> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().map(|id| id.0))).all(on).await?;
    let words = |row: row::Model| Some(Sealed { owner: row.id, key: row.key_id?, bytes: row.sealed? });
    Ok(rows.into_iter().filter_map(words).collect())
}

/// Erases what was written in these requests: by the person, and in the answers.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase_words(change: &Change<'_>, ids: &[MatterId], now: DateTime<Utc>) -> Result<(), StoreError> {
    let keys: Vec<Uuid> = words(change.tx(), ids).await?.into_iter().map(|sealed| sealed.key).collect();
    record_key::erase(change, &keys).await?;
    let nothing = || Expr::value(Option::<String>::None);
    Entity::update_many()
        .col_expr(Column::KeyId, Expr::value(Option::<Uuid>::None))
        .col_expr(Column::Sealed, Expr::value(Option::<Vec<u8>>::None))
        .col_expr(Column::Reasons, nothing())
        .col_expr(Column::Contest, nothing())
        .col_expr(Column::ReviewReasons, nothing())
        .col_expr(Column::ErasedAt, Expr::value(Some(now)))
        .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
        .exec(change.tx())
        .await?;
    Ok(())
}
