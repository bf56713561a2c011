//! Vector tiles, as they lie compressed in the map file.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::Web;

/// `GET /tiles/{z}/{x}/{y}`. The base map is no secret, so no session is asked.
pub(crate) async fn handler(State(web): State<Web>, Path((z, x, y)): Path<(u8, u32, u32)>) -> Response {
    match web.app.map().tile(z, x, y) {
        Some(tile) => (
            [
                (header::CONTENT_TYPE, "application/vnd.mapbox-vector-tile"),
                (header::CONTENT_ENCODING, "gzip"),
                (header::CACHE_CONTROL, "public, max-age=86400"),
            ],
            tile.to_vec(),
        )
            .into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}
