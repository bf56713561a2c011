//! Sending units.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::{CallId, UnitId};
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
    #[schema(min_items = 1, max_items = 10)]
    units: Vec<UnitId>,
    /// Why a unit goes that a rule passes over.
    #[schema(max_length = 2000)]
    override_reason: Option<String>,
}

/// Sends units; a reason is needed where a rule passes one of them over.
#[utoipa::path(
    post,
    path = "/api/calls/{id}/dispatch",
    request_body = inline(Body),
    responses((status = 200, body = CallView))
)]
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { version, units, override_reason } = asked.body;
    let call = web.app.dispatch(&asked.caller, id, version, units, override_reason).await?;
    Ok(shown(&web, &asked.caller, &call))
}
