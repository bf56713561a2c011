//! Reviewing an answer.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::MatterId;
use kaimen_domain::rights::Outcome;
use serde::Deserialize;
use utoipa::ToSchema;

use super::RightsView;
use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;

#[derive(Deserialize, ToSchema)]
pub(crate) struct Body {
    version: u32,
    outcome: Outcome,
    #[schema(min_length = 1, max_length = 2000)]
    reasons: String,
}

/// Decides the review of an answer, from outside the unit that answered; overturned, the request is carried out at once.
#[utoipa::path(post, path = "/api/rights/{id}/review", request_body = inline(Body), responses((status = 200, body = RightsView)))]
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<MatterId>,
    asked: Asked<Body>,
) -> Answer<Json<RightsView>> {
    let Body { version, outcome, reasons } = asked.body;
    let request = web.app.review_rights(&asked.caller, id, version, outcome, &reasons).await?;
    Ok(Json(RightsView::new(request, None)))
}
