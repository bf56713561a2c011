//! Signing in and out.

use askama::Template;
use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use kaimen_app::Error;
use kaimen_app::session::Standing;
use kaimen_domain::role::Role;
use serde::Deserialize;

use super::account::PasskeyPlace;
use super::{Frame, again, refused, render};
use crate::Web;
use crate::headers::from_our_page;
use crate::visit::Visitor;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    frame: Frame,
    username: String,
    passkey_place: PasskeyPlace,
    /// Id of the text that says what is wrong; empty where nothing is.
    wrong: &'static str,
    wait: u64,
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
}

/// The page that a role works on.
pub(crate) fn page_of(role: Role) -> &'static str {
    match role {
        Role::DutyDesk | Role::StationChief | Role::BureauCommand => "console",
        Role::CommunityOfficer => "duty",
        Role::Administrator => "admin",
        _ => "work",
    }
}

/// Where to go from here: the second step, the page on which a second factor is set up, or to work.
pub(crate) fn next_page(frame: &Frame, standing: Standing, role: Role) -> String {
    let page = match standing {
        Standing::Full => page_of(role),
        Standing::CodeAsked => "sign-in/code",
        Standing::FactorNeeded => "account",
    };
    format!("{}/{page}", frame.home())
}

/// `GET /{lang}/sign-in`.
pub(crate) async fn form(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    if let Some(token) = web.session_token(&headers)
        && let Ok(open) = web.app.session(&token).await
    {
        return Redirect::to(&format!("{}/{}", frame.home(), page_of(open.staff.role))).into_response();
    }
    let passkey_place = PasskeyPlace::of(&web, &headers);
    render(&SignIn { frame, username: String::new(), passkey_place, wrong: "", wait: 0 })
}

/// `POST /{lang}/sign-in`.
pub(crate) async fn sign_in(
    frame: Frame,
    State(web): State<Web>,
    headers: HeaderMap,
    Visitor(visit): Visitor,
    jar: CookieJar,
    Form(typed): Form<Typed>,
) -> Response {
    if !from_our_page(&headers) {
        return refused(frame, Error::Csrf);
    }
    let failed = |frame, wrong, wait| {
        let username = typed.username.chars().take(64).collect();
        let passkey_place = PasskeyPlace::of(&web, &headers);
        again(&SignIn { frame, username, passkey_place, wrong, wait }, wait)
    };
    match web.app.sign_in(&typed.username, &typed.password, &visit).await {
        Ok(signed_in) => {
            let address = next_page(&frame, signed_in.standing, signed_in.staff.role);
            (web.with_token(jar, Some(signed_in.token)), Redirect::to(&address)).into_response()
        }
        Err(Error::BadCredentials) => failed(frame, "sign-in-wrong", 0),
        Err(Error::TooManyTries { seconds }) => failed(frame, "sign-in-wait", seconds),
        Err(error) => refused(frame, error),
    }
}

/// `POST /{lang}/sign-out`.
pub(crate) async fn sign_out(frame: Frame, State(web): State<Web>, headers: HeaderMap, jar: CookieJar) -> Response {
    if !from_our_page(&headers) {
        return refused(frame, Error::Csrf);
    }
    if let Some(token) = web.session_token(&headers)
        && let Err(error) = web.app.sign_out(&token).await
    {
        return refused(frame, error);
    }
    let gone = Cookie::build((web.cookie_name(), "")).path("/").secure(web.secure).build();
    (jar.remove(gone), Redirect::to(&format!("{}/sign-in", frame.home()))).into_response()
}
