//! The columns of a clock.

use kaimen_domain::deadline::clock::Clock;
use kaimen_domain::deadline::rule::{Length, StepName};
use kaimen_domain::id::{DeadlineId, MatterId};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use super::Deadline;
use crate::error::{StoreError, parse, word};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deadline")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub matter_id: Uuid,
    pub version: i32,
    pub rule: String,
    pub step: String,
    pub edition: Date,
    pub started_at: DateTimeUtc,
    pub count: i32,
    pub unit: String,
    pub due_at: DateTimeUtc,
    pub state: String,
    pub pauses: Json,
    pub extensions: Json,
    pub met_at: Option<DateTimeUtc>,
    pub missed_at: Option<DateTimeUtc>,
    pub level: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Columns of a clock.
pub(super) fn write(deadline: &Deadline) -> Result<ActiveModel, StoreError> {
    let clock = &deadline.clock;
    let json = |value: Result<Json, serde_json::Error>| value.map_err(|error| StoreError::Corrupt(error.to_string()));
    Ok(ActiveModel {
        id: Set(deadline.id.0),
        matter_id: Set(deadline.matter.0),
        version: Set(i32::try_from(deadline.version).unwrap_or(i32::MAX)),
        rule: Set(clock.name.rule.clone()),
        step: Set(clock.name.step.clone()),
        edition: Set(clock.edition),
        started_at: Set(clock.started_at),
        count: Set(i32::try_from(clock.length.count).unwrap_or(i32::MAX)),
        unit: Set(word(&clock.length.unit)),
        due_at: Set(clock.due_at),
        state: Set(word(&clock.state)),
        pauses: Set(json(serde_json::to_value(&clock.pauses))?),
        extensions: Set(json(serde_json::to_value(&clock.extensions))?),
        met_at: Set(clock.met_at),
        missed_at: Set(clock.missed_at),
        level: Set(word(&clock.level)),
    })
}

/// A clock from its columns.
pub(super) fn read(row: Model) -> Result<Deadline, StoreError> {
    let bad = |error: serde_json::Error| StoreError::Corrupt(format!("clock {}: {error}", row.id));
    let count = u32::try_from(row.count).map_err(|_| StoreError::Corrupt(format!("clock {}: count", row.id)))?;
    Ok(Deadline {
        id: DeadlineId(row.id),
        matter: MatterId(row.matter_id),
        version: u32::try_from(row.version).unwrap_or(0),
        clock: Clock {
            pauses: serde_json::from_value(row.pauses).map_err(bad)?,
            extensions: serde_json::from_value(row.extensions).map_err(bad)?,
            name: StepName { rule: row.rule, step: row.step },
            edition: row.edition,
            started_at: row.started_at,
            length: Length { count, unit: parse(&row.unit)? },
            due_at: row.due_at,
            state: parse(&row.state)?,
            met_at: row.met_at,
            missed_at: row.missed_at,
            level: parse(&row.level)?,
        },
    })
}
