//! Taking a call up again.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::CallId;
use serde::Deserialize;

use super::shown;
use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;
use crate::view::call::CallView;

#[derive(Deserialize)]
pub(crate) struct Body {
    version: u32,
    reason: String,
}

/// `POST /api/calls/{id}/reopen`.
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { version, reason } = asked.body;
    let call = web.app.reopen(&asked.caller, id, version, &reason).await?;
    Ok(shown(&asked.caller, &call))
}
