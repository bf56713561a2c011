//! The audit log for those who hold its checkpoints: conduct supervisors and auditors.

mod checkpoint;
mod compare;
mod rows;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use kaimen_app::audit::Overview;
use kaimen_app::session::Open;
use kaimen_app::{Caller, Error};

use super::staff::session;
use super::{Frame, refused, render};
use crate::Web;
use crate::asked::same;
use crate::headers::from_our_page;
use compare::Result as Compared;

pub(crate) use checkpoint::{file, show};
pub(crate) use compare::compare;
pub(crate) use rows::rows;

/// A checkpoint in the list.
struct Row {
    size: i64,
    at: String,
}

#[derive(Template)]
#[template(path = "log.html")]
struct Log {
    frame: Frame,
    csrf: String,
    size: i64,
    rows: Vec<Row>,
    /// What is wrong with the log.
    trouble: Option<(&'static str, i64)>,
    key: String,
    /// What was just compared.
    compared: Option<Compared>,
}

/// Date and time in the zone of the bureau.
fn when(at: DateTime<Utc>) -> String {
    kaimen_app::call::local(at).format("%Y-%m-%d %H:%M").to_string()
}

/// The session behind a form of this page.
async fn checked(web: &Web, headers: &HeaderMap, csrf: &str) -> Result<Open, Error> {
    let open = session(web, headers).await?;
    if from_our_page(headers) && same(csrf, &open.csrf) { Ok(open) } else { Err(Error::Csrf) }
}

async fn draw(frame: Frame, web: &Web, open: Open, compared: Option<Compared>) -> Response {
    match web.app.log_overview(&Caller::staff(open.staff)).await {
        Ok(Overview { size, checkpoints, trouble }) => {
            let rows = checkpoints.into_iter().map(|kept| Row { size: kept.size, at: when(kept.at) }).collect();
            let trouble = trouble.map(|trouble| (trouble.code(), trouble.size()));
            let key = web.app.verifier_key().text().to_owned();
            render(&Log { frame, csrf: open.csrf, size, rows, trouble, key, compared })
        }
        Err(error) => refused(frame, error),
    }
}

/// `GET /{lang}/log`.
pub(crate) async fn list(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    match session(&web, &headers).await {
        Ok(open) => draw(frame, &web, open, None).await,
        Err(error) => refused(frame, error),
    }
}
