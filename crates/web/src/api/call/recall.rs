//! Taking a unit off a call.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::{CallId, UnitId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::shown;
use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;
use crate::view::call::CallView;

#[derive(Deserialize, ToSchema)]
pub(crate) struct Body {
    version: u32,
    unit_id: UnitId,
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// Takes a unit off the call.
#[utoipa::path(post, path = "/api/calls/{id}/recall", request_body = inline(Body), responses((status = 200, body = CallView)))]
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { version, unit_id, reason } = asked.body;
    let call = web.app.recall(&asked.caller, id, version, unit_id, &reason).await?;
    Ok(shown(&web, &asked.caller, &call))
}
