//! Sending units.

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
    override_reason: Option<String>,
}

/// `POST /api/calls/{id}/dispatch`.
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { version, units, override_reason } = asked.body;
    let call = web.app.dispatch(&asked.caller, id, version, units, override_reason).await?;
    Ok(shown(&asked.caller, &call))
}
