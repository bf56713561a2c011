//! Hospitals by road time from the scene.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::CallId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;

/// A hospital and the way to it.
#[derive(Serialize, ToSchema)]
pub(crate) struct HospitalView {
    name: String,
    lon: f64,
    lat: f64,
    travel_ms: u32,
    /// As the crow flies.
    metres: f64,
}

/// Hospitals by road time from the scene by car, the nearest first.
#[utoipa::path(get, path = "/api/calls/{id}/hospitals", responses((status = 200, body = Vec<HospitalView>)))]
pub(crate) async fn handler(
    seen: Seen,
    State(web): State<Web>,
    Path(id): Path<CallId>,
) -> Answer<Json<Vec<HospitalView>>> {
    let hospitals = web.app.hospitals(&seen.caller, id).await?;
    let view = hospitals.into_iter().map(|hospital| HospitalView {
        name: hospital.name,
        lon: hospital.at.lon,
        lat: hospital.at.lat,
        travel_ms: hospital.travel_ms,
        metres: hospital.metres.round(),
    });
    Ok(Json(view.collect()))
}
