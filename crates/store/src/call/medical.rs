//! The link of a call to 120.

use kaimen_domain::call::Call;
use kaimen_domain::medical::Medical;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::change::Change;
use crate::error::{StoreError, parse, word};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "medical")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub call_id: Uuid,
    pub state: String,
    pub condition: String,
    pub requested_at: DateTimeUtc,
    pub eta_told_minutes: Option<i32>,
    pub delayed_at: Option<DateTimeUtc>,
    pub ambulance_arrived_at: Option<DateTimeUtc>,
    pub decided_at: Option<DateTimeUtc>,
    pub advice_sought: bool,
    pub facility: Option<String>,
    pub departed_at: Option<DateTimeUtc>,
    pub handed_over_at: Option<DateTimeUtc>,
    pub handover_to: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Saves the link, if the call has one.
pub(super) async fn save(change: &Change<'_>, call: &Call) -> Result<(), StoreError> {
    let Some(medical) = &call.medical else { return Ok(()) };
    let row = ActiveModel {
        call_id: Set(call.id.0),
        state: Set(word(&medical.state)),
        condition: Set(word(&medical.condition)),
        requested_at: Set(medical.requested_at),
        eta_told_minutes: Set(medical.eta_told_minutes.map(i32::from)),
        delayed_at: Set(medical.delayed_at),
        ambulance_arrived_at: Set(medical.ambulance_arrived_at),
        decided_at: Set(medical.decided_at),
        advice_sought: Set(medical.advice_sought),
        facility: Set(medical.facility.clone()),
        departed_at: Set(medical.departed_at),
        handed_over_at: Set(medical.handed_over_at),
        handover_to: Set(medical.handover_to.clone()),
    };
    let known = OnConflict::column(Column::CallId)
        .update_columns([
            Column::State,
            Column::EtaToldMinutes,
            Column::DelayedAt,
            Column::AmbulanceArrivedAt,
            Column::DecidedAt,
            Column::AdviceSought,
            Column::Facility,
            Column::DepartedAt,
            Column::HandedOverAt,
            Column::HandoverTo,
        ])
        .to_owned();
    Entity::insert(row).on_conflict(known).exec_without_returning(change.tx()).await?;
    Ok(())
}

/// The link from its columns.
pub(super) fn read(row: Model) -> Result<Medical, StoreError> {
    Ok(Medical {
        state: parse(&row.state)?,
        condition: parse(&row.condition)?,
        requested_at: row.requested_at,
        eta_told_minutes: row.eta_told_minutes.map(|minutes| u16::try_from(minutes).unwrap_or(u16::MAX)),
        delayed_at: row.delayed_at,
        ambulance_arrived_at: row.ambulance_arrived_at,
        decided_at: row.decided_at,
        advice_sought: row.advice_sought,
        facility: row.facility,
        departed_at: row.departed_at,
        handed_over_at: row.handed_over_at,
        handover_to: row.handover_to,
    })
}
