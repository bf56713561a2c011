//! An officer's place.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::Duration;
use kaimen_app::Error;
use kaimen_roads::Coordinate;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;

#[derive(Deserialize, ToSchema)]
pub(crate) struct Position {
    #[schema(minimum = -180, maximum = 180)]
    lon: f64,
    #[schema(minimum = -90, maximum = 90)]
    lat: f64,
    /// How long ago the place was taken, by the phone's own watch: a clock that is wrong does no harm.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 3600)]
    age_seconds: f64,
}

/// The place of the officer's own unit.
#[utoipa::path(post, path = "/api/position", request_body = inline(Position), responses((status = 204)))]
pub(crate) async fn handler(State(web): State<Web>, asked: Asked<Position>) -> Answer<StatusCode> {
    let at = Coordinate::new(asked.body.lon, asked.body.lat).ok_or(Error::OffMap)?;
    let age = asked.body.age_seconds;
    if !(0.0..=3600.0).contains(&age) {
        return Err(Error::invalid("age_seconds", "0 to 3600").into());
    }
    let time = web.app.now() - Duration::milliseconds((age * 1000.0) as i64);
    web.app.send_position(&asked.caller, at, time).await?;
    Ok(StatusCode::NO_CONTENT)
}
