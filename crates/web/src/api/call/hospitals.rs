//! Hospitals by road time from the scene.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::CallId;
use serde_json::{Value, json};

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;

/// `GET /api/calls/{id}/hospitals`.
pub(crate) async fn handler(seen: Seen, State(web): State<Web>, Path(id): Path<CallId>) -> Answer<Json<Value>> {
    let hospitals = web.app.hospitals(&seen.caller, id).await?;
    let hospitals = hospitals.into_iter().map(|hospital| {
        json!({
            "name": hospital.name,
            "lon": hospital.at.lon,
            "lat": hospital.at.lat,
            "travel_ms": hospital.travel_ms,
            "metres": hospital.metres.round(),
        })
    });
    Ok(Json(hospitals.collect()))
}
