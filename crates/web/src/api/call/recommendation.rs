//! Who should go to a call.

use axum::Json;
use axum::extract::{Path, Query, State};
use kaimen_dispatch::Recommendation;
use kaimen_domain::id::CallId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Web;
use crate::api::recommendation::units_named;
use crate::asked::Seen;
use crate::problem::Answer;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Ask {
    /// Units named at most.
    #[param(minimum = 1, maximum = 20)]
    k: Option<usize>,
}

/// Who should go to a call.
#[utoipa::path(
    get,
    path = "/api/calls/{id}/recommendation",
    params(Ask),
    responses((status = 200, body = Recommendation))
)]
pub(crate) async fn handler(
    seen: Seen,
    State(web): State<Web>,
    Path(id): Path<CallId>,
    Query(ask): Query<Ask>,
) -> Answer<Json<Recommendation>> {
    Ok(Json(web.app.recommend_for(&seen.caller, id, units_named(ask.k)?).await?))
}
