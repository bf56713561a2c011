//! The columns of a matter.

use kaimen_domain::call::Place;
use kaimen_domain::id::{AccountId, MatterId, StationId};
use kaimen_domain::matter::Matter;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::StoreError;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "matter")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub number: String,
    pub receipt: String,
    pub version: i32,
    pub state: String,
    pub ended: bool,
    pub complaint: bool,
    pub place: String,
    pub lon: f64,
    pub lat: f64,
    pub coord_system: String,
    pub summary: String,
    pub station_id: Option<Uuid>,
    pub owner_id: Option<Uuid>,
    pub received_at: DateTimeUtc,
    pub state_since: DateTimeUtc,
    pub closed_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Columns of a matter.
pub(super) fn write(matter: &Matter) -> ActiveModel {
    ActiveModel {
        id: Set(matter.id.0),
        kind: Set(matter.kind.word().to_owned()),
        number: Set(matter.number.clone()),
        receipt: Set(matter.receipt.clone()),
        version: Set(i32::try_from(matter.version).unwrap_or(i32::MAX)),
        state: Set(matter.state.clone()),
        ended: Set(matter.ended),
        complaint: Set(matter.complaint),
        place: Set(matter.place.text.clone()),
        lon: Set(matter.place.lon),
        lat: Set(matter.place.lat),
        coord_system: Set("WGS-84".to_owned()),
        summary: Set(matter.summary.clone()),
        station_id: Set(matter.station.map(|station| station.0)),
        owner_id: Set(matter.owner.map(|owner| owner.0)),
        received_at: Set(matter.received_at),
        state_since: Set(matter.state_since),
        closed_at: Set(matter.closed_at),
    }
}

/// A matter from its columns; who is complained of, grants and units are still empty.
pub(super) fn read(row: Model) -> Result<Matter, StoreError> {
    Ok(Matter {
        id: MatterId(row.id),
        kind: row.kind.parse().map_err(|_| StoreError::Corrupt(row.kind.clone()))?,
        number: row.number,
        receipt: row.receipt,
        version: u32::try_from(row.version).unwrap_or(0),
        state: row.state,
        ended: row.ended,
        complaint: row.complaint,
        place: Place { text: row.place, lon: row.lon, lat: row.lat },
        summary: row.summary,
        station: row.station_id.map(StationId),
        owner: row.owner_id.map(AccountId),
        received_at: row.received_at,
        state_since: row.state_since,
        closed_at: row.closed_at,
        recused: Vec::new(),
        grants: Vec::new(),
        units: Vec::new(),
    })
}
