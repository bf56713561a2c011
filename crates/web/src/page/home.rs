//! The first page of residents.

use askama::Template;
use axum::response::Response;

use super::{Frame, render};

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
}

/// `GET /{lang}`.
pub(crate) async fn handler(frame: Frame) -> Response {
    render(&Home { frame })
}
