//! The rows as a file, page by page, so that a long log needs no memory.

use axum::body::Body;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use kaimen_app::{App, Caller};
use serde::Deserialize;

use super::checked;
use crate::Web;
use crate::page::{Frame, refused};

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    csrf: String,
}

/// `POST /{lang}/log/rows`. That somebody takes them is itself written to the log.
pub(crate) async fn rows(
    frame: Frame,
    State(web): State<Web>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Response {
    let begun = match checked(&web, &headers, &typed.csrf).await {
        Ok(open) => web.app.begin_export(&Caller::staff(open.staff)).await,
        Err(error) => Err(error),
    };
    match begun {
        Ok(size) => {
            let name = format!("attachment; filename=\"audit-{size}.jsonl\"");
            let kind = "application/jsonl; charset=utf-8".to_owned();
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], body(web.app, size)).into_response()
        }
        Err(error) => refused(frame, error),
    }
}

fn body(app: App, size: i64) -> Body {
    Body::from_stream(stream::try_unfold(i64::MIN, move |after| {
        let app = app.clone();
        async move {
            let (lines, last) = app.export_lines(after, size).await?;
            Ok::<_, kaimen_app::Error>(if lines.is_empty() { None } else { Some((lines, last)) })
        }
    }))
}
