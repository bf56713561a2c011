//! One checkpoint, to be printed or kept as a file.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use kaimen_app::audit::Kept;
use kaimen_app::{Caller, Error};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use super::when;
use crate::Web;
use crate::page::staff::session;
use crate::page::{Frame, Lang, refused, render};

#[derive(Template)]
#[template(path = "checkpoint.html")]
struct Page {
    frame: Frame,
    size: i64,
    at: String,
    note: String,
    key: String,
    /// The signed text as a code that a camera reads.
    code: String,
}

async fn find(web: &Web, headers: &HeaderMap, size: i64) -> Result<Kept, Error> {
    let open = session(web, headers).await?;
    web.app.checkpoint(&Caller::staff(open.staff), size).await
}

/// A code as SVG, without the line that is for files of their own.
fn drawn(note: &str) -> Result<String, Error> {
    let code = QrCode::with_error_correction_level(note, EcLevel::M).map_err(Error::internal)?;
    let svg = code.render::<svg::Color<'_>>().min_dimensions(280, 280).quiet_zone(true).build();
    Ok(svg.split_once("?>").map_or(svg.as_str(), |(_, svg)| svg).to_owned())
}

/// `GET /{lang}/log/{size}`.
pub(crate) async fn show(
    frame: Frame,
    State(web): State<Web>,
    Path((_, size)): Lang<i64>,
    headers: HeaderMap,
) -> Response {
    let kept = match find(&web, &headers, size).await {
        Ok(kept) => kept,
        Err(error) => return refused(frame, error),
    };
    match drawn(&kept.note) {
        Ok(code) => {
            let (at, key) = (when(kept.at), web.app.verifier_key().text().to_owned());
            render(&Page { frame, size: kept.size, at, note: kept.note, key, code })
        }
        Err(error) => refused(frame, error),
    }
}

/// `GET /{lang}/log/{size}/file`.
pub(crate) async fn file(
    frame: Frame,
    State(web): State<Web>,
    Path((_, size)): Lang<i64>,
    headers: HeaderMap,
) -> Response {
    match find(&web, &headers, size).await {
        Ok(kept) => {
            let name = format!("attachment; filename=\"checkpoint-{}.txt\"", kept.size);
            let kind = "text/plain; charset=utf-8".to_owned();
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], kept.note).into_response()
        }
        Err(error) => refused(frame, error),
    }
}
