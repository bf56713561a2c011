//! Finding places by name, and what lies at a place.

use axum::Json;
use axum::extract::{Query, State};
use kaimen_app::Error;
use kaimen_roads::Coordinate;
use kaimen_roads::places::PlaceKind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Find {
    /// Part of a name; what goes beyond 80 characters is not looked at.
    #[serde(default)]
    q: String,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct At {
    #[param(minimum = -180, maximum = 180)]
    lon: f64,
    #[param(minimum = -90, maximum = 90)]
    lat: f64,
}

/// A place found by name.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlaceView {
    name: String,
    kind: PlaceKind,
    lon: f64,
    lat: f64,
    /// The town or village, to tell places of the same name apart.
    within: Option<String>,
}

/// What lies at a place.
#[derive(Serialize, ToSchema)]
pub(crate) struct NearbyView {
    /// Nearest street, where it has a name.
    street: Option<String>,
    /// Nearest town or village.
    near: Option<String>,
    /// Of the nearest point of the road.
    lon: f64,
    lat: f64,
}

/// Streets, crossings, towns, villages and landmarks by name: up to 10.
#[utoipa::path(get, path = "/api/places", params(Find), responses((status = 200, body = Vec<PlaceView>)))]
pub(crate) async fn find(seen: Seen, State(web): State<Web>, Query(find): Query<Find>) -> Answer<Json<Vec<PlaceView>>> {
    let hits = web.app.find_places(&seen.caller, &find.q)?.into_iter();
    let view = hits.map(|hit| PlaceView {
        name: hit.name,
        kind: hit.kind,
        lon: hit.at.lon,
        lat: hit.at.lat,
        within: hit.within,
    });
    Ok(Json(view.collect()))
}

/// The nearest road to a place.
#[utoipa::path(get, path = "/api/places/at", params(At), responses((status = 200, body = NearbyView)))]
pub(crate) async fn at(seen: Seen, State(web): State<Web>, Query(at): Query<At>) -> Answer<Json<NearbyView>> {
    let at = Coordinate::new(at.lon, at.lat).ok_or(Error::OffMap)?;
    let nearby = web.app.place_at(&seen.caller, at)?;
    Ok(Json(NearbyView { street: nearby.street, near: nearby.near, lon: nearby.at.lon, lat: nearby.at.lat }))
}
