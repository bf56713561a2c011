//! Taking a call up again.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::CallId;
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
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// Takes the call up again.
#[utoipa::path(post, path = "/api/calls/{id}/reopen", request_body = inline(Body), responses((status = 200, body = CallView)))]
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { version, reason } = asked.body;
    let call = web.app.reopen(&asked.caller, id, version, &reason).await?;
    Ok(shown(&web, &asked.caller, &call))
}
