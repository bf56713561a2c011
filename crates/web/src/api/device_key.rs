//! The key under which an officer's phone keeps what waits on it.

use axum::Json;
use axum::extract::State;
use kaimen_app::hex;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;

#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceKey {
    /// AES-256 key in hexadecimal; to be kept in memory alone.
    key: String,
}

/// The key of what this phone keeps; told only while its session lives, so that a lost phone can no longer be read.
#[utoipa::path(get, path = "/api/device-key", responses((status = 200, body = inline(DeviceKey))))]
pub(crate) async fn handler(seen: Seen, State(web): State<Web>) -> Answer<Json<DeviceKey>> {
    let key = web.app.device_key(seen.session).await?;
    Ok(Json(DeviceKey { key: hex(&key) }))
}
