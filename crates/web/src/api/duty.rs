//! The own unit's duty status.

use axum::Json;
use axum::extract::State;
use kaimen_domain::unit::DutyStatus;
use serde::Deserialize;

use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;
use crate::view::unit::UnitView;

#[derive(Deserialize)]
pub(crate) struct Duty {
    status: DutyStatus,
}

/// `POST /api/duty`.
pub(crate) async fn handler(State(web): State<Web>, asked: Asked<Duty>) -> Answer<Json<UnitView>> {
    let unit = web.app.set_own_duty(&asked.caller, asked.body.status).await?;
    Ok(Json(UnitView::new(&unit, web.app.live().fixes().get(&unit.id))))
}
