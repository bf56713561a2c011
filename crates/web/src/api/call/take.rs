//! Taking a call.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kaimen_app::call::NewCall;
use kaimen_domain::call::{Channel, Place};
use kaimen_domain::id::UnitId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;
use crate::view::call::CallView;

#[derive(Deserialize, ToSchema)]
pub(crate) struct Intake {
    place: Place,
    /// A code of `GET /api/kinds`.
    kind: String,
    #[serde(default)]
    #[schema(max_length = 2000)]
    summary: String,
    /// Kept sealed; only the desk and officers on the call see it.
    #[schema(max_length = 200)]
    contact: Option<String>,
    #[serde(default)]
    channel: Channel,
    /// In place of the number that belongs to the kind.
    #[schema(minimum = 1, maximum = 20)]
    officers_needed: Option<u8>,
    /// Units that are complained of: they may neither go nor look.
    #[serde(default)]
    recused_units: Vec<UnitId>,
    /// Sends the first of the recommendation in the same step.
    #[serde(default)]
    dispatch_nearest: bool,
}

/// A call just taken, and what the caller is told.
#[derive(Serialize, ToSchema)]
pub(crate) struct TakenView {
    call: CallView,
    receipt_no: String,
    verify_code: String,
}

/// Takes a call, even when nobody can be sent.
#[utoipa::path(post, path = "/api/calls", request_body = inline(Intake), responses((status = 201, body = TakenView)))]
pub(crate) async fn handler(State(web): State<Web>, asked: Asked<Intake>) -> Answer<(StatusCode, Json<TakenView>)> {
    let new = NewCall {
        place: asked.body.place,
        kind: asked.body.kind,
        summary: asked.body.summary,
        contact: asked.body.contact,
        channel: asked.body.channel,
        officers_needed: asked.body.officers_needed,
        recused_units: asked.body.recused_units,
        dispatch_nearest: asked.body.dispatch_nearest,
    };
    let taken = web.app.take_call(&asked.caller, new).await?;
    let call = CallView::new(&asked.caller, &taken.call, 0, web.app.now());
    let answer = TakenView { call, receipt_no: taken.receipt_no, verify_code: taken.verify_code };
    Ok((StatusCode::CREATED, Json(answer)))
}
