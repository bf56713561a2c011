//! The own unit's duty status.

use axum::Json;
use axum::extract::State;
use kaimen_domain::unit::DutyStatus;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;
use crate::view::unit::UnitView;

#[derive(Deserialize, ToSchema)]
pub(crate) struct Duty {
    status: DutyStatus,
}

/// The duty status of the officer's own unit.
#[utoipa::path(post, path = "/api/duty", request_body = inline(Duty), responses((status = 200, body = UnitView)))]
pub(crate) async fn handler(State(web): State<Web>, asked: Asked<Duty>) -> Answer<Json<UnitView>> {
    let unit = web.app.set_own_duty(&asked.caller, asked.body.status).await?;
    Ok(Json(UnitView::new(&unit, web.app.live().fixes().get(&unit.id))))
}
