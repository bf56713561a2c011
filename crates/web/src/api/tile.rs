//! Vector tiles, as they lie compressed in the map file.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::Web;

/// A vector tile, gzip; 204 where there is nothing. The base map is no secret, so no session is asked.
#[utoipa::path(
    get,
    path = "/tiles/{z}/{x}/{y}",
    params(("z" = u8, Path), ("x" = u32, Path), ("y" = u32, Path)),
    responses(
        (status = 200, body = String, content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "nothing there")
    ),
    security(())
)]
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
