//! Legal holds: a held matter is kept whole, whatever the rules of retention say.

use chrono::{DateTime, Utc};
use kaimen_domain::id::{AccountId, MatterId};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{QueryOrder, QuerySelect};

use crate::change::Change;
use crate::error::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "legal_hold")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub matter_id: Uuid,
        pub reason: String,
        pub set_by: Uuid,
        pub set_at: DateTimeUtc,
        pub review_at: DateTimeUtc,
        pub lifted_by: Option<Uuid>,
        pub lifted_at: Option<DateTimeUtc>,
        pub lift_reason: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Record.
    pub id: Uuid,
    /// On which matter.
    pub matter: MatterId,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: AccountId,
    /// Since when.
    pub at: DateTime<Utc>,
    /// When somebody looks whether it is still needed.
    pub review_at: DateTime<Utc>,
}

fn read(row: row::Model) -> Hold {
    Hold {
        id: row.id,
        matter: MatterId(row.matter_id),
        reason: row.reason,
        by: AccountId(row.set_by),
        at: row.set_at,
        review_at: row.review_at,
    }
}

/// Sets a hold.
///
/// # Errors
/// [`StoreError::Duplicate`] where the matter is held already.
pub async fn insert(change: &Change<'_>, hold: &Hold) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        id: Set(hold.id),
        matter_id: Set(hold.matter.0),
        reason: Set(hold.reason.clone()),
        set_by: Set(hold.by.0),
        set_at: Set(hold.at),
        review_at: Set(hold.review_at),
        lifted_by: Set(None),
        lifted_at: Set(None),
        lift_reason: Set(None),
    };
    Entity::insert(row)
        .exec_without_returning(change.tx())
        .await
        .map_err(|error| StoreError::unique(error, StoreError::Duplicate))?;
    Ok(())
}

/// Lifts a hold; `false` where it was lifted before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn lift(
    change: &Change<'_>,
    id: Uuid,
    by: AccountId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let lifted = Entity::update_many()
        .col_expr(Column::LiftedBy, Expr::value(Some(by.0)))
        .col_expr(Column::LiftedAt, Expr::value(Some(now)))
        .col_expr(Column::LiftReason, Expr::value(Some(reason.to_owned())))
        .filter(Column::Id.eq(id))
        .filter(Column::LiftedAt.is_null())
        .exec(change.tx())
        .await?;
    Ok(lifted.rows_affected == 1)
}

/// The hold by its record, while it is on.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(on: &impl ConnectionTrait, id: Uuid) -> Result<Option<Hold>, StoreError> {
    Ok(Entity::find_by_id(id).filter(Column::LiftedAt.is_null()).one(on).await?.map(read))
}

/// The hold on a matter, if there is one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn on_matter(on: &impl ConnectionTrait, matter: MatterId) -> Result<Option<Hold>, StoreError> {
    let live = Entity::find().filter(Column::MatterId.eq(matter.0)).filter(Column::LiftedAt.is_null());
    Ok(live.one(on).await?.map(read))
}

/// Holds that are on, those to be looked at first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn live(on: &impl ConnectionTrait, limit: u64) -> Result<Vec<Hold>, StoreError> {
    let live = Entity::find().filter(Column::LiftedAt.is_null()).order_by_asc(Column::ReviewAt).limit(limit);
    Ok(live.all(on).await?.into_iter().map(read).collect())
}

/// Matters that are held.
pub(crate) fn held() -> SelectStatement {
    Query::select().column(Column::MatterId).from(Entity).and_where(Column::LiftedAt.is_null()).to_owned()
}

/// The matter with this number.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn numbered(on: &impl ConnectionTrait, number: &str) -> Result<Option<MatterId>, StoreError> {
    use crate::matter;
    let named = matter::Entity::find().filter(matter::Column::Number.eq(number));
    let id: Option<Uuid> = named.select_only().column(matter::Column::Id).into_tuple().one(on).await?;
    Ok(id.map(MatterId))
}
