//! Calls by number or place.

use axum::Json;
use axum::extract::{Query, State};
use kaimen_domain::call::CallState;
use serde::Deserialize;

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;
use crate::view::call::CallView;

#[derive(Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: String,
    state: Option<CallState>,
}

/// `GET /api/calls`.
pub(crate) async fn handler(
    seen: Seen,
    State(web): State<Web>,
    Query(search): Query<Search>,
) -> Answer<Json<Vec<CallView>>> {
    let calls = web.app.search_calls(&seen.caller, &search.q, search.state).await?;
    Ok(Json(calls.iter().map(|call| CallView::new(&seen.caller, call, 0)).collect()))
}
