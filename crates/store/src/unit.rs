//! Units: who rides with what, on which duty, on which call.

use chrono::{DateTime, Utc};
use kaimen_domain::id::{AreaId, CallId, StationId, UnitId};
use kaimen_domain::unit::{DutyStatus, Skills};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, sea_query::Expr};

use crate::change::Change;
use crate::error::{StoreError, parse, word};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "unit")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub call_sign: String,
        pub name: String,
        pub station_id: Uuid,
        pub area_id: Option<Uuid>,
        pub profile: String,
        pub crew: i32,
        pub skills: Json,
        pub status: String,
        pub version: i32,
        pub call_id: Option<Uuid>,
        pub lon: Option<f64>,
        pub lat: Option<f64>,
        pub fix_at: Option<DateTimeUtc>,
        pub last_call_ended_at: Option<DateTimeUtc>,
        pub calls_this_shift: i32,
        pub on_duty_since: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// A place: degrees east, degrees north, when.
pub type StoredFix = (f64, f64, DateTime<Utc>);

/// A unit as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Record.
    pub id: UnitId,
    /// Call sign, unique in the bureau.
    pub call_sign: String,
    /// Names of the officers, as shown to colleagues.
    pub name: String,
    /// Home station.
    pub station: StationId,
    /// Home community.
    pub area: Option<AreaId>,
    /// `car`, `ebike` or `foot`.
    pub profile: String,
    /// Police officers on board.
    pub crew: u8,
    /// What they can do beyond patrol.
    pub skills: Skills,
    /// Duty status.
    pub status: DutyStatus,
    /// Counts the changes.
    pub version: u32,
    /// The call it is on.
    pub call: Option<CallId>,
    /// Last place kept over a restart: degrees east, degrees north, when. Only while on duty.
    pub fix: Option<StoredFix>,
    /// End of its last call.
    pub last_call_ended_at: Option<DateTime<Utc>>,
    /// Calls since it came on duty.
    pub calls_this_shift: u16,
    /// On duty since.
    pub on_duty_since: Option<DateTime<Utc>>,
}

impl Unit {
    /// Whether it is on duty, at rest or on a call included.
    #[must_use]
    pub fn is_on_duty(&self) -> bool {
        self.status != DutyStatus::Off
    }
}

fn read(row: row::Model) -> Result<Unit, StoreError> {
    let fix = match (row.lon, row.lat, row.fix_at) {
        (Some(lon), Some(lat), Some(at)) => Some((lon, lat, at)),
        _ => None,
    };
    Ok(Unit {
        id: UnitId(row.id),
        call_sign: row.call_sign,
        name: row.name,
        station: StationId(row.station_id),
        area: row.area_id.map(AreaId),
        profile: row.profile,
        crew: u8::try_from(row.crew).unwrap_or(1),
        skills: serde_json::from_value(row.skills).map_err(|error| StoreError::Corrupt(error.to_string()))?,
        status: parse(&row.status)?,
        version: u32::try_from(row.version).unwrap_or(0),
        call: row.call_id.map(CallId),
        fix,
        last_call_ended_at: row.last_call_ended_at,
        calls_this_shift: u16::try_from(row.calls_this_shift).unwrap_or(0),
        on_duty_since: row.on_duty_since,
    })
}

fn write(unit: &Unit) -> row::ActiveModel {
    row::ActiveModel {
        id: Set(unit.id.0),
        call_sign: Set(unit.call_sign.clone()),
        name: Set(unit.name.clone()),
        station_id: Set(unit.station.0),
        area_id: Set(unit.area.map(|area| area.0)),
        profile: Set(unit.profile.clone()),
        crew: Set(i32::from(unit.crew)),
        skills: Set(serde_json::to_value(unit.skills).unwrap_or_default()),
        status: Set(word(&unit.status)),
        version: Set(i32::try_from(unit.version).unwrap_or(i32::MAX)),
        call_id: Set(unit.call.map(|call| call.0)),
        lon: Set(unit.fix.map(|fix| fix.0)),
        lat: Set(unit.fix.map(|fix| fix.1)),
        fix_at: Set(unit.fix.map(|fix| fix.2)),
        last_call_ended_at: Set(unit.last_call_ended_at),
        calls_this_shift: Set(i32::from(unit.calls_this_shift)),
        on_duty_since: Set(unit.on_duty_since),
    }
}

