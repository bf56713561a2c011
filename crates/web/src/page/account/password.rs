//! A new password of one's own.

use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::response::Response;
use kaimen_app::Error;
use serde::Deserialize;

use super::{Happened, done, draw, own_checked};
use crate::Web;
use crate::page::{Frame, refused};

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    old: String,
    #[serde(default)]
    new: String,
}

/// `POST /{lang}/account/password`.
pub(crate) async fn change(
    frame: Frame,
    State(web): State<Web>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Response {
    let open = match own_checked(&web, &headers, &typed.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let wrong = match web.app.change_password(&open, &typed.old, &typed.new).await {
        Ok(()) => return done(&frame, "password"),
        Err(Error::Invalid { field: "old-password", .. }) => ("old", "account-wrong-old-password".to_owned()),
        Err(Error::Invalid { field, .. }) => ("new", format!("account-wrong-{field}")),
        Err(Error::TooManyTries { .. }) => ("old", "account-wrong-wait".to_owned()),
        Err(error) => return refused(frame, error),
    };
    draw(frame, &web, &headers, &open, Happened { wrong: Some(wrong), ..Happened::default() }).await
}
