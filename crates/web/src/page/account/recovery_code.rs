//! Ten recovery codes, shown once and fit to be printed.

use askama::Template;
use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::{Bare, own_checked, time};
use crate::Web;
use crate::page::{Frame, refused, render};

#[derive(Template)]
#[template(path = "recovery_codes.html")]
struct Page {
    frame: Frame,
    name: String,
    made: String,
    codes: Vec<String>,
}

/// `POST /{lang}/account/recovery-codes`.
pub(crate) async fn make(frame: Frame, State(web): State<Web>, headers: HeaderMap, Form(form): Form<Bare>) -> Response {
    let open = match own_checked(&web, &headers, &form.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match web.app.make_recovery_codes(&open).await {
        Ok(codes) => {
            let frame = Frame { path: "/account".to_owned(), ..frame };
            render(&Page { frame, name: open.staff.name, made: time(web.app.now()), codes })
        }
        Err(error) => refused(frame, error),
    }
}
