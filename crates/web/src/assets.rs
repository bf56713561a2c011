//! Scripts, styles and the like: built from `client/`, embedded, named by their content and so cached for ever.

use std::collections::HashMap;
use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../client/dist"]
#[allow_missing = true]
struct Files;

/// Address of an asset by its plain name, such as `console.js`.
#[must_use]
pub fn address(name: &str) -> String {
    static MANIFEST: OnceLock<HashMap<String, String>> = OnceLock::new();
    let manifest = MANIFEST.get_or_init(|| {
        Files::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default()
    });
    match manifest.get(name) {
        Some(file) => format!("/assets/{file}"),
        None => format!("/assets/{name}"),
    }
}

/// Whether the screens were built into this binary.
#[must_use]
pub fn are_built() -> bool {
    Files::get("manifest.json").is_some()
}

/// `GET /assets/{name}`.
pub(crate) async fn handler(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts =
        |coding: &str| accepted.split(',').any(|one| one.split(';').next().is_some_and(|c| c.trim() == coding));
    let packed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(coding, _)| accepts(coding))
        .find_map(|(coding, ending)| Files::get(&format!("{name}{ending}")).map(|file| (file, coding)));
    let kind = mime_guess::from_path(&name).first_or_octet_stream().to_string();
    let kind =
        if kind.starts_with("text/") && !kind.contains("charset") { format!("{kind}; charset=utf-8") } else { kind };
    let lasting = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    match (packed, Files::get(&name)) {
        (Some((file, coding)), _) => {
            (lasting, [(header::CONTENT_ENCODING, coding)], file.data.into_owned()).into_response()
        }
        (None, Some(file)) => (lasting, file.data.into_owned()).into_response(),
        (None, None) => StatusCode::NOT_FOUND.into_response(),
    }
}
