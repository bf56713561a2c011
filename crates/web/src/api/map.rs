//! What the map shows.

use axum::Json;
use axum::extract::State;
use kaimen_domain::role::Role;
use kaimen_roads::source::PointKind;
use serde_json::{Value, json};

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;

/// `GET /api/map`.
pub(crate) async fn handler(seen: Seen, State(web): State<Web>) -> Answer<Json<Value>> {
    if seen.staff.role == Role::Administrator {
        return Err(kaimen_app::Error::Forbidden.into());
    }
    let info = web.app.map().info();
    let landmarks = |kind, word: &str| {
        web.app
            .landmarks(kind)
            .into_iter()
            .map(|place| json!({ "kind": word, "name": place.name, "lon": place.at.lon, "lat": place.at.lat }))
            .collect::<Vec<_>>()
    };
    let landmarks = [landmarks(PointKind::Police, "police"), landmarks(PointKind::Hospital, "hospital")].concat();
    Ok(Json(json!({
        "name": info.name,
        "attribution": info.attribution,
        "bounds": info.bounds,
        "centre": info.bounds.centre(),
        "min_zoom": info.min_zoom,
        "max_zoom": info.max_zoom,
        "landmarks": landmarks,
    })))
}
