//! What single people, or all of a role, must be told.

use chrono::{DateTime, Utc};
use kaimen_domain::id::{AccountId, MatterId, StationId};
use kaimen_domain::role::{Role, Staff};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::change::Change;
use crate::error::StoreError;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alert")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub role: Option<String>,
    pub account_id: Option<Uuid>,
    pub station_id: Option<Uuid>,
    pub code: String,
    pub matter_id: Option<Uuid>,
    pub at: DateTimeUtc,
    pub seen_at: Option<DateTimeUtc>,
    pub seen_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One line of what somebody must be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Record.
    pub id: Uuid,
    /// To everybody of this role, …
    pub role: Option<Role>,
    /// … or to one person.
    pub account: Option<AccountId>,
    /// Only to those of the role whose station this is or is above it.
    pub station: Option<StationId>,
    /// What happened; its text is the message `alert-<code>`.
    pub code: String,
    /// In which matter.
    pub matter: Option<MatterId>,
    /// When.
    pub at: DateTime<Utc>,
    /// When somebody marked it as seen.
    pub seen_at: Option<DateTime<Utc>>,
}

/// Adds a line.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn insert_alert(change: &Change<'_>, alert: &Alert) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(alert.id),
        role: Set(alert.role.map(|role| role.word().to_owned())),
        account_id: Set(alert.account.map(|account| account.0)),
        station_id: Set(alert.station.map(|station| station.0)),
        code: Set(alert.code.clone()),
        matter_id: Set(alert.matter.map(|matter| matter.0)),
        at: Set(alert.at),
        seen_at: Set(alert.seen_at),
        seen_by: Set(None),
    };
    Entity::insert(row).exec_without_returning(change.tx()).await?;
    Ok(())
}

fn of(staff: &Staff) -> Condition {
    let mut stations = Condition::any().add(Column::StationId.is_null());
    if staff.role.belongs_to_station() {
        stations = stations.add(Column::StationId.is_in(staff.below.iter().map(|station| station.0)));
    } else {
        stations = stations.add(Column::StationId.is_not_null());
    }
    let by_role = Condition::all().add(Column::Role.eq(staff.role.word())).add(stations);
    Condition::any().add(Column::AccountId.eq(staff.account.0)).add(by_role)
}

/// Lines for one person, those not seen first, then newest first.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn alerts_of(on: &impl ConnectionTrait, staff: &Staff, limit: u64) -> Result<Vec<Alert>, StoreError> {
    let rows = Entity::find()
        .filter(of(staff))
        .order_by_asc(Column::SeenAt.is_not_null())
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(on)
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: Model) -> Result<Alert, StoreError> {
    let role = row.role.as_deref().map(str::parse).transpose();
    Ok(Alert {
        id: row.id,
        role: role.map_err(|error| StoreError::Corrupt(format!("{error}")))?,
        account: row.account_id.map(AccountId),
        station: row.station_id.map(StationId),
        code: row.code,
        matter: row.matter_id.map(MatterId),
        at: row.at,
        seen_at: row.seen_at,
    })
}

/// Marks a line as seen by one of those whom it is for; `false` where it is not theirs or was seen before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn mark_seen(change: &Change<'_>, id: Uuid, staff: &Staff, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let marked = Entity::update_many()
        .col_expr(Column::SeenAt, Expr::value(Some(now)))
        .col_expr(Column::SeenBy, Expr::value(Some(staff.account.0)))
        .filter(Column::Id.eq(id))
        .filter(Column::SeenAt.is_null())
        .filter(of(staff))
        .exec(change.tx())
        .await?;
    Ok(marked.rows_affected == 1)
}

/// Removes lines that were seen before `before`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_seen(change: &Change<'_>, before: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(Column::SeenAt.lt(before)).exec(change.tx()).await?.rows_affected)
}
