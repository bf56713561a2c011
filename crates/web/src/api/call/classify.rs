//! Changing kind and grade.

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
    /// A code of `GET /api/kinds`.
    kind: String,
    #[schema(minimum = 1, maximum = 4)]
    grade: u8,
}

/// Changes kind and grade.
#[utoipa::path(
    post,
    path = "/api/calls/{id}/classify",
    request_body = inline(Body),
    responses((status = 200, body = CallView))
)]
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { version, kind, grade } = asked.body;
    let call = web.app.classify(&asked.caller, id, version, &kind, grade).await?;
    Ok(shown(&web, &asked.caller, &call))
}
