//! Taking a call.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kaimen_app::call::NewCall;
use kaimen_domain::call::{Channel, Place};
use kaimen_domain::id::UnitId;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;
use crate::view::call::CallView;

#[derive(Deserialize)]
pub(crate) struct Intake {
    place: Place,
    kind: String,
    #[serde(default)]
    summary: String,
    contact: Option<String>,
    #[serde(default)]
    channel: Channel,
    officers_needed: Option<u8>,
    #[serde(default)]
    recused_units: Vec<UnitId>,
    #[serde(default)]
    dispatch_nearest: bool,
}

/// `POST /api/calls`.
pub(crate) async fn handler(State(web): State<Web>, asked: Asked<Intake>) -> Answer<(StatusCode, Json<Value>)> {
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
    let call = CallView::new(&asked.caller, &taken.call, 0);
    let answer = json!({ "call": call, "receipt_no": taken.receipt_no, "verify_code": taken.verify_code });
    Ok((StatusCode::CREATED, Json(answer)))
}
