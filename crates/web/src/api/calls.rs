//! Calls by number or place.

use axum::Json;
use axum::extract::{Query, State};
use kaimen_domain::call::CallState;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;
use crate::view::call::CallView;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Search {
    #[serde(default)]
    /// Part of a number, receipt number or place.
    q: String,
    state: Option<CallState>,
}

/// Calls by number, receipt number or place, the newest first: up to 100.
#[utoipa::path(get, path = "/api/calls", params(Search), responses((status = 200, body = Vec<CallView>)))]
pub(crate) async fn handler(
    seen: Seen,
    State(web): State<Web>,
    Query(search): Query<Search>,
) -> Answer<Json<Vec<CallView>>> {
    let calls = web.app.search_calls(&seen.caller, &search.q, search.state).await?;
    Ok(Json(calls.iter().map(|call| CallView::new(&seen.caller, call, 0, web.app.now())).collect()))
}
