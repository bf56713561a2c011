//! The audit log for whoever wants to check it (C2SP tlog-tiles): checkpoint, hashes, key. No session is asked, as there
//! are only hashes. The rows themselves are not served here.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kaimen_app::Error;
use kaimen_domain::audit::tile::{TileAddress, WIDTH};

use crate::Web;
use crate::problem::{Answer, Problem};

const TEXT: (header::HeaderName, &str) = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
const ANEW: (header::HeaderName, &str) = (header::CACHE_CONTROL, "no-cache");

/// `GET /log/checkpoint`: the newest signed checkpoint.
pub(crate) async fn checkpoint(State(web): State<Web>) -> Answer<Response> {
    let newest = web.app.newest_checkpoint().await?.ok_or(Error::NotFound)?;
    Ok(([TEXT, ANEW], newest.note).into_response())
}

/// `GET /log/key`: the key that checkpoints are checked with.
pub(crate) async fn key(State(web): State<Web>) -> Response {
    ([TEXT, ANEW], format!("{}\n", web.app.verifier_key().text())).into_response()
}

/// `GET /log/tile/{L}/{N}[.p/{W}]`: the hashes of a tile, 32 bytes each. A full tile never changes.
pub(crate) async fn tile(State(web): State<Web>, Path(path): Path<String>) -> Answer<Response> {
    let address = TileAddress::parse(&path).ok_or_else(Problem::no_such_address)?;
    let hashes = web.app.log_tile(address).await?.ok_or(Error::NotFound)?;
    let keep = if address.width == WIDTH { "public, max-age=31536000, immutable" } else { "no-cache" };
    Ok(([(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, keep)], hashes).into_response())
}
