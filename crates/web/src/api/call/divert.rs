//! Passing a call to another service.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::call::DiversionMode;
use kaimen_domain::id::CallId;
use serde::Deserialize;

use super::{Version, shown};
use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;
use crate::view::call::CallView;

#[derive(Deserialize)]
pub(crate) struct Body {
    version: u32,
    to: String,
    mode: DiversionMode,
}

/// `POST /api/calls/{id}/divert`.
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { version, to, mode } = asked.body;
    let call = web.app.divert(&asked.caller, id, version, &to, mode).await?;
    Ok(shown(&asked.caller, &call))
}

/// `POST /api/calls/{id}/divert-accepted`.
pub(crate) async fn accepted(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Version>,
) -> Answer<Json<CallView>> {
    let call = web.app.diversion_answered(&asked.caller, id, asked.body.version, true).await?;
    Ok(shown(&asked.caller, &call))
}

/// `POST /api/calls/{id}/divert-bounced`.
pub(crate) async fn bounced(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Version>,
) -> Answer<Json<CallView>> {
    let call = web.app.diversion_answered(&asked.caller, id, asked.body.version, false).await?;
    Ok(shown(&asked.caller, &call))
}
