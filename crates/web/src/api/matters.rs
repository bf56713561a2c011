//! Matters of every kind.

use axum::Json;
use axum::extract::{Query, State};
use kaimen_app::search::Question;
use kaimen_domain::matter::{Matter, MatterKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;
use crate::view::matter::MatterView;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Search {
    #[serde(default)]
    /// Words that each matter holds; the last may be the beginning of one, such as of a number.
    q: String,
    #[param(inline)]
    kind: Option<MatterKind>,
    #[param(inline)]
    state: Option<Standing>,
    #[param(inline)]
    owner: Option<Owner>,
    /// Skip so many.
    #[serde(default)]
    offset: u64,
}

/// Whether a matter has come to its end.
#[derive(Deserialize, ToSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    Open,
    Ended,
}

/// Whose matters.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Owner {
    /// Those of which the reader is in charge, or which they took by a referral.
    Me,
}

/// A page of matters.
#[derive(Serialize, ToSchema)]
pub(crate) struct MattersPage {
    matters: Vec<MatterView>,
    /// Whether there are more after them.
    more: bool,
}

/// Matters that the reader may see, the newest first: 50 a page.
#[utoipa::path(get, path = "/api/matters", params(Search), responses((status = 200, body = MattersPage)))]
pub(crate) async fn handler(
    seen: Seen,
    State(web): State<Web>,
    Query(search): Query<Search>,
) -> Answer<Json<MattersPage>> {
    let question = Question {
        words: search.q,
        kind: search.kind,
        ended: search.state.map(|state| state == Standing::Ended),
        mine: search.owner.is_some(),
        offset: search.offset,
    };
    let page = web.app.matters(&seen.caller, &question).await?;
    let line = |matter: &Matter| MatterView::new(matter, page.due.get(&matter.id).copied());
    Ok(Json(MattersPage { matters: page.matters.iter().map(line).collect(), more: page.more }))
}
