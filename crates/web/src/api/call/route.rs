//! The way of a unit to a call.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::{CallId, UnitId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;

/// A way by road.
#[derive(Serialize, ToSchema)]
pub(crate) struct RouteView {
    /// Longitude and latitude of each bend.
    points: Vec<[f64; 2]>,
    metres: f64,
    travel_ms: u32,
    steps: Vec<RouteStep>,
}

/// One street of a way.
#[derive(Serialize, ToSchema)]
pub(crate) struct RouteStep {
    street: String,
    metres: f64,
}

/// The way of a unit to a call.
#[utoipa::path(get, path = "/api/calls/{id}/route/{unit}", responses((status = 200, body = RouteView)))]
pub(crate) async fn handler(
    seen: Seen,
    State(web): State<Web>,
    Path((call, unit)): Path<(CallId, UnitId)>,
) -> Answer<Json<RouteView>> {
    let route = web.app.route(&seen.caller, call, unit).await?;
    let steps = route.steps.iter();
    Ok(Json(RouteView {
        points: route.points.iter().map(|at| [at.lon, at.lat]).collect(),
        metres: route.metres.round(),
        travel_ms: route.ms,
        steps: steps.map(|step| RouteStep { street: step.street.clone(), metres: step.metres.round() }).collect(),
    }))
}
