//! Kinds of call.

use axum::Json;
use kaimen_domain::kind::{KINDS, Kind};

use crate::asked::Seen;

/// `GET /api/kinds`.
pub(crate) async fn handler(_: Seen) -> Json<&'static [Kind]> {
    Json(&KINDS)
}
