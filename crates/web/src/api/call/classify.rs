//! Changing kind and grade.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::CallId;
use serde::Deserialize;

use super::shown;
use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;
use crate::view::call::CallView;

#[derive(Deserialize)]
pub(crate) struct Body {
    version: u32,
    kind: String,
    grade: u8,
}

/// `POST /api/calls/{id}/classify`.
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Body>,
) -> Answer<Json<CallView>> {
    let Body { version, kind, grade } = asked.body;
    let call = web.app.classify(&asked.caller, id, version, &kind, grade).await?;
    Ok(shown(&asked.caller, &call))
}
