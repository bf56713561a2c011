//! Who should go to a place, before the call is saved.

use axum::Json;
use axum::extract::{Query, State};
use kaimen_app::Error;
use kaimen_app::call::Question;
use kaimen_dispatch::Recommendation;
use kaimen_domain::kind;
use kaimen_roads::Coordinate;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;

/// Units named at most.
const MOST: usize = 20;

/// How many units are to be named; five where nothing is said.
pub(crate) fn units_named(asked: Option<usize>) -> Result<usize, Error> {
    let k = asked.unwrap_or(5);
    if (1..=MOST).contains(&k) { Ok(k) } else { Err(Error::invalid("k", "1 to 20")) }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Ask {
    #[param(minimum = -180, maximum = 180)]
    lon: f64,
    #[param(minimum = -90, maximum = 90)]
    lat: f64,
    /// A code of `GET /api/kinds`; `other` where none is given.
    kind: Option<String>,
    /// Units named at most.
    #[param(minimum = 1, maximum = 20)]
    k: Option<usize>,
}

/// Who should go to a place, before the call is saved.
#[utoipa::path(get, path = "/api/recommendation", params(Ask), responses((status = 200, body = Recommendation)))]
pub(crate) async fn handler(
    seen: Seen,
    State(web): State<Web>,
    Query(ask): Query<Ask>,
) -> Answer<Json<Recommendation>> {
    let at = Coordinate::new(ask.lon, ask.lat).ok_or(Error::OffMap)?;
    let kind = kind::find(ask.kind.as_deref().unwrap_or("other")).ok_or(Error::invalid("kind", "unknown kind"))?;
    let question = Question {
        at,
        k: units_named(ask.k)?,
        grade: kind.grade,
        officers: kind.officers_needed,
        recused: Vec::new(),
        excluded: Vec::new(),
    };
    Ok(Json(web.app.recommend_at(&seen.caller, question).await?))
}
