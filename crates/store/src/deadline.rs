//! Clocks of matters.

mod parameter;
mod query;
mod row;

use kaimen_domain::deadline::clock::Clock;
use kaimen_domain::id::{DeadlineId, MatterId};
use sea_orm::ActiveValue::NotSet;
use sea_orm::entity::prelude::*;

use crate::change::Change;
use crate::error::StoreError;

pub use parameter::{Parameter, own_length, parameters, remove_parameter, set_parameter};
pub use query::{Which, count, find, list, next_due, of_matter, open_step, open_steps, running_by_day};

/// A clock of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// Record.
    pub id: DeadlineId,
    /// Whose.
    pub matter: MatterId,
    /// Counts the changes.
    pub version: u32,
    /// The clock.
    pub clock: Clock,
}

/// Adds a clock.
///
/// # Errors
/// [`StoreError::Duplicate`] where the same step of the matter has an open clock.
pub async fn insert(change: &Change<'_>, deadline: &Deadline) -> Result<(), StoreError> {
    row::Entity::insert(row::write(deadline)?)
        .exec_without_returning(change.tx())
        .await
        .map_err(|error| StoreError::unique(error, StoreError::Duplicate))?;
    Ok(())
}

/// Saves a clock whose version was counted up by one since it was read.
///
/// # Errors
/// [`StoreError::Stale`] where somebody else saved it first.
pub async fn save(change: &Change<'_>, deadline: &Deadline) -> Result<(), StoreError> {
    let mut columns = row::write(deadline)?;
    columns.id = NotSet;
    let before = i32::try_from(deadline.version).unwrap_or(i32::MAX) - 1;
    let saved = row::Entity::update_many()
        .set(columns)
        .filter(row::Column::Id.eq(deadline.id.0))
        .filter(row::Column::Version.eq(before))
        .exec(change.tx())
        .await?;
    if saved.rows_affected == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Erases the reasons of extensions of these matters.
pub(crate) async fn erase_texts(change: &Change<'_>, matters: &[MatterId], mark: &str) -> Result<(), StoreError> {
    for mut deadline in query::with_words(change.tx(), matters).await? {
        for extension in &mut deadline.clock.extensions {
            mark.clone_into(&mut extension.reason);
        }
        deadline.version += 1;
        save(change, &deadline).await?;
    }
    Ok(())
}
