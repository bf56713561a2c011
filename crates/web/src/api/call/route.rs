//! The way of a unit to a call.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::{CallId, UnitId};
use serde_json::{Value, json};

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;

/// `GET /api/calls/{id}/route/{unit}`.
pub(crate) async fn handler(
    seen: Seen,
    State(web): State<Web>,
    Path((call, unit)): Path<(CallId, UnitId)>,
) -> Answer<Json<Value>> {
    let route = web.app.route(&seen.caller, call, unit).await?;
    let points: Vec<[f64; 2]> = route.points.iter().map(|at| [at.lon, at.lat]).collect();
    let steps: Vec<_> =
        route.steps.iter().map(|step| json!({ "street": step.street, "metres": step.metres.round() })).collect();
    Ok(Json(json!({
        "points": points,
        "metres": route.metres.round(),
        "travel_ms": route.ms,
        "steps": steps,
    })))
}
