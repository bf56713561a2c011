//! Answering a request.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_app::rights::NewAnswer;
use kaimen_domain::id::MatterId;
use kaimen_domain::retention::Category;
use kaimen_domain::rights::Answered;
use serde::Deserialize;
use utoipa::ToSchema;

use super::RightsView;
use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;

#[derive(Deserialize, ToSchema)]
pub(crate) struct Body {
    version: u32,
    answered: Answered,
    /// Needed where less than everything is granted, and for an explanation, which it is.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reasons: String,
    /// Where a correction is granted in part: what it shall say.
    #[serde(default)]
    #[schema(max_length = 2000)]
    text: String,
    /// Where a deletion is granted in part: what goes.
    #[serde(default)]
    categories: Vec<Category>,
}

/// Answers a request; what is granted is done at once.
#[utoipa::path(post, path = "/api/rights/{id}/answer", request_body = inline(Body), responses((status = 200, body = RightsView)))]
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<MatterId>,
    asked: Asked<Body>,
) -> Answer<Json<RightsView>> {
    let Body { version, answered, reasons, text, categories } = asked.body;
    let answer = NewAnswer { answered, reasons, text, categories };
    let request = web.app.answer_rights(&asked.caller, id, version, answer).await?;
    Ok(Json(RightsView::new(request, None)))
}
