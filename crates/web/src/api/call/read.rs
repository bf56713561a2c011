//! One call with its timeline.

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use kaimen_domain::id::CallId;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::Web;
use crate::asked::Seen;
use crate::problem::Answer;
use crate::view::call::CallView;

/// A call with what happened.
#[derive(Serialize, ToSchema)]
pub(crate) struct CallDetail {
    call: CallView,
    timeline: Vec<TimelineView>,
    /// Calls that were joined with it.
    merged: Vec<CallView>,
}

/// One line of a timeline.
#[derive(Serialize, ToSchema)]
pub(crate) struct TimelineView {
    seq: i64,
    at: DateTime<Utc>,
    actor: String,
    act: String,
    #[schema(value_type = Object)]
    detail: Value,
}

/// One call with its timeline and the calls that were joined with it.
#[utoipa::path(get, path = "/api/calls/{id}", responses((status = 200, body = CallDetail)))]
pub(crate) async fn handler(seen: Seen, State(web): State<Web>, Path(id): Path<CallId>) -> Answer<Json<CallDetail>> {
    let detail = web.app.read_call(&seen.caller, id).await?;
    let seq = detail.timeline.last().map_or(0, |entry| entry.seq);
    let timeline = detail.timeline.into_iter().map(|entry| TimelineView {
        seq: entry.seq,
        at: entry.at,
        actor: entry.actor,
        act: entry.act,
        detail: entry.detail,
    });
    let merged = detail.merged.iter().map(|call| CallView::new(&seen.caller, call, 0, web.app.now())).collect();
    let call = CallView::new(&seen.caller, &detail.call, seq, web.app.now()).with_contact(detail.contact);
    Ok(Json(CallDetail { call, timeline: timeline.collect(), merged }))
}
