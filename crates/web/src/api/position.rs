//! An officer's place.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
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
    at: DateTime<Utc>,
}

/// `POST /api/position`.
pub(crate) async fn handler(State(web): State<Web>, asked: Asked<Position>) -> Answer<StatusCode> {
    let at = Coordinate::new(asked.body.lon, asked.body.lat).ok_or(Error::OffMap)?;
    web.app.send_position(&asked.caller, at, asked.body.at).await?;
    Ok(StatusCode::NO_CONTENT)
}
