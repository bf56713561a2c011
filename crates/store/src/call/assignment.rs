//! The units sent to a call.

use kaimen_domain::assignment::Assignment;
use kaimen_domain::call::Call;
use kaimen_domain::id::{AssignmentId, UnitId};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::change::Change;
use crate::error::{StoreError, parse, word};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub call_id: Uuid,
    pub unit_id: Uuid,
    pub call_sign: String,
    pub state: String,
    pub eta_ms: Option<i32>,
    pub override_reason: Option<String>,
    pub dispatched_at: DateTimeUtc,
    pub acknowledged_at: Option<DateTimeUtc>,
    pub en_route_at: Option<DateTimeUtc>,
    pub on_scene_at: Option<DateTimeUtc>,
    pub cleared_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Saves the assignments of a call; new ones are added, known ones take their new state and clocks.
pub(super) async fn save(change: &Change<'_>, call: &Call) -> Result<(), StoreError> {
    if call.assignments.is_empty() {
        return Ok(());
    }
    let rows = call.assignments.iter().map(|a| ActiveModel {
        id: Set(a.id.0),
        call_id: Set(call.id.0),
        unit_id: Set(a.unit.0),
        call_sign: Set(a.call_sign.clone()),
        state: Set(word(&a.state)),
        eta_ms: Set(a.eta_ms.map(|ms| i32::try_from(ms).unwrap_or(i32::MAX))),
        override_reason: Set(a.override_reason.clone()),
        dispatched_at: Set(a.dispatched_at),
        acknowledged_at: Set(a.acknowledged_at),
        en_route_at: Set(a.en_route_at),
        on_scene_at: Set(a.on_scene_at),
        cleared_at: Set(a.cleared_at),
    });
    let known = OnConflict::column(Column::Id)
        .update_columns([
            Column::State,
            Column::AcknowledgedAt,
            Column::EnRouteAt,
            Column::OnSceneAt,
            Column::ClearedAt,
        ])
        .to_owned();
    Entity::insert_many(rows)
        .on_conflict(known)
        .exec_without_returning(change.tx())
        .await
        .map_err(|error| StoreError::unique(error, StoreError::UnitTaken))?;
    Ok(())
}

/// An assignment from its columns.
pub(super) fn read(row: Model) -> Result<Assignment, StoreError> {
    Ok(Assignment {
        id: AssignmentId(row.id),
        unit: UnitId(row.unit_id),
        call_sign: row.call_sign,
        state: parse(&row.state)?,
        eta_ms: row.eta_ms.map(|ms| u32::try_from(ms).unwrap_or(0)),
        override_reason: row.override_reason,
        dispatched_at: row.dispatched_at,
        acknowledged_at: row.acknowledged_at,
        en_route_at: row.en_route_at,
        on_scene_at: row.on_scene_at,
        cleared_at: row.cleared_at,
    })
}
