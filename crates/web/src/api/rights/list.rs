//! The requests that somebody may answer or review.

use axum::Json;
use axum::extract::State;

use super::RightsView;
use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;

/// Requests that the reader may answer or review, open ones first, the oldest of them first.
#[utoipa::path(get, path = "/api/rights", responses((status = 200, body = Vec<RightsView>)))]
pub(crate) async fn handler(seen: Seen, State(web): State<Web>) -> Answer<Json<Vec<RightsView>>> {
    let list = web.app.rights_list(&seen.caller).await?;
    Ok(Json(list.into_iter().map(|one| RightsView::new(one.request, one.due)).collect()))
}
