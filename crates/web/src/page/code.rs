//! The second step of signing in: a code of the authenticator app, a recovery code, or a passkey.

use askama::Template;
use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use kaimen_app::Error;
use kaimen_app::session::{Open, Standing};
use serde::Deserialize;

use super::account::PasskeyPlace;
use super::sign_in::next_page;
use super::{Frame, again, refused, render};
use crate::Web;
use crate::asked::same;
use crate::headers::from_our_page;

#[derive(Template)]
#[template(path = "code.html")]
struct Code {
    frame: Frame,
    csrf: String,
    has_authenticator: bool,
    /// Whether a passkey could be used at this address.
    has_passkey: bool,
    /// Where it could, if not here.
    elsewhere: Option<String>,
    /// Id of the text that says what is wrong; empty where nothing is.
    wrong: &'static str,
    wait: u64,
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    code: String,
}

/// The half session that waits for its second step.
pub(super) async fn half(web: &Web, headers: &HeaderMap) -> Result<(String, Open), Error> {
    let token = web.session_token(headers).ok_or(Error::SignedOut)?;
    let open = web.app.session_so_far(&token).await?;
    Ok((token, open))
}

async fn page(frame: Frame, web: &Web, headers: &HeaderMap, open: &Open, wrong: &'static str, wait: u64) -> Response {
    let factors = match web.app.factors(open).await {
        Ok(factors) => factors,
        Err(error) => return refused(frame, error),
    };
    let some = factors.passkeys.iter().any(|passkey| passkey.suspected_at.is_none());
    let place = PasskeyPlace::of(web, headers);
    let page = Code {
        frame,
        csrf: open.csrf.clone(),
        has_authenticator: factors.authenticator,
        has_passkey: some && place == PasskeyPlace::Here,
        elsewhere: if let (true, PasskeyPlace::At(origin)) = (some, place) { Some(origin) } else { None },
        wrong,
        wait,
    };
    if wrong.is_empty() { render(&page) } else { again(&page, wait) }
}

/// `GET /{lang}/sign-in/code`.
pub(crate) async fn show(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    match half(&web, &headers).await {
        Ok((_, open)) if open.standing == Standing::CodeAsked => page(frame, &web, &headers, &open, "", 0).await,
        Ok((_, open)) => Redirect::to(&next_page(&frame, open.standing, open.staff.role)).into_response(),
        Err(error) => refused(frame, error),
    }
}

/// `POST /{lang}/sign-in/code`.
pub(crate) async fn pass(
    frame: Frame,
    State(web): State<Web>,
    headers: HeaderMap,
    jar: CookieJar,
    Form(typed): Form<Typed>,
) -> Response {
    let (token, open) = match half(&web, &headers).await {
        Ok(half) => half,
        Err(error) => return refused(frame, error),
    };
    if !from_our_page(&headers) || !same(&typed.csrf, &open.csrf) {
        return refused(frame, Error::Csrf);
    }
    match web.app.pass_code(&token, &typed.code).await {
        Ok(signed_in) => {
            let address = next_page(&frame, signed_in.standing, signed_in.staff.role);
            (web.with_token(jar, Some(signed_in.token)), Redirect::to(&address)).into_response()
        }
        Err(Error::BadCredentials) => page(frame, &web, &headers, &open, "code-wrong", 0).await,
        Err(Error::TooManyTries { seconds }) => page(frame, &web, &headers, &open, "sign-in-wait", seconds).await,
        Err(Error::Conflict) => Redirect::to(&next_page(&frame, open.standing, open.staff.role)).into_response(),
        Err(error) => refused(frame, error),
    }
}
