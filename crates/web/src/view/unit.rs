//! A unit as a screen sees it.

use chrono::{DateTime, Utc};
use kaimen_app::Moved;
use kaimen_app::Unit;
use kaimen_domain::id::{CallId, StationId, UnitId};
use kaimen_domain::unit::{DutyStatus, Skill, Skills};
use serde::Serialize;
use utoipa::ToSchema;

/// A unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitView {
    id: UnitId,
    call_sign: String,
    name: String,
    station_id: StationId,
    profile: String,
    crew: u8,
    #[schema(value_type = Vec<Skill>)]
    skills: Skills,
    status: DutyStatus,
    version: u32,
    call_id: Option<CallId>,
    lon: Option<f64>,
    lat: Option<f64>,
    fix_at: Option<DateTime<Utc>>,
}

impl UnitView {
    /// The unit with its place, if one is known; off duty none is shown.
    #[must_use]
    pub fn new(unit: &Unit, fix: Option<&Moved>) -> Self {
        let fix = fix.filter(|_| unit.is_on_duty());
        Self {
            id: unit.id,
            call_sign: unit.call_sign.clone(),
            name: unit.name.clone(),
            station_id: unit.station,
            profile: unit.profile.clone(),
            crew: unit.crew,
            skills: unit.skills,
            status: unit.status,
            version: unit.version,
            call_id: unit.call,
            lon: fix.map(|fix| fix.at.lon),
            lat: fix.map(|fix| fix.at.lat),
            fix_at: fix.map(|fix| fix.time),
        }
    }
}
