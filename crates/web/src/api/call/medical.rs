//! The link of a call to 120.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::CallId;
use kaimen_domain::medical::{Condition, MedicalStep};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Nothing, shown};
use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;
use crate::view::call::CallView;

#[derive(Deserialize, ToSchema)]
pub(crate) struct Request {
    condition: Condition,
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct Eta {
    /// From now.
    #[schema(maximum = 600)]
    minutes: u16,
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct Transport {
    #[schema(min_length = 1, max_length = 100)]
    facility: String,
    #[serde(default)]
    advice_sought: bool,
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct Handover {
    #[schema(min_length = 1, max_length = 100)]
    to: String,
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct Cancel {
    #[schema(min_length = 1, max_length = 100)]
    reason: String,
}

async fn step<T>(web: Web, id: CallId, asked: Asked<T>, step: MedicalStep) -> Answer<Json<CallView>> {
    let call = web.app.step_medical(&asked.caller, id, step).await?;
    Ok(shown(&web, &asked.caller, &call))
}

/// Asks 120 for an ambulance.
#[utoipa::path(
    post,
    path = "/api/calls/{id}/medical/request",
    request_body = inline(Request),
    responses((status = 200, body = CallView))
)]
pub(crate) async fn request(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Request>,
) -> Answer<Json<CallView>> {
    let call = web.app.request_medical(&asked.caller, id, asked.body.condition).await?;
    Ok(shown(&web, &asked.caller, &call))
}

/// The time of arrival that 120 told.
#[utoipa::path(
    post,
    path = "/api/calls/{id}/medical/eta",
    request_body = inline(Eta),
    responses((status = 200, body = CallView))
)]
pub(crate) async fn eta(State(web): State<Web>, Path(id): Path<CallId>, asked: Asked<Eta>) -> Answer<Json<CallView>> {
    let minutes = asked.body.minutes;
    step(web, id, asked, MedicalStep::Eta(minutes)).await
}

/// The ambulance is delayed.
#[utoipa::path(post, path = "/api/calls/{id}/medical/delayed", responses((status = 200, body = CallView)))]
pub(crate) async fn delayed(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    step(web, id, asked, MedicalStep::Delayed).await
}

/// The ambulance has come.
#[utoipa::path(post, path = "/api/calls/{id}/medical/ambulance-arrived", responses((status = 200, body = CallView)))]
pub(crate) async fn ambulance_arrived(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    step(web, id, asked, MedicalStep::AmbulanceArrived).await
}

/// The officer decides to drive the patient.
#[utoipa::path(
    post,
    path = "/api/calls/{id}/medical/transport",
    request_body = inline(Transport),
    responses((status = 200, body = CallView))
)]
pub(crate) async fn transport(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Transport>,
) -> Answer<Json<CallView>> {
    let Transport { facility, advice_sought } = &asked.body;
    let decided = MedicalStep::Transport { facility: facility.clone(), advice_sought: *advice_sought };
    step(web, id, asked, decided).await
}

/// The patrol car leaves with the patient.
#[utoipa::path(post, path = "/api/calls/{id}/medical/depart", responses((status = 200, body = CallView)))]
pub(crate) async fn depart(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Nothing>,
) -> Answer<Json<CallView>> {
    step(web, id, asked, MedicalStep::Depart).await
}

/// The patient is handed over.
#[utoipa::path(
    post,
    path = "/api/calls/{id}/medical/handover",
    request_body = inline(Handover),
    responses((status = 200, body = CallView))
)]
pub(crate) async fn handover(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Handover>,
) -> Answer<Json<CallView>> {
    let to = asked.body.to.clone();
    step(web, id, asked, MedicalStep::Handover(to)).await
}

/// No ambulance is needed any more.
#[utoipa::path(
    post,
    path = "/api/calls/{id}/medical/cancel",
    request_body = inline(Cancel),
    responses((status = 200, body = CallView))
)]
pub(crate) async fn cancel(
    State(web): State<Web>,
    Path(id): Path<CallId>,
    asked: Asked<Cancel>,
) -> Answer<Json<CallView>> {
    let reason = asked.body.reason.clone();
    step(web, id, asked, MedicalStep::Cancel(reason)).await
}
