//! Kinds of call.

use axum::Json;
use kaimen_domain::kind::{KINDS, Kind};

use crate::asked::Seen;

/// Every kind of call, in the order in which the desk sees them; the text is the message `kind-<code>`.
#[utoipa::path(get, path = "/api/kinds", responses((status = 200, body = Vec<Kind>)))]
pub(crate) async fn handler(_: Seen) -> Json<&'static [Kind]> {
    Json(&KINDS)
}
