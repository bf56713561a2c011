//! Clocks of a matter.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use kaimen_app::deadline::Deadline;
use kaimen_app::{Caller, Error};
use kaimen_domain::deadline::rule::PauseReason;
use kaimen_domain::id::{DeadlineId, MatterId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::Web;
use crate::asked::{Asked, Seen};
use crate::problem::Answer;
use crate::view::deadline::ClockView;

type Clock = Path<(MatterId, DeadlineId)>;

#[derive(Deserialize, ToSchema)]
pub(crate) struct Start {
    /// Rule and step of the register, such as `D8.decide`.
    #[schema(min_length = 3, max_length = 40, pattern = "^[A-Z0-9]+\\.[a-z_]+$")]
    deadline: String,
    /// When the trigger happened, where it was not just now.
    at: Option<DateTime<Utc>>,
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct Version {
    version: u32,
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct Pause {
    version: u32,
    reason: PauseReason,
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct Ask {
    version: u32,
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct Decide {
    version: u32,
    approved: bool,
}

/// The clock as the sender sees it after the act.
async fn shown(web: &Web, caller: &Caller, deadline: Result<Deadline, Error>) -> Answer<Json<ClockView>> {
    let deadline = deadline?;
    let matter = web.app.matter_of(caller, &deadline).await?;
    let view = ClockView::new(caller, &matter, &deadline, web.app.now());
    Ok(Json(view.ok_or_else(|| Error::internal("the register lacks the rule of a clock"))?))
}

/// The clocks of a matter, in order of their beginning.
#[utoipa::path(get, path = "/api/matters/{id}/clocks", responses((status = 200, body = Vec<ClockView>)))]
pub(crate) async fn of_matter(
    State(web): State<Web>,
    Path(id): Path<MatterId>,
    seen: Seen,
) -> Answer<Json<Vec<ClockView>>> {
    let matter = web.app.read_matter(&seen.caller, id).await?;
    let clocks = web.app.clocks(&seen.caller, &matter).await?;
    let view = |deadline: &Deadline| ClockView::new(&seen.caller, &matter, deadline, web.app.now());
    Ok(Json(clocks.iter().filter_map(view).collect()))
}

/// Starts a clock.
#[utoipa::path(
    post,
    path = "/api/matters/{id}/clocks",
    request_body = inline(Start),
    responses((status = 201, body = ClockView))
)]
pub(crate) async fn start(
    State(web): State<Web>,
    Path(id): Path<MatterId>,
    asked: Asked<Start>,
) -> Answer<(StatusCode, Json<ClockView>)> {
    let Start { deadline, at } = asked.body;
    let name = deadline.parse().map_err(|_| Error::invalid("deadline", "rule and step, such as D8.decide"))?;
    let started = web.app.start_clock(&asked.caller, id, name, at).await;
    Ok((StatusCode::CREATED, shown(&web, &asked.caller, started).await?))
}

/// Lets time stand still for a reason that the rule knows.
#[utoipa::path(
    post,
    path = "/api/matters/{id}/clocks/{clock}/pause",
    request_body = inline(Pause),
    responses((status = 200, body = ClockView))
)]
pub(crate) async fn pause(
    State(web): State<Web>,
    Path((id, clock)): Clock,
    asked: Asked<Pause>,
) -> Answer<Json<ClockView>> {
    let Pause { version, reason } = asked.body;
    let paused = web.app.pause_clock(&asked.caller, id, clock, version, reason).await;
    shown(&web, &asked.caller, paused).await
}

/// Lets time run again.
#[utoipa::path(
    post,
    path = "/api/matters/{id}/clocks/{clock}/resume",
    request_body = inline(Version),
    responses((status = 200, body = ClockView))
)]
pub(crate) async fn resume(
    State(web): State<Web>,
    Path((id, clock)): Clock,
    asked: Asked<Version>,
) -> Answer<Json<ClockView>> {
    let resumed = web.app.resume_clock(&asked.caller, id, clock, asked.body.version).await;
    shown(&web, &asked.caller, resumed).await
}

/// The duty is done, in time or late.
#[utoipa::path(
    post,
    path = "/api/matters/{id}/clocks/{clock}/meet",
    request_body = inline(Version),
    responses((status = 200, body = ClockView))
)]
pub(crate) async fn meet(
    State(web): State<Web>,
    Path((id, clock)): Clock,
    asked: Asked<Version>,
) -> Answer<Json<ClockView>> {
    let met = web.app.meet_clock(&asked.caller, id, clock, asked.body.version).await;
    shown(&web, &asked.caller, met).await
}

/// Asks for more time, with reasons.
#[utoipa::path(
    post,
    path = "/api/matters/{id}/clocks/{clock}/ask-extension",
    request_body = inline(Ask),
    responses((status = 200, body = ClockView))
)]
pub(crate) async fn ask(
    State(web): State<Web>,
    Path((id, clock)): Clock,
    asked: Asked<Ask>,
) -> Answer<Json<ClockView>> {
    let Ask { version, reason } = asked.body;
    let extension = web.app.ask_extension(&asked.caller, id, clock, version, &reason).await;
    shown(&web, &asked.caller, extension).await
}

/// Approves or refuses more time that somebody else asked for.
#[utoipa::path(
    post,
    path = "/api/matters/{id}/clocks/{clock}/decide-extension",
    request_body = inline(Decide),
    responses((status = 200, body = ClockView))
)]
pub(crate) async fn decide(
    State(web): State<Web>,
    Path((id, clock)): Clock,
    asked: Asked<Decide>,
) -> Answer<Json<ClockView>> {
    let Decide { version, approved } = asked.body;
    let decided = web.app.decide_extension(&asked.caller, id, clock, version, approved).await;
    shown(&web, &asked.caller, decided).await
}
