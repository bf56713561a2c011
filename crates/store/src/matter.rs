//! What every kind of matter has in common.

mod alert;
mod grant;
mod query;
mod recusal;
mod row;

use kaimen_domain::matter::Matter;
use sea_orm::entity::prelude::*;

use crate::change::Change;
use crate::error::StoreError;

pub use alert::{Alert, alerts_of, insert_alert, mark_seen, remove_seen};
pub use grant::{end_grant, insert_grant};
pub use query::{Filter, count, find, find_by_number, list, some};
pub(crate) use query::{of_reach, people_of};
pub(crate) use row::{Column, Entity, Model};

/// Adds a matter; who is complained of is locked out with it.
///
/// # Errors
/// [`StoreError::Duplicate`] where the number or receipt is in use.
pub async fn insert(change: &Change<'_>, matter: &Matter) -> Result<(), StoreError> {
    Entity::insert(row::write(matter))
        .exec_without_returning(change.tx())
        .await
        .map_err(|error| StoreError::unique(error, StoreError::Duplicate))?;
    recusal::save(change, matter).await
}

/// Saves a matter whose version was counted up by one since it was read.
///
/// # Errors
/// [`StoreError::Stale`] where somebody else saved it first.
pub async fn save(change: &Change<'_>, matter: &Matter) -> Result<(), StoreError> {
    let mut columns = row::write(matter);
    columns.id = sea_orm::ActiveValue::NotSet;
    let before = i32::try_from(matter.version).unwrap_or(i32::MAX) - 1;
    let saved = Entity::update_many()
        .set(columns)
        .filter(Column::Id.eq(matter.id.0))
        .filter(Column::Version.eq(before))
        .exec(change.tx())
        .await?;
    if saved.rows_affected == 0 {
        return Err(StoreError::Stale);
    }
    recusal::save(change, matter).await
}
