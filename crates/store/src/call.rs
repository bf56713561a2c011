//! Calls with the units sent to them and their link to 120.

pub(crate) mod assignment;
pub(crate) mod medical;
mod query;
pub(crate) mod row;

use kaimen_domain::call::Call;
use sea_orm::entity::prelude::*;

use crate::change::Change;
use crate::error::StoreError;

pub use query::{find, find_by_receipt, last_number_of_day, merged_into, open_and_closed_since, search, some};

/// Adds a call.
///
/// # Errors
/// [`StoreError::Duplicate`] where the number or receipt is in use; [`StoreError::UnitTaken`].
pub async fn insert(change: &Change<'_>, call: &Call) -> Result<(), StoreError> {
    crate::matter::insert(change, &call.matter()).await?;
    row::Entity::insert(row::write(call)).exec_without_returning(change.tx()).await?;
    assignment::save(change, call).await?;
    medical::save(change, call).await
}

/// Saves a call whose version was counted up by one since it was read.
///
/// # Errors
/// [`StoreError::Stale`] where somebody else saved it first; [`StoreError::UnitTaken`].
pub async fn save(change: &Change<'_>, call: &Call) -> Result<(), StoreError> {
    crate::matter::save(change, &call.matter()).await?;
    let mut columns = row::write(call);
    columns.id = sea_orm::ActiveValue::NotSet;
    row::Entity::update_many().set(columns).filter(row::Column::Id.eq(call.id.0)).exec(change.tx()).await?;
    assignment::save(change, call).await?;
    medical::save(change, call).await
}

/// Notes that a call was rated, and nothing else: no version, no time. `false` where it was rated before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn mark_rated(change: &Change<'_>, call: kaimen_domain::id::CallId) -> Result<bool, StoreError> {
    let marked = row::Entity::update_many()
        .col_expr(row::Column::Rated, sea_orm::sea_query::Expr::value(true))
        .filter(row::Column::Id.eq(call.0))
        .filter(row::Column::Rated.eq(false))
        .exec(change.tx())
        .await?;
    Ok(marked.rows_affected == 1)
}
