//! Who should go to a place, before the call is saved.

use axum::Json;
use axum::extract::{Query, State};
use kaimen_app::Error;
use kaimen_app::call::Question;
use kaimen_dispatch::Recommendation;
use kaimen_domain::kind;
use kaimen_roads::Coordinate;
use serde::Deserialize;

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;

/// Units named at most.
pub(crate) const MOST: usize = 20;

#[derive(Deserialize)]
pub(crate) struct Ask {
    lon: f64,
    lat: f64,
    kind: Option<String>,
    k: Option<usize>,
}

/// `GET /api/recommendation`.
pub(crate) async fn handler(
    seen: Seen,
    State(web): State<Web>,
    Query(ask): Query<Ask>,
) -> Answer<Json<Recommendation>> {
    let at = Coordinate::new(ask.lon, ask.lat).ok_or(Error::OffMap)?;
    let kind = kind::find(ask.kind.as_deref().unwrap_or("other")).ok_or(Error::invalid("kind", "unknown kind"))?;
    let question = Question {
        at,
        k: ask.k.unwrap_or(5).clamp(1, MOST),
        grade: kind.grade,
        officers: kind.officers_needed,
        recused: Vec::new(),
        excluded: Vec::new(),
    };
    Ok(Json(web.app.recommend_at(&seen.caller, question).await?))
}
