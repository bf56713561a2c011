//! Work that becomes due: written in the same transaction as the change that makes it necessary.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{QueryOrder, QuerySelect};

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "job")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub subject: Uuid,
        pub due_at: DateTimeUtc,
        pub attempts: i32,
        pub done_at: Option<DateTimeUtc>,
        pub error: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Record.
    pub id: Uuid,
    /// What is to be done.
    pub kind: String,
    /// To which record.
    pub subject: Uuid,
    /// When.
    pub due_at: DateTime<Utc>,
    /// Failed tries so far.
    pub attempts: u32,
}

/// Adds a job.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert(change: &Change<'_>, job: &Job) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        id: Set(job.id),
        kind: Set(job.kind.clone()),
        subject: Set(job.subject),
        due_at: Set(job.due_at),
        attempts: Set(0),
        done_at: Set(None),
        error: Set(None),
    };
    Entity::insert(row).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// Jobs due at `now` and not done, the longest due first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn due(on: &impl ConnectionTrait, now: DateTime<Utc>, limit: u64) -> Result<Vec<Job>, StoreError> {
    let rows = Entity::find()
        .filter(Column::DoneAt.is_null())
        .filter(Column::DueAt.lte(now))
        .order_by_asc(Column::DueAt)
        .limit(limit)
        .all(on)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Job {
            id: row.id,
            kind: row.kind,
            subject: row.subject,
            due_at: row.due_at,
            attempts: u32::try_from(row.attempts).unwrap_or(0),
        })
        .collect())
}

/// Marks a job as done in the change that does it; `false` where somebody else did it first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn done(change: &Change<'_>, id: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let marked = Entity::update_many()
        .col_expr(Column::DoneAt, Expr::value(Some(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::DoneAt.is_null())
        .exec(change.tx())
        .await?;
    Ok(marked.rows_affected == 1)
}

/// Puts a failed job off until `again`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn failed(change: &Change<'_>, id: Uuid, error: &str, again: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::Error, Expr::value(error))
        .col_expr(Column::DueAt, Expr::value(again))
        .filter(Column::Id.eq(id))
        .exec(change.tx())
        .await?;
    Ok(())
}

/// Removes jobs that were done before `before`; what they did stands in the audit chain.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_done(change: &Change<'_>, before: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(Column::DoneAt.lt(before)).exec(change.tx()).await?.rows_affected)
}
