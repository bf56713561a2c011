//! The officer's steps.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::act::Act;
use kaimen_domain::id::CallId;

use super::{Nothing, shown};
use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;
use crate::view::call::CallView;

async fn step(web: Web, id: CallId, asked: Asked<Nothing>, act: Act) -> Answer<Json<CallView>> {
    let call = web.app.progress(&asked.caller, id, act).await?;
    Ok(shown(&asked.caller, &call))
}

/// `POST /api/calls/{id}/acknowledge`.
pub(crate) async fn acknowledge(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    step(web, id, asked, Act::Acknowledge).await
}

/// `POST /api/calls/{id}/en-route`.
pub(crate) async fn en_route(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    step(web, id, asked, Act::EnRoute).await
}

/// `POST /api/calls/{id}/on-scene`.
pub(crate) async fn on_scene(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    step(web, id, asked, Act::OnScene).await
}

/// `POST /api/calls/{id}/backup`.
pub(crate) async fn backup(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    let call = web.app.request_backup(&asked.caller, id).await?;
    Ok(shown(&asked.caller, &call))
}

/// `POST /api/calls/{id}/resolve`.
pub(crate) async fn resolve(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    let call = web.app.resolve(&asked.caller, id).await?;
    Ok(shown(&asked.caller, &call))
}
