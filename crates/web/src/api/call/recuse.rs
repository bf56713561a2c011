//! Naming units that are complained of: they may neither go nor look.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::{CallId, UnitId};
use serde::Deserialize;

use super::shown;
use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;
use crate::view::call::CallView;

#[derive(Deserialize)]
pub(crate) struct Body {
    version: u32,
    units: Vec<UnitId>,
    reason: String,
}

/// `POST /api/calls/{id}/recuse`.
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { version, units, reason } = asked.body;
    let call = web.app.recuse(&asked.caller, id, version, units, &reason).await?;
    Ok(shown(&asked.caller, &call))
}
