//! Open calls that may be about the same thing.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::CallId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;
use crate::view::call::CallView;

/// A call that may be about the same thing.
#[derive(Serialize, ToSchema)]
pub(crate) struct DuplicateView {
    call: CallView,
    /// Between the two places, as the crow flies.
    metres: f64,
    /// Between the two calls.
    seconds: i64,
}

/// Open calls near in place and time, the nearest first.
#[utoipa::path(get, path = "/api/calls/{id}/duplicates", responses((status = 200, body = Vec<DuplicateView>)))]
pub(crate) async fn handler(
    seen: Seen,
    State(web): State<Web>,
    Path(id): Path<CallId>,
) -> Answer<Json<Vec<DuplicateView>>> {
    let near = web.app.duplicates(&seen.caller, id).await?;
    let view = near.iter().map(|other| DuplicateView {
        call: CallView::new(&seen.caller, &other.call, 0, web.app.now()),
        metres: other.metres.round(),
        seconds: other.seconds,
    });
    Ok(Json(view.collect()))
}
