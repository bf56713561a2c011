//! Passing a call to another service.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::call::DiversionMode;
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
    /// The other service, such as 12345.
    #[schema(min_length = 1, max_length = 200)]
    to: String,
    mode: DiversionMode,
}

/// Passes the call to another service.
#[utoipa::path(post, path = "/api/calls/{id}/divert", request_body = inline(Body), responses((status = 200, body = CallView)))]
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { version, to, mode } = asked.body;
    let call = web.app.divert(&asked.caller, id, version, &to, mode).await?;
    Ok(shown(&web, &asked.caller, &call))
}

/// The other service took the call.
#[utoipa::path(
    post,
    path = "/api/calls/{id}/divert-accepted",
    request_body = inline(Version),
    responses((status = 200, body = CallView))
)]
pub(crate) async fn accepted(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Version>,
) -> Answer<Json<CallView>> {
    let call = web.app.diversion_answered(&asked.caller, id, asked.body.version, true).await?;
    Ok(shown(&web, &asked.caller, &call))
}

/// The other service gave the call back.
#[utoipa::path(
    post,
    path = "/api/calls/{id}/divert-bounced",
    request_body = inline(Version),
    responses((status = 200, body = CallView))
)]
pub(crate) async fn bounced(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Version>,
) -> Answer<Json<CallView>> {
    let call = web.app.diversion_answered(&asked.caller, id, asked.body.version, false).await?;
    Ok(shown(&web, &asked.caller, &call))
}
