//! A matter of any kind as lists show it: no summary, no people.

use chrono::{DateTime, Utc};
use kaimen_app::App;
use kaimen_domain::id::{AccountId, MatterId, StationId};
use kaimen_domain::matter::{Matter, MatterKind};
use serde::Serialize;
use utoipa::ToSchema;

use crate::text::Text;

/// A line of a list of matters.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatterView {
    id: MatterId,
    kind: MatterKind,
    number: String,
    version: u32,
    /// Word of the state; its meaning is the kind's.
    state: String,
    ended: bool,
    /// Whether it is a complaint against the police.
    complaint: bool,
    /// Where, in words.
    place: String,
    station_id: Option<StationId>,
    owner_id: Option<AccountId>,
    received_at: DateTime<Utc>,
    state_since: DateTime<Utc>,
    /// When its next deadline runs out, where a clock runs.
    due_at: Option<DateTime<Utc>>,
}

impl MatterView {
    pub(crate) fn new(matter: &Matter, due_at: Option<DateTime<Utc>>) -> Self {
        Self {
            id: matter.id,
            kind: matter.kind,
            number: matter.number.clone(),
            version: matter.version,
            state: matter.state.clone(),
            ended: matter.ended,
            complaint: matter.complaint,
            place: matter.place.text.clone(),
            station_id: matter.station,
            owner_id: matter.owner,
            received_at: matter.received_at,
            state_since: matter.state_since,
            due_at,
        }
    }
}

/// The state of a matter in words.
pub(crate) fn state_text(t: &Text, matter: &Matter) -> String {
    match matter.kind {
        MatterKind::Call => t.coded("state", &matter.state),
        MatterKind::RightsRequest => t.coded("rights-state", &matter.state),
    }
}

/// Name of a station.
pub(crate) fn station_name(app: &App, station: Option<StationId>) -> String {
    let stations = app.stations();
    let known = station.and_then(|id| stations.iter().find(|station| station.id == id));
    known.map(|station| station.name.clone()).unwrap_or_default()
}

/// A moment in the bureau's zone; the year only where it is another.
pub(crate) fn moment(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (at, now) = (kaimen_app::call::local(at), kaimen_app::call::local(now));
    let is_this_year = at.format("%Y").to_string() == now.format("%Y").to_string();
    at.format(if is_this_year { "%m-%d %H:%M" } else { "%Y-%m-%d %H:%M" }).to_string()
}
