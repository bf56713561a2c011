//! What the map shows.

use axum::Json;
use axum::extract::State;
use kaimen_roads::source::PointKind;
use kaimen_roads::{Bounds, Coordinate};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;

/// The map of the district.
#[derive(Serialize, ToSchema)]
pub(crate) struct MapView {
    name: String,
    /// Who must be credited; may be empty.
    attribution: String,
    bounds: Bounds,
    centre: Coordinate,
    min_zoom: u8,
    max_zoom: u8,
    landmarks: Vec<LandmarkView>,
}

/// A place that everybody knows.
#[derive(Serialize, ToSchema)]
pub(crate) struct LandmarkView {
    kind: LandmarkKind,
    name: String,
    lon: f64,
    lat: f64,
}

/// What it is.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LandmarkKind {
    Police,
    Hospital,
}

/// What the map shows and where it begins.
#[utoipa::path(get, path = "/api/map", responses((status = 200, body = MapView)))]
pub(crate) async fn handler(seen: Seen, State(web): State<Web>) -> Answer<Json<MapView>> {
    let info = web.app.map_for(&seen.caller)?.info();
    let landmarks = [(PointKind::Police, LandmarkKind::Police), (PointKind::Hospital, LandmarkKind::Hospital)];
    let landmarks = landmarks.into_iter().flat_map(|(point, kind)| {
        let places = web.app.landmarks(point).into_iter();
        places.map(move |place| LandmarkView { kind, name: place.name, lon: place.at.lon, lat: place.at.lat })
    });
    Ok(Json(MapView {
        name: info.name.clone(),
        attribution: info.attribution.clone(),
        bounds: info.bounds,
        centre: info.bounds.centre(),
        min_zoom: info.min_zoom,
        max_zoom: info.max_zoom,
        landmarks: landmarks.collect(),
    }))
}
