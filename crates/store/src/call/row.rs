//! The columns that only a call has.

use kaimen_domain::call::{Call, Place};
use kaimen_domain::id::{AccountId, CallId, StationId};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::{StoreError, parse, word};
use crate::matter;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "call")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub grade: i32,
    pub first_kind: String,
    pub first_grade: i32,
    pub channel: String,
    pub officers_needed: i32,
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
        kind: Set(call.kind.clone()),
        grade: Set(i32::from(call.grade.number())),
        first_kind: Set(call.first_kind.clone()),
        first_grade: Set(i32::from(call.first_grade.number())),
        channel: Set(word(&call.channel)),
        officers_needed: Set(i32::from(call.officers_needed)),
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
pub(super) fn read(row: Model, matter: matter::Model) -> Result<Call, StoreError> {
    Ok(Call {
        id: CallId(row.id),
        number: matter.number,
        receipt: matter.receipt,
        version: u32::try_from(matter.version).unwrap_or(0),
        state: parse(&matter.state)?,
        kind: row.kind,
        grade: grade(row.grade)?,
        first_kind: row.first_kind,
        first_grade: grade(row.first_grade)?,
        channel: parse(&row.channel)?,
        place: Place { text: matter.place, lon: matter.lon, lat: matter.lat },
        summary: matter.summary,
        station: matter.station_id.map(StationId),
        received_at: matter.received_at,
        state_since: matter.state_since,
        closed_at: matter.closed_at,
        officers_needed: u8::try_from(row.officers_needed).unwrap_or(1),
        owner: matter.owner_id.map(AccountId),
        recused: Vec::new(),
        grants: Vec::new(),
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
