//! Tells an open receipt that there is something new. The page works without it.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum_extra::extract::CookieJar;
use futures::Stream;
use kaimen_app::{Error, Notice};
use tokio::sync::broadcast::error::RecvError;

use crate::Web;
use crate::gate::Gate;
use crate::problem::Answer;

/// `GET /receipt/stream`.
pub(crate) async fn handler(
    State(web): State<Web>,
    Extension(gate): Extension<Arc<Gate>>,
    headers: HeaderMap,
) -> Answer<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let jar = CookieJar::from_headers(&headers);
    let token = jar.get(web.receipt_cookie_name()).ok_or(Error::SignedOut)?;
    let notices = web.app.live().listen();
    let receipt = web.app.read_receipt(token.value()).await?;
    let ids = [receipt.own.id, receipt.handled.id];
    let place = gate.live_receipt()?;
    let events = futures::stream::unfold((notices, ids, place), |(mut notices, ids, place)| async move {
        loop {
            match notices.recv().await {
                Ok(Notice::Changed(committed))
                    if committed.call.as_ref().is_some_and(|call| ids.contains(&call.id)) =>
                {
                    break;
                }
                Ok(Notice::Reset) | Err(RecvError::Lagged(_)) => break,
                Ok(_) => {}
                Err(RecvError::Closed) => return None,
            }
        }
        // Browsers drop events without data.
        Some((Ok(Event::default().event("changed").data("{}")), (notices, ids, place)))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}
