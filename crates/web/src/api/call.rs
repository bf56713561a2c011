//! Endpoints of one call.

pub(super) mod classify;
pub(super) mod close;
pub(super) mod dispatch;
pub(super) mod divert;
pub(super) mod duplicates;
pub(super) mod feedback;
pub(super) mod hospitals;
pub(super) mod medical;
pub(super) mod merge;
pub(super) mod note;
pub(super) mod progress;
pub(super) mod read;
pub(super) mod recall;
pub(super) mod recommendation;
pub(super) mod recuse;
pub(super) mod reopen;
pub(super) mod route;
pub(super) mod take;

use axum::Json;
use kaimen_app::Caller;
use kaimen_domain::call::Call;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::Web;
use crate::view::call::CallView;

/// Body of acts that need nothing but the version that the sender saw.
#[derive(Deserialize, ToSchema)]
pub(super) struct Version {
    pub(super) version: u32,
}

/// Body of acts of officers, which are not held up by a version.
#[derive(Deserialize, ToSchema)]
pub(super) struct Nothing {}

/// The call as the sender sees it after the act.
pub(super) fn shown(web: &Web, caller: &Caller, call: &Call) -> Json<CallView> {
    Json(CallView::new(caller, call, 0, web.app.now()))
}
