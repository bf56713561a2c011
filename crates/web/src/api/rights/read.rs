//! One request.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::MatterId;

use super::RightsView;
use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;

/// One request with what the person wrote; the reading is written down.
#[utoipa::path(get, path = "/api/rights/{id}", responses((status = 200, body = RightsView)))]
pub(crate) async fn handler(seen: Seen, State(web): State<Web>, Path(id): Path<MatterId>) -> Answer<Json<RightsView>> {
    let shown = web.app.read_rights(&seen.caller, id).await?;
    Ok(Json(RightsView::new(shown.request, shown.due)))
}
