//! The console of desk, chiefs and command: a shell that its screen fills.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use kaimen_app::Error;
use kaimen_app::session::Open;
use kaimen_domain::role::Role;
use serde_json::json;

use super::sign_in::page_of;
use super::{Frame, refused, render};
use crate::Web;
use crate::asked::same;
use crate::headers::from_our_page;

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

/// The session behind a form of ours, with its page token.
pub(crate) async fn checked(web: &Web, headers: &HeaderMap, csrf: &str) -> Result<Open, Error> {
    let open = session(web, headers).await?;
    if from_our_page(headers) && same(csrf, &open.csrf) { Ok(open) } else { Err(Error::Csrf) }
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
