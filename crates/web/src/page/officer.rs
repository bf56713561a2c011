//! The officer's phone page: a shell that its screen fills.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use kaimen_domain::role::Role;

use super::sign_in::page_of;
use super::staff::{boot, session};
use super::{Frame, refused, render};
use crate::Web;

#[derive(Template)]
#[template(path = "officer.html")]
struct Officer {
    frame: Frame,
    boot: String,
}

/// `GET /{lang}/duty`.
pub(crate) async fn handler(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    match session(&web, &headers).await {
        Ok(open) if open.staff.role == Role::CommunityOfficer => {
            let boot = boot(&frame, &open);
            render(&Officer { frame, boot })
        }
        Ok(open) => Redirect::to(&format!("{}/{}", frame.home(), page_of(open.staff.role))).into_response(),
        Err(error) => refused(frame, error),
    }
}
