//! Adding a note.

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
    #[schema(min_length = 1, max_length = 2000)]
    text: String,
}

/// Adds a note to the timeline.
#[utoipa::path(post, path = "/api/calls/{id}/note", request_body = inline(Body), responses((status = 200, body = CallView)))]
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { text } = asked.body;
    let call = web.app.note(&asked.caller, id, &text).await?;
    Ok(shown(&web, &asked.caller, &call))
}
