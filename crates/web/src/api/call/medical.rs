//! The link of a call to 120.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::CallId;
use kaimen_domain::medical::{Condition, MedicalStep};
use serde::Deserialize;

use super::{Nothing, shown};
use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;
use crate::view::call::CallView;

#[derive(Deserialize)]
pub(crate) struct Request {
    condition: Condition,
}

#[derive(Deserialize)]
pub(crate) struct Eta {
    minutes: u16,
}

#[derive(Deserialize)]
pub(crate) struct Transport {
    facility: String,
    #[serde(default)]
    advice_sought: bool,
}

#[derive(Deserialize)]
pub(crate) struct Handover {
    to: String,
}

#[derive(Deserialize)]
pub(crate) struct Cancel {
    reason: String,
}

async fn step<T>(web: Web, id: CallId, asked: Asked<T>, step: MedicalStep) -> Answer<Json<CallView>> {
    let call = web.app.step_medical(&asked.caller, id, step).await?;
    Ok(shown(&asked.caller, &call))
}

/// `POST /api/calls/{id}/medical/request`.
pub(crate) async fn request(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Request>,
) -> Answer<Json<CallView>> {
    let call = web.app.request_medical(&asked.caller, id, asked.body.condition).await?;
    Ok(shown(&asked.caller, &call))
}

/// `POST /api/calls/{id}/medical/eta`.
pub(crate) async fn eta(State(web): State<Web>, Path(id): Path<CallId>, asked: Asked<Eta>) -> Answer<Json<CallView>> {
    let minutes = asked.body.minutes;
    step(web, id, asked, MedicalStep::Eta(minutes)).await
}

/// `POST /api/calls/{id}/medical/delayed`.
pub(crate) async fn delayed(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    step(web, id, asked, MedicalStep::Delayed).await
}

/// `POST /api/calls/{id}/medical/ambulance-arrived`.
pub(crate) async fn ambulance_arrived(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    step(web, id, asked, MedicalStep::AmbulanceArrived).await
}

/// `POST /api/calls/{id}/medical/transport`.
pub(crate) async fn transport(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Transport>,
) -> Answer<Json<CallView>> {
    let Transport { facility, advice_sought } = &asked.body;
    let decided = MedicalStep::Transport { facility: facility.clone(), advice_sought: *advice_sought };
    step(web, id, asked, decided).await
}

/// `POST /api/calls/{id}/medical/depart`.
pub(crate) async fn depart(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    step(web, id, asked, MedicalStep::Depart).await
}

/// `POST /api/calls/{id}/medical/handover`.
pub(crate) async fn handover(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Handover>,
) -> Answer<Json<CallView>> {
    let to = asked.body.to.clone();
    step(web, id, asked, MedicalStep::Handover(to)).await
}

/// `POST /api/calls/{id}/medical/cancel`.
pub(crate) async fn cancel(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Cancel>,
) -> Answer<Json<CallView>> {
    let reason = asked.body.reason.clone();
    step(web, id, asked, MedicalStep::Cancel(reason)).await
}
