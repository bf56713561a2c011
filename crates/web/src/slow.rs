//! Requests that do not come to an end: a sender that dribbles bytes must not hold a place for ever.

use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Longest time until an answer begins: 64 KiB over a poor line, and the wait for a turn to check a password. A live
/// stream has begun long before and may go on.
const LONGEST: Duration = Duration::from_secs(20);

/// Gives a request up that takes too long; its connection is closed.
pub(crate) async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(LONGEST, next.run(request)).await {
        Ok(answer) => answer,
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}
