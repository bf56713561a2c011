//! Signing in with the bureau's identity provider: away to it and back.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use kaimen_app::identity::{LONGEST, Returned, Trouble};
use serde::Deserialize;

use super::sign_in::{identity_name, next_page};
use super::{Frame, message, preferred, refused, render};
use crate::Web;
use crate::text::Language;
use crate::visit::Visitor;

#[derive(Deserialize)]
pub(crate) struct Asked {
    lang: Option<String>,
}

/// The cookie of a way to the provider; the way back begins at another site, so it cannot be Strict.
fn cookie(name: &'static str, secure: bool, sealed: String) -> Cookie<'static> {
    Cookie::build((name, sealed))
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .max_age(LONGEST.try_into().unwrap_or_default())
        .build()
}

fn frame(language: Option<&str>, headers: &HeaderMap) -> Frame {
    let language = language.and_then(Language::from_address).unwrap_or_else(|| preferred(headers));
    Frame::plain(language, "/sign-in")
}

/// `GET /sign-in/identity?lang=zh`: away to the provider.
pub(crate) async fn begin(
    State(web): State<Web>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    jar: CookieJar,
) -> Response {
    let frame = frame(asked.lang.as_deref(), &headers);
    match web.app.begin_identity(frame.t.language.address()).await {
        Ok(begun) => {
            let cookie = cookie(web.identity_cookie_name(), web.secure, begun.sealed);
            (jar.add(cookie), Redirect::to(&begun.address)).into_response()
        }
        Err(trouble) => failed(frame, trouble),
    }
}

/// `GET /sign-in/identity/back`: back with a code, or with what went wrong. The address keeps neither.
pub(crate) async fn finish(
    State(web): State<Web>,
    Query(returned): Query<Returned>,
    headers: HeaderMap,
    Visitor(visit): Visitor,
    jar: CookieJar,
) -> Response {
    let name = web.identity_cookie_name();
    let sealed = jar.get(name).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    let frame = frame(web.app.identity_language(&sealed).as_deref(), &headers);
    let gone = Cookie::build((name, "")).path("/").secure(web.secure).build();
    let jar = jar.remove(gone);
    match web.app.finish_identity(&sealed, returned, &visit).await {
        Ok(signed_in) => {
            let address = next_page(&frame, signed_in.standing, signed_in.staff.role);
            (web.with_token(jar, Some(signed_in.token)), Redirect::to(&address)).into_response()
        }
        Err(trouble) => (jar, failed(frame, trouble)).into_response(),
    }
}

#[derive(Template)]
#[template(path = "signed_out.html")]
struct SignedOut {
    frame: Frame,
    name: String,
    address: String,
}

/// The page that goes on to the provider, to end the session there too; `None` where the provider does not offer it.
/// A redirect would not do: the policy lets forms lead to our own pages only.
pub(crate) async fn sign_out_there(frame: &Frame, web: &Web) -> Option<Response> {
    let address = web.app.end_identity(frame.t.language.address()).await?;
    let onward = HeaderValue::from_str(&format!("0; url={address}")).ok()?;
    let name = identity_name(frame, web)?;
    let frame = Frame::plain(frame.t.language, "/sign-in");
    Some(([(HeaderName::from_static("refresh"), onward)], render(&SignedOut { frame, name, address })).into_response())
}

fn failed(frame: Frame, trouble: Trouble) -> Response {
    match trouble {
        Trouble::Off => message(frame, StatusCode::NOT_FOUND, "not-found"),
        Trouble::Broken(error) => refused(frame, error),
        other => Redirect::to(&format!("{}/sign-in?trouble={}", frame.home(), other.word())).into_response(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_way_back_is_kept_by_this_browser_for_this_host_and_not_for_long() {
        let cookie = super::cookie("__Host-identity", true, "sealed".to_owned()).to_string();
        assert_eq!(cookie, "__Host-identity=sealed; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=600");
    }
}
