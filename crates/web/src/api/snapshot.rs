//! All that a viewer may see, at one moment.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use kaimen_domain::id::StationId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;
use crate::view::call::CallView;
use crate::view::unit::UnitView;

/// All that a viewer may see.
#[derive(Serialize, ToSchema)]
pub(crate) struct Snapshot {
    /// Number of the last change: where the live stream goes on.
    seq: i64,
    now: DateTime<Utc>,
    calls: Vec<CallView>,
    units: Vec<UnitView>,
    stations: Vec<StationView>,
}

/// A police station.
#[derive(Serialize, ToSchema)]
pub(crate) struct StationView {
    id: StationId,
    name: String,
    lon: f64,
    lat: f64,
}

/// All that the reader may see, at one moment: open calls and those closed in the last hour, units, stations.
#[utoipa::path(get, path = "/api/state", responses((status = 200, body = Snapshot)))]
pub(crate) async fn handler(seen: Seen, State(web): State<Web>) -> Answer<Json<Snapshot>> {
    let (seq, calls) = web.app.open_board(&seen.caller).await?;
    let units = web.app.units(&seen.caller).await?;
    let fixes = web.app.live().fixes();
    let calls = calls.iter().map(|call| CallView::new(&seen.caller, call, seq, web.app.now())).collect();
    let units = units.iter().map(|unit| UnitView::new(unit, fixes.get(&unit.id))).collect();
    let stations = web
        .app
        .stations()
        .iter()
        .map(|station| StationView { id: station.id, name: station.name.clone(), lon: station.lon, lat: station.lat })
        .collect();
    Ok(Json(Snapshot { seq, now: web.app.now(), calls, units, stations }))
}
