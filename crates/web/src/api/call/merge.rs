//! Joining calls and taking them apart again.

use axum::Json;
use axum::extract::{Path, State};
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
    into: CallId,
}

/// `POST /api/calls/{id}/merge`.
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { version, into } = asked.body;
    let call = web.app.merge(&asked.caller, id, version, into).await?;
    Ok(shown(&asked.caller, &call))
}

/// `POST /api/calls/{id}/unmerge`.
pub(crate) async fn unmerge(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Version>,
) -> Answer<Json<CallView>> {
    let call = web.app.unmerge(&asked.caller, id, asked.body.version).await?;
    Ok(shown(&asked.caller, &call))
}
