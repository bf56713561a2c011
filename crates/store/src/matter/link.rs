//! Matters that belong together: related ones, and two records of the same thing. A link can be taken off again; it
//! stays written down.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use kaimen_domain::id::{AccountId, LinkId, MatterId};
use kaimen_domain::link::Link;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, QueryOrder};

use crate::change::Change;
use crate::error::{StoreError, parse, word};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "matter_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub a: Uuid,
    pub b: Uuid,
    pub kind: String,
    pub by_id: Uuid,
    pub at: DateTimeUtc,
    pub removed_by: Option<Uuid>,
    pub removed_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Adds a link.
///
/// # Errors
/// [`StoreError::Duplicate`] where the two are linked already.
pub async fn insert_link(change: &Change<'_>, link: &Link) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(link.id.0),
        a: Set(link.a.0),
        b: Set(link.b.0),
        kind: Set(word(&link.kind)),
        by_id: Set(link.by.0),
        at: Set(link.at),
        removed_by: Set(None),
        removed_at: Set(None),
    };
    Entity::insert(row)
        .exec_without_returning(change.tx())
        .await
        .map_err(|error| StoreError::unique(error, StoreError::Duplicate))?;
    Ok(())
}

/// Takes a link off; `false` where somebody did so before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_link(
    change: &Change<'_>,
    id: LinkId,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let removed = Entity::update_many()
        .col_expr(Column::RemovedAt, Expr::value(Some(now)))
        .col_expr(Column::RemovedBy, Expr::value(by.map(|account| account.0)))
        .filter(Column::Id.eq(id.0))
        .filter(Column::RemovedAt.is_null())
        .exec(change.tx())
        .await?;
    Ok(removed.rows_affected == 1)
}

/// Links of a matter that stand, oldest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn links_of(on: &impl ConnectionTrait, matter: MatterId) -> Result<Vec<Link>, StoreError> {
    let rows = Entity::find()
        .filter(Condition::any().add(Column::A.eq(matter.0)).add(Column::B.eq(matter.0)))
        .filter(Column::RemovedAt.is_null())
        .order_by_asc(Column::At)
        .order_by_asc(Column::Id);
    rows.all(on).await?.into_iter().map(read).collect()
}

/// The matter and all that hang together with it by links that stand.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn linked_with(on: &impl ConnectionTrait, matter: MatterId) -> Result<Vec<MatterId>, StoreError> {
    let mut all = BTreeSet::from([matter.0]);
    let mut edge = all.clone();
    while !edge.is_empty() {
        let ends = || edge.iter().copied();
        let rows = Entity::find()
            .filter(Condition::any().add(Column::A.is_in(ends())).add(Column::B.is_in(ends())))
            .filter(Column::RemovedAt.is_null());
        let found: BTreeSet<Uuid> = rows.all(on).await?.into_iter().flat_map(|row| [row.a, row.b]).collect();
        edge = found.into_iter().filter(|id| all.insert(*id)).collect();
    }
    Ok(all.into_iter().map(MatterId).collect())
}

/// One link, whether it stands or was taken off.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn find_link(on: &impl ConnectionTrait, id: LinkId) -> Result<Option<Link>, StoreError> {
    Entity::find_by_id(id.0).one(on).await?.map(read).transpose()
}

fn read(row: Model) -> Result<Link, StoreError> {
    Ok(Link {
        id: LinkId(row.id),
        a: MatterId(row.a),
        b: MatterId(row.b),
        kind: parse(&row.kind)?,
        by: AccountId(row.by_id),
        at: row.at,
    })
}
