//! Naming units and persons that are complained of: they may neither go nor look.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::{AccountId, CallId, UnitId};
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
    /// Units with all their officers; with `accounts` one to twenty.
    #[serde(default)]
    #[schema(max_items = 20)]
    units: Vec<UnitId>,
    /// Persons, such as a chief.
    #[serde(default)]
    #[schema(max_items = 20, value_type = Vec<uuid::Uuid>)]
    accounts: Vec<AccountId>,
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// Names units and persons that are complained of: they may neither go nor look from now on.
#[utoipa::path(post, path = "/api/calls/{id}/recuse", request_body = inline(Body), responses((status = 200, body = CallView)))]
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { version, units, accounts, reason } = asked.body;
    let call = web.app.recuse(&asked.caller, id, version, units, accounts, &reason).await?;
    Ok(shown(&web, &asked.caller, &call))
}
