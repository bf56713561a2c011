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
    Ok(shown(&web, &asked.caller, &call))
}

/// The officer's unit has seen the order.
#[utoipa::path(post, path = "/api/calls/{id}/acknowledge", responses((status = 200, body = CallView)))]
pub(crate) async fn acknowledge(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    step(web, id, asked, Act::Acknowledge).await
}

/// The officer's unit is moving.
#[utoipa::path(post, path = "/api/calls/{id}/en-route", responses((status = 200, body = CallView)))]
pub(crate) async fn en_route(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    step(web, id, asked, Act::EnRoute).await
}

/// The officer's unit has arrived.
#[utoipa::path(post, path = "/api/calls/{id}/on-scene", responses((status = 200, body = CallView)))]
pub(crate) async fn on_scene(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    step(web, id, asked, Act::OnScene).await
}

/// The officer asks for more officers.
#[utoipa::path(post, path = "/api/calls/{id}/backup", responses((status = 200, body = CallView)))]
pub(crate) async fn backup(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    let call = web.app.request_backup(&asked.caller, id).await?;
    Ok(shown(&web, &asked.caller, &call))
}

/// The matter is dealt with on the scene.
#[utoipa::path(post, path = "/api/calls/{id}/resolve", responses((status = 200, body = CallView)))]
pub(crate) async fn resolve(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    let call = web.app.resolve(&asked.caller, id).await?;
    Ok(shown(&web, &asked.caller, &call))
}
