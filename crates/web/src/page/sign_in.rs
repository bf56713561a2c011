//! Signing in and out.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use kaimen_app::Error;
use kaimen_app::identity::Trouble;
use kaimen_app::session::Standing;
use kaimen_domain::role::Role;
use kaimen_domain::sign_in::How;
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
    /// Name of the identity provider; none where the bureau has none.
    identity: Option<String>,
    /// Why signing in there did not work.
    trouble: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    trouble: String,
}

/// Name of the identity provider in the language of the page; none where the bureau has none.
pub(crate) fn identity_name(frame: &Frame, web: &Web) -> Option<String> {
    let name = web.app.identity_name()?;
    Some(name.map_or_else(|| frame.t.of("sign-in-identity-name"), str::to_owned))
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
pub(crate) async fn form(
    frame: Frame,
    State(web): State<Web>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    if let Some(token) = web.session_token(&headers)
        && let Ok(open) = web.app.session(&token).await
    {
        return Redirect::to(&format!("{}/{}", frame.home(), page_of(open.staff.role))).into_response();
    }
    let passkey_place = PasskeyPlace::of(&web, &headers);
    let identity = identity_name(&frame, &web);
    let trouble = Trouble::WORDS.contains(&asked.trouble.as_str());
    let trouble = identity.as_deref().filter(|_| trouble).map(|name| {
        let id = format!("identity-trouble-{}", asked.trouble);
        frame.t.with(&id, "name", name)
    });
    render(&SignIn { frame, username: String::new(), passkey_place, wrong: "", wait: 0, identity, trouble })
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
    let failed = |frame: Frame, wrong, wait| {
        let username = typed.username.chars().take(64).collect();
        let passkey_place = PasskeyPlace::of(&web, &headers);
        let identity = identity_name(&frame, &web);
        again(&SignIn { frame, username, passkey_place, wrong, wait, identity, trouble: None }, wait)
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
    let mut by_identity = false;
    if let Some(token) = web.session_token(&headers) {
        by_identity = web.app.session_so_far(&token).await.is_ok_and(|open| open.how == How::Identity);
        if let Err(error) = web.app.sign_out(&token).await {
            return refused(frame, error);
        }
    }
    let gone = Cookie::build((web.cookie_name(), "")).path("/").secure(web.secure).build();
    if by_identity && let Some(page) = super::identity::sign_out_there(&frame, &web).await {
        return (jar.remove(gone), page).into_response();
    }
    (jar.remove(gone), Redirect::to(&format!("{}/sign-in", frame.home()))).into_response()
}
