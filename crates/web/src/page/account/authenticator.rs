//! Setting up an authenticator app: a picture to scan, the same to type, and its first code.

use askama::Template;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use kaimen_app::Error;
use kaimen_app::authenticator::Enrolment;
use kaimen_app::session::Open;
use qrcode::QrCode;
use qrcode::render::svg::Color;
use serde::Deserialize;

use super::{Bare, done, own, own_checked};
use crate::Web;
use crate::page::{Frame, refused, render};

#[derive(Template)]
#[template(path = "authenticator.html")]
struct Page {
    frame: Frame,
    csrf: String,
    /// Drawing of the address.
    picture: String,
    /// In groups of four.
    secret: String,
    /// Id of the text that says what is wrong; empty where nothing is.
    wrong: &'static str,
    wait: u64,
}

fn page(frame: Frame, open: &Open, enrolment: &Enrolment, wrong: &'static str, wait: u64) -> Response {
    let frame = Frame { path: "/account/authenticator".to_owned(), ..frame };
    let Some(picture) = picture(&enrolment.address) else {
        return refused(frame, Error::internal("the picture cannot be drawn"));
    };
    let letters: Vec<char> = enrolment.secret.chars().collect();
    let secret = letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ");
    let drawn = render(&Page { frame, csrf: open.csrf.clone(), picture, secret, wrong, wait });
    if wrong.is_empty() { drawn } else { (StatusCode::UNPROCESSABLE_ENTITY, drawn).into_response() }
}

/// A QR code as an SVG element.
fn picture(text: &str) -> Option<String> {
    let code = QrCode::new(text).ok()?;
    let drawn = code.render::<Color<'_>>().min_dimensions(240, 240).build();
    drawn.find("<svg").map(|start| drawn[start..].to_owned())
}

/// `POST /{lang}/account/authenticator`.
pub(crate) async fn begin(
    frame: Frame,
    State(web): State<Web>,
    headers: HeaderMap,
    Form(form): Form<Bare>,
) -> Response {
    let open = match own_checked(&web, &headers, &form.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match web.app.begin_authenticator(&open).await {
        Ok(_) => Redirect::to(&format!("{}/account/authenticator", frame.home())).into_response(),
        // There is one already: the page says so.
        Err(Error::Conflict) => Redirect::to(&format!("{}/account", frame.home())).into_response(),
        Err(error) => refused(frame, error),
    }
}

/// `GET /{lang}/account/authenticator`.
pub(crate) async fn show(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    let open = match own(&web, &headers).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match web.app.begun_authenticator(&open).await {
        Ok(Some(enrolment)) => page(frame, &open, &enrolment, "", 0),
        Ok(None) => Redirect::to(&format!("{}/account", frame.home())).into_response(),
        Err(error) => refused(frame, error),
    }
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    code: String,
}

/// `POST /{lang}/account/authenticator/confirm`.
pub(crate) async fn confirm(
    frame: Frame,
    State(web): State<Web>,
    headers: HeaderMap,
    jar: CookieJar,
    Form(typed): Form<Typed>,
) -> Response {
    let open = match own_checked(&web, &headers, &typed.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    let (wrong, wait) = match web.app.confirm_authenticator(&open, &typed.code).await {
        Ok(added) => return (web.with_token(jar, added.token), done(&frame, "authenticator")).into_response(),
        Err(Error::BadCredentials) => ("code-wrong", 0),
        Err(Error::TooManyTries { seconds }) => ("sign-in-wait", seconds),
        Err(Error::NotFound) => return Redirect::to(&format!("{}/account", frame.home())).into_response(),
        Err(error) => return refused(frame, error),
    };
    match web.app.begun_authenticator(&open).await {
        Ok(Some(enrolment)) => page(frame, &open, &enrolment, wrong, wait),
        Ok(None) => Redirect::to(&format!("{}/account", frame.home())).into_response(),
        Err(error) => refused(frame, error),
    }
}

/// `POST /{lang}/account/authenticator/remove`.
pub(crate) async fn remove(
    frame: Frame,
    State(web): State<Web>,
    headers: HeaderMap,
    Form(form): Form<Bare>,
) -> Response {
    let open = match own_checked(&web, &headers, &form.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match web.app.remove_authenticator(&open).await {
        Ok(()) => done(&frame, "removed"),
        Err(error) => refused(frame, error),
    }
}
