//! The console of desk, chiefs and command: a shell that its screen fills.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use kaimen_app::session::Open;
use kaimen_domain::role::Role;
use serde_json::json;

use super::sign_in::page_of;
use super::{Frame, refused, render};
use crate::Web;

#[derive(Template)]
#[template(path = "console.html")]
struct Console {
    frame: Frame,
    boot: String,
}

/// What a staff screen starts from, safe inside a script element.
pub(crate) fn boot(frame: &Frame, open: &Open) -> String {
    let staff = &open.staff;
    let data = json!({
        "csrf": open.csrf,
        "lang": frame.lang(),
        "account": { "id": staff.account, "name": staff.name, "role": staff.role },
        "unit_id": staff.unit,
        "station_id": staff.station,
        "home": frame.home(),
        "other_language": frame.other(),
    });
    data.to_string().replace('<', "\\u003c")
}

/// The session behind a page, or where to go instead.
pub(crate) async fn session(web: &Web, headers: &HeaderMap) -> Result<Open, kaimen_app::Error> {
    let token = web.session_token(headers).ok_or(kaimen_app::Error::SignedOut)?;
    web.app.session(&token).await
}

/// `GET /{lang}/console`.
pub(crate) async fn console(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    match session(&web, &headers).await {
        Ok(open) if matches!(open.staff.role, Role::DutyDesk | Role::StationChief | Role::BureauCommand) => {
            let boot = boot(&frame, &open);
            render(&Console { frame, boot })
        }
        Ok(open) => Redirect::to(&format!("{}/{}", frame.home(), page_of(open.staff.role))).into_response(),
        Err(error) => refused(frame, error),
    }
}
