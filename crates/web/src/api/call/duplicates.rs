//! Open calls that may be about the same thing.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::CallId;
use serde_json::{Value, json};

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;
use crate::view::call::CallView;

/// `GET /api/calls/{id}/duplicates`.
pub(crate) async fn handler(seen: Seen, State(web): State<Web>, Path(id): Path<CallId>) -> Answer<Json<Value>> {
    let near = web.app.duplicates(&seen.caller, id).await?;
    let near = near.iter().map(|other| {
        json!({
            "call": CallView::new(&seen.caller, &other.call, 0),
            "metres": other.metres.round(),
            "seconds": other.seconds,
        })
    });
    Ok(Json(near.collect()))
}
