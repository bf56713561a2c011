//! What every kind of matter has in common.

mod alert;
mod grant;
mod link;
mod page;
mod query;
mod recusal;
mod row;

use kaimen_domain::matter::{Matter, MatterKind};
use sea_orm::entity::prelude::*;

use crate::change::Change;
use crate::error::StoreError;
use crate::search;

pub use alert::{Alert, alerts_of, insert_alert, mark_seen, remove_seen};
pub use grant::{end_grant, insert_grant};
pub use link::{find_link, insert_link, linked_with, links_of, remove_link};
pub use page::{Filter, list};
pub(crate) use page::{of_reach, page};
pub(crate) use query::people_of;
pub use query::{find, find_by_number, some};
pub(crate) use row::{Column, Entity, Model};

/// Adds a matter; who is complained of is locked out with it, and it can be found by its words.
///
/// # Errors
/// [`StoreError::Duplicate`] where the number or receipt is in use.
pub async fn insert(change: &Change<'_>, matter: &Matter) -> Result<(), StoreError> {
    insert_with(change, matter, &[]).await
}

/// As [`insert`], with further texts of its kind by which it is found.
pub(crate) async fn insert_with(change: &Change<'_>, matter: &Matter, more: &[&str]) -> Result<(), StoreError> {
    Entity::insert(row::write(matter))
        .exec_without_returning(change.tx())
        .await
        .map_err(|error| StoreError::unique(error, StoreError::Duplicate))?;
    search::insert(change.tx(), &[(matter.id.0, texts(matter, more))]).await?;
    recusal::save(change, matter).await
}

/// What every reader of a matter sees, and by which it is found.
fn texts<'m>(matter: &'m Matter, more: &[&'m str]) -> Vec<&'m str> {
    [&[matter.number.as_str(), &matter.place.text, &matter.summary], more].concat()
}

/// Saves a matter whose version was counted up by one since it was read.
///
/// # Errors
/// [`StoreError::Stale`] where somebody else saved it first.
pub async fn save(change: &Change<'_>, matter: &Matter) -> Result<(), StoreError> {
    let more = match matter.kind {
        MatterKind::Call => crate::call::feedback_of(change.tx(), matter.id).await?,
        MatterKind::RightsRequest => None,
    };
    save_with(change, matter, more.as_deref().as_slice()).await
}

/// As [`save`], with further texts of its kind by which it is found.
pub(crate) async fn save_with(change: &Change<'_>, matter: &Matter, more: &[&str]) -> Result<(), StoreError> {
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
    search::update(change, matter.id, &texts(matter, more)).await?;
    recusal::save(change, matter).await
}