/// Adds units.
///
/// # Errors
/// [`StoreError::Duplicate`] where a call sign is in use.
pub async fn insert(change: &Change<'_>, units: &[Unit]) -> Result<(), StoreError> {
    for chunk in units.chunks(500) {
        Entity::insert_many(chunk.iter().map(write))
            .exec_without_returning(change.tx())
            .await
            .map_err(|error| StoreError::unique(error, StoreError::Duplicate))?;
    }
    Ok(())
}

/// Every unit, by call sign.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn all(on: &impl ConnectionTrait) -> Result<Vec<Unit>, StoreError> {
    Entity::find().order_by_asc(Column::CallSign).all(on).await?.into_iter().map(read).collect()
}

/// One unit.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn find(on: &impl ConnectionTrait, id: UnitId) -> Result<Option<Unit>, StoreError> {
    Entity::find_by_id(id.0).one(on).await?.map(read).transpose()
}

/// These units, in no order.
///
/// # Errors
/// [`StoreError::Database`], [`StoreError::Corrupt`].
pub async fn some(on: &impl ConnectionTrait, ids: &[UnitId]) -> Result<Vec<Unit>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let keys = ids.iter().map(|id| id.0);
    Entity::find().filter(Column::Id.is_in(keys)).all(on).await?.into_iter().map(read).collect()
}

/// Saves a unit whose version was counted up by one since it was read. Its place is not touched.
///
/// # Errors
/// [`StoreError::Stale`] where somebody else saved it first.
pub async fn save(change: &Change<'_>, unit: &Unit) -> Result<(), StoreError> {
    let mut row = write(unit);
    row.lon = sea_orm::ActiveValue::NotSet;
    row.lat = sea_orm::ActiveValue::NotSet;
    row.fix_at = sea_orm::ActiveValue::NotSet;
    row.id = sea_orm::ActiveValue::NotSet;
    let before = i32::try_from(unit.version).unwrap_or(i32::MAX) - 1;
    let saved = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(unit.id.0))
        .filter(Column::Version.eq(before))
        .exec(change.tx())
        .await?;
    if saved.rows_affected == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Keeps the last place of units over a restart; `None` forgets it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn save_fixes(change: &Change<'_>, fixes: &[(UnitId, Option<StoredFix>)]) -> Result<(), StoreError> {
    for (unit, fix) in fixes {
        Entity::update_many()
            .col_expr(Column::Lon, Expr::value(fix.map(|fix| fix.0)))
            .col_expr(Column::Lat, Expr::value(fix.map(|fix| fix.1)))
            .col_expr(Column::FixAt, Expr::value(fix.map(|fix| fix.2)))
            .filter(Column::Id.eq(unit.0))
            // A unit that went off duty meanwhile has no place (red line 12).
            .filter(if fix.is_some() { Column::Status.ne(word(&DutyStatus::Off)) } else { Column::Id.is_not_null() })
            .exec(change.tx())
            .await?;
    }
    Ok(())
}

/// Forgets where units were last seen before `before`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn forget_fixes(change: &Change<'_>, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let forgotten = Entity::update_many()
        .col_expr(Column::Lon, Expr::value(Option::<f64>::None))
        .col_expr(Column::Lat, Expr::value(Option::<f64>::None))
        .col_expr(Column::FixAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(Column::FixAt.lt(before))
        .exec(change.tx())
        .await?;
    Ok(forgotten.rows_affected)
}
