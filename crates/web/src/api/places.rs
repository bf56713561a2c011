//! Finding places by name, and what lies at a place.

use axum::Json;
use axum::extract::{Query, State};
use kaimen_app::Error;
use kaimen_roads::Coordinate;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;

#[derive(Deserialize)]
pub(crate) struct Find {
    #[serde(default)]
    q: String,
}

#[derive(Deserialize)]
pub(crate) struct At {
    lon: f64,
    lat: f64,
}

/// `GET /api/places`.
pub(crate) async fn find(seen: Seen, State(web): State<Web>, Query(find): Query<Find>) -> Answer<Json<Value>> {
    let hits = web.app.find_places(&seen.caller, &find.q)?;
    let hits = hits.into_iter().map(
        |hit| json!({ "name": hit.name, "kind": hit.kind, "lon": hit.at.lon, "lat": hit.at.lat, "within": hit.within }),
    );
    Ok(Json(hits.collect()))
}

/// `GET /api/places/at`.
pub(crate) async fn at(seen: Seen, State(web): State<Web>, Query(at): Query<At>) -> Answer<Json<Value>> {
    let at = Coordinate::new(at.lon, at.lat).ok_or(Error::OffMap)?;
    let nearby = web.app.place_at(&seen.caller, at)?;
    Ok(Json(json!({ "street": nearby.street, "near": nearby.near, "lon": nearby.at.lon, "lat": nearby.at.lat })))
}
