//! The columns of a call.

use kaimen_domain::call::{Call, Place};
use kaimen_domain::id::{CallId, StationId};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::{StoreError, parse, word};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "call")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: String,
    pub receipt: String,
    pub version: i32,
    pub state: String,
    pub kind: String,
    pub grade: i32,
    pub first_kind: String,
    pub first_grade: i32,
    pub channel: String,
    pub place: String,
    pub lon: f64,
    pub lat: f64,
    pub coord_system: String,
    pub summary: String,
    pub station_id: Option<Uuid>,
    pub received_at: DateTimeUtc,
    pub state_since: DateTimeUtc,
    pub closed_at: Option<DateTimeUtc>,
    pub officers_needed: i32,
    pub recused: Json,
    pub backup_requested: bool,
    pub reopened: bool,
    pub merged_into: Option<Uuid>,
    pub diverted_to: Option<String>,
    pub diversion_mode: Option<String>,
    pub outcome: Option<String>,
    pub feedback: Option<String>,
    pub rated: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Columns of a call.
pub(super) fn write(call: &Call) -> ActiveModel {
    ActiveModel {
        id: Set(call.id.0),
        number: Set(call.number.clone()),
        receipt: Set(call.receipt.clone()),
        version: Set(i32::try_from(call.version).unwrap_or(i32::MAX)),
        state: Set(word(&call.state)),
        kind: Set(call.kind.clone()),
        grade: Set(i32::from(call.grade.number())),
        first_kind: Set(call.first_kind.clone()),
        first_grade: Set(i32::from(call.first_grade.number())),
        channel: Set(word(&call.channel)),
        place: Set(call.place.text.clone()),
        lon: Set(call.place.lon),
        lat: Set(call.place.lat),
        coord_system: Set("WGS-84".to_owned()),
        summary: Set(call.summary.clone()),
        station_id: Set(call.station.map(|station| station.0)),
        received_at: Set(call.received_at),
        state_since: Set(call.state_since),
        closed_at: Set(call.closed_at),
        officers_needed: Set(i32::from(call.officers_needed)),
        recused: Set(serde_json::to_value(&call.recused).unwrap_or_default()),
        backup_requested: Set(call.backup_requested),
        reopened: Set(call.reopened),
        merged_into: Set(call.merged_into.map(|call| call.0)),
        diverted_to: Set(call.diverted_to.clone()),
        diversion_mode: Set(call.diversion_mode.as_ref().map(word)),
        outcome: Set(call.outcome.as_ref().map(word)),
        feedback: Set(call.feedback.clone()),
        rated: Set(call.rated),
    }
}

fn grade(number: i32) -> Result<kaimen_domain::unit::Grade, StoreError> {
    let corrupt = || StoreError::Corrupt(format!("grade {number}"));
    u8::try_from(number).ok().and_then(|number| number.try_into().ok()).ok_or_else(corrupt)
}

/// A call from its columns; assignments and medical link are still empty.
pub(super) fn read(row: Model) -> Result<Call, StoreError> {
    Ok(Call {
        id: CallId(row.id),
        number: row.number,
        receipt: row.receipt,
        version: u32::try_from(row.version).unwrap_or(0),
        state: parse(&row.state)?,
        kind: row.kind,
        grade: grade(row.grade)?,
        first_kind: row.first_kind,
        first_grade: grade(row.first_grade)?,
        channel: parse(&row.channel)?,
        place: Place { text: row.place, lon: row.lon, lat: row.lat },
        summary: row.summary,
        station: row.station_id.map(StationId),
        received_at: row.received_at,
        state_since: row.state_since,
        closed_at: row.closed_at,
        officers_needed: u8::try_from(row.officers_needed).unwrap_or(1),
        recused: serde_json::from_value(row.recused).map_err(|error| StoreError::Corrupt(error.to_string()))?,
        backup_requested: row.backup_requested,
        reopened: row.reopened,
        merged_into: row.merged_into.map(CallId),
        diverted_to: row.diverted_to,
        diversion_mode: row.diversion_mode.as_deref().map(parse).transpose()?,
        outcome: row.outcome.as_deref().map(parse).transpose()?,
        feedback: row.feedback,
        rated: row.rated,
        assignments: Vec::new(),
        medical: None,
    })
}
