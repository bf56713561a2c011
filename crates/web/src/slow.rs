//! Requests that do not come to an end: a sender that dribbles bytes must not hold a place for ever.

use std::time::Duration;

use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Longest time until an answer begins: 64 KiB over a poor line, and the wait for a turn to check a password. A live
/// stream has begun long before and may go on.
const LONGEST: Duration = Duration::from_secs(20);

/// The same for a file, from a phone at the edge of its network.
const LONGEST_UPLOAD: Duration = Duration::from_secs(300);

/// Gives a request up that takes too long; its connection is closed.
pub(crate) async fn in_time(request: Request, next: Next) -> Response {
    let is_upload = request.method() == Method::POST && request.uri().path().ends_with("/attachments");
    let longest = if is_upload { LONGEST_UPLOAD } else { LONGEST };
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(answer) => answer,
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}
