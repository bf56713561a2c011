//! Ending a call.

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
}

/// `POST /api/calls/{id}/close`.
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { version } = asked.body;
    let call = web.app.close(&asked.caller, id, version).await?;
    Ok(shown(&asked.caller, &call))
}
