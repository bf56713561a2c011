//! Ending a call.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::CallId;

use super::{Version, shown};
use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;
use crate::view::call::CallView;

/// Ends the call.
#[utoipa::path(
    post,
    path = "/api/calls/{id}/close",
    request_body = inline(Version),
    responses((status = 200, body = CallView))
)]
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Version>,
) -> Answer<Json<CallView>> {
    let call = web.app.close(&asked.caller, id, asked.body.version).await?;
    Ok(shown(&web, &asked.caller, &call))
}
