//! An officer's place.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::Duration;
use kaimen_app::Error;
use kaimen_roads::Coordinate;
use serde::Deserialize;

use crate::Web;
use crate::asked::Asked;
use crate::problem::Answer;

#[derive(Deserialize)]
pub(crate) struct Position {
    lon: f64,
    lat: f64,
    /// How long ago the place was taken, by the phone's own watch: a clock that is wrong does no harm.
    #[serde(default)]
    age_seconds: f64,
}

/// `POST /api/position`.
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
