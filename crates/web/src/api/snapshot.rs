//! All that a viewer may see, at one moment.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;
use crate::view::call::CallView;
use crate::view::unit::UnitView;

/// `GET /api/state`.
pub(crate) async fn handler(seen: Seen, State(web): State<Web>) -> Answer<Json<Value>> {
    // The number is read before the rows: what changes in between is sent once more, never missed.
    let seq = web.app.last_seq().await?;
    let calls = web.app.open_calls(&seen.caller).await?;
    let units = web.app.units(&seen.caller).await?;
    let fixes = web.app.live().fixes();
    let calls: Vec<_> = calls.iter().map(|call| CallView::new(&seen.caller, call, seq)).collect();
    let units: Vec<_> = units.iter().map(|unit| UnitView::new(unit, fixes.get(&unit.id))).collect();
    let stations: Vec<_> = web
        .app
        .stations()
        .iter()
        .map(|station| json!({ "id": station.id, "name": station.name, "lon": station.lon, "lat": station.lat }))
        .collect();
    Ok(Json(json!({ "seq": seq, "now": web.app.now(), "calls": calls, "units": units, "stations": stations })))
}
