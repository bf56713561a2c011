//! What was done, told to the resident.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::call::Outcome;
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
    result: Outcome,
    #[schema(min_length = 1, max_length = 2000)]
    text: String,
}

/// What was done, told to the resident.
#[utoipa::path(
    post,
    path = "/api/calls/{id}/feedback",
    request_body = inline(Body),
    responses((status = 200, body = CallView))
)]
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { result, text } = asked.body;
    let call = web.app.give_feedback(&asked.caller, id, result, &text).await?;
    Ok(shown(&web, &asked.caller, &call))
}
