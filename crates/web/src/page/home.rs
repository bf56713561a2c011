//! The first page of residents: what to do, and how residents judged the answers of the last month.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kaimen_app::rating::Average;

use super::{Frame, refused, render};
use crate::Web;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    month: String,
    averages: Vec<Average>,
}

/// `GET /{lang}`.
pub(crate) async fn handler(frame: Frame, State(web): State<Web>) -> Response {
    match web.app.averages().await {
        Ok(averages) => {
            let month = averages.first().map(|average| average.month.clone()).unwrap_or_default();
            render(&Home { frame, month, averages })
        }
        Err(error) => refused(frame, error),
    }
}
