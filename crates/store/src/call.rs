//! Calls with the units sent to them and their link to 120.

pub(crate) mod assignment;
pub(crate) mod medical;
mod query;
pub(crate) mod row;

use kaimen_domain::call::Call;
use kaimen_domain::id::MatterId;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

use crate::change::Change;
use crate::error::StoreError;

pub use query::{find, find_by_receipt, last_number_of_day, merged_into, open_and_closed_since, search, some};

/// Adds a call.
///
/// # Errors
/// [`StoreError::Duplicate`] where the number or receipt is in use; [`StoreError::UnitTaken`].
pub async fn insert(change: &Change<'_>, call: &Call) -> Result<(), StoreError> {
    crate::matter::insert_with(change, &call.matter(), &feedback(call)).await?;
    row::Entity::insert(row::write(call)).exec_without_returning(change.tx()).await?;
    assignment::save(change, call).await?;
    medical::save(change, call).await
}

/// What the resident was told is found too.
fn feedback(call: &Call) -> Vec<&str> {
    call.feedback.as_deref().into_iter().collect()
}

/// The same of a stored call.
pub(crate) async fn feedback_of(on: &impl ConnectionTrait, call: MatterId) -> Result<Option<String>, StoreError> {
    let told = row::Entity::find_by_id(call.0).select_only().column(row::Column::Feedback);
    Ok(told.into_tuple::<Option<String>>().one(on).await?.flatten())
}

/// Saves a call whose version was counted up by one since it was read.
///
/// # Errors
/// [`StoreError::Stale`] where somebody else saved it first; [`StoreError::UnitTaken`].
pub async fn save(change: &Change<'_>, call: &Call) -> Result<(), StoreError> {
    crate::matter::save_with(change, &call.matter(), &feedback(call)).await?;
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
