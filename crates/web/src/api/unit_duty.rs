//! Another unit's duty status, set by the desk.

use axum::Json;
use axum::extract::{Path, State};
use kaimen_domain::id::UnitId;
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
    #[serde(default)]
    #[schema(max_length = 500)]
    reason: String,
}

/// The duty status of a unit, set by the desk.
#[utoipa::path(post, path = "/api/units/{id}/duty", request_body = inline(Duty), responses((status = 200, body = UnitView)))]
pub(crate) async fn handler(
    State(web): State<Web>,
    Path(unit): Path<UnitId>,
    asked: Asked<Duty>,
) -> Answer<Json<UnitView>> {
    let unit = web.app.set_unit_duty(&asked.caller, unit, asked.body.status, &asked.body.reason).await?;
    Ok(Json(UnitView::new(&unit, web.app.live().fixes().get(&unit.id))))
}
