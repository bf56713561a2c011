//! Joining calls and taking them apart again.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::CallId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Version, shown};
use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;
use crate::view::call::CallView;

#[derive(Deserialize, ToSchema)]
pub(crate) struct Body {
    version: u32,
    into: CallId,
}

/// Joins the call with another about the same thing.
#[utoipa::path(post, path = "/api/calls/{id}/merge", request_body = inline(Body), responses((status = 200, body = CallView)))]
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { version, into } = asked.body;
    let call = web.app.merge(&asked.caller, id, version, into).await?;
    Ok(shown(&web, &asked.caller, &call))
}

/// Takes joined calls apart again.
#[utoipa::path(
    post,
    path = "/api/calls/{id}/unmerge",
    request_body = inline(Version),
    responses((status = 200, body = CallView))
)]
pub(crate) async fn unmerge(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Version>,
) -> Answer<Json<CallView>> {
    let call = web.app.unmerge(&asked.caller, id, asked.body.version).await?;
    Ok(shown(&web, &asked.caller, &call))
}
