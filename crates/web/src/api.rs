//! The interface of the staff screens: one endpoint a file. `docs/api.md` is its description.

mod call;
mod calls;
mod duty;
mod kinds;
mod map;
mod places;
mod position;
mod recommendation;
mod snapshot;
mod stream;
mod tile;
mod unit_duty;

use axum::Router;
use axum::routing::{get, post};

use crate::Web;

/// Every address of the interface.
pub fn router() -> Router<Web> {
    Router::new()
        .route("/api/state", get(snapshot::handler))
        .route("/api/stream", get(stream::handler))
        .route("/api/kinds", get(kinds::handler))
        .route("/api/map", get(map::handler))
        .route("/api/places", get(places::find))
        .route("/api/places/at", get(places::at))
        .route("/api/recommendation", get(recommendation::handler))
        .route("/api/position", post(position::handler))
        .route("/api/duty", post(duty::handler))
        .route("/api/units/{id}/duty", post(unit_duty::handler))
        .route("/api/calls", get(calls::handler).post(call::take::handler))
        .route("/api/calls/{id}", get(call::read::handler))
        .route("/api/calls/{id}/recommendation", get(call::recommendation::handler))
        .route("/api/calls/{id}/duplicates", get(call::duplicates::handler))
        .route("/api/calls/{id}/route/{unit}", get(call::route::handler))
        .route("/api/calls/{id}/hospitals", get(call::hospitals::handler))
        .route("/api/calls/{id}/classify", post(call::classify::handler))
        .route("/api/calls/{id}/dispatch", post(call::dispatch::handler))
        .route("/api/calls/{id}/recall", post(call::recall::handler))
        .route("/api/calls/{id}/divert", post(call::divert::handler))
        .route("/api/calls/{id}/divert-accepted", post(call::divert::accepted))
        .route("/api/calls/{id}/divert-bounced", post(call::divert::bounced))
        .route("/api/calls/{id}/merge", post(call::merge::handler))
        .route("/api/calls/{id}/unmerge", post(call::merge::unmerge))
        .route("/api/calls/{id}/recuse", post(call::recuse::handler))
        .route("/api/calls/{id}/note", post(call::note::handler))
        .route("/api/calls/{id}/acknowledge", post(call::progress::acknowledge))
        .route("/api/calls/{id}/en-route", post(call::progress::en_route))
        .route("/api/calls/{id}/on-scene", post(call::progress::on_scene))
        .route("/api/calls/{id}/backup", post(call::progress::backup))
        .route("/api/calls/{id}/resolve", post(call::progress::resolve))
        .route("/api/calls/{id}/feedback", post(call::feedback::handler))
        .route("/api/calls/{id}/close", post(call::close::handler))
        .route("/api/calls/{id}/reopen", post(call::reopen::handler))
        .route("/api/calls/{id}/medical/request", post(call::medical::request))
        .route("/api/calls/{id}/medical/eta", post(call::medical::eta))
        .route("/api/calls/{id}/medical/delayed", post(call::medical::delayed))
        .route("/api/calls/{id}/medical/ambulance-arrived", post(call::medical::ambulance_arrived))
        .route("/api/calls/{id}/medical/transport", post(call::medical::transport))
        .route("/api/calls/{id}/medical/depart", post(call::medical::depart))
        .route("/api/calls/{id}/medical/handover", post(call::medical::handover))
        .route("/api/calls/{id}/medical/cancel", post(call::medical::cancel))
        .route("/tiles/{z}/{x}/{y}", get(tile::handler))
}
