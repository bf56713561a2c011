//! Access that single people were given to single matters.

use chrono::{DateTime, Utc};
use kaimen_domain::id::{AccountId, GrantId, MatterId};
use kaimen_domain::matter::Grant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::change::Change;
use crate::error::{StoreError, parse};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub matter_id: Uuid,
    pub account_id: Uuid,
    pub kind: String,
    pub from_at: DateTimeUtc,
    pub until_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A grant from its columns.
pub(super) fn read(row: Model) -> Result<Grant, StoreError> {
    Ok(Grant {
        id: GrantId(row.id),
        account: AccountId(row.account_id),
        kind: parse(&row.kind)?,
        from: row.from_at,
        until: row.until_at,
    })
}

/// Gives access.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert_grant(change: &Change<'_>, matter: MatterId, grant: &Grant) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(grant.id.0),
        matter_id: Set(matter.0),
        account_id: Set(grant.account.0),
        kind: Set(grant.kind.word().to_owned()),
        from_at: Set(grant.from),
        until_at: Set(grant.until),
    };
    Entity::insert(row).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// Ends access at `now`; what has ended before stays as it was.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn end_grant(change: &Change<'_>, id: GrantId, now: DateTime<Utc>) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::UntilAt, Expr::value(Some(now)))
        .filter(Column::Id.eq(id.0))
        .filter(sea_orm::Condition::any().add(Column::UntilAt.is_null()).add(Column::UntilAt.gt(now)))
        .exec(change.tx())
        .await?;
    Ok(())
}
