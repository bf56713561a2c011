//! One call with its timeline.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::CallId;
use serde_json::{Value, json};

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;
use crate::view::call::CallView;

/// `GET /api/calls/{id}`.
pub(crate) async fn handler(seen: Seen, State(web): State<Web>, Path(id): Path<CallId>) -> Answer<Json<Value>> {
    let detail = web.app.read_call(&seen.caller, id).await?;
    let contact = web.app.contact_of(&seen.caller, &detail.call).await?;
    let seq = detail.timeline.last().map_or(0, |entry| entry.seq);
    let timeline: Vec<_> = detail
        .timeline
        .iter()
        .map(|entry| {
            json!({
                "seq": entry.seq,
                "at": entry.at,
                "actor": entry.actor,
                "act": entry.act,
                "detail": entry.detail,
            })
        })
        .collect();
    let merged: Vec<_> = detail.merged.iter().map(|call| CallView::new(&seen.caller, call, 0)).collect();
    let call = CallView::new(&seen.caller, &detail.call, seq).with_contact(contact);
    Ok(Json(json!({ "call": call, "timeline": timeline, "merged": merged })))
}
