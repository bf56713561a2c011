//! Passkeys: what the script of the page asks for before and after the browser's part of a ceremony.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use kaimen_app::Error;
use kaimen_app::passkey::Ceremony;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Frame;
use super::account::own_checked;
use super::code::half;
use super::sign_in::next_page;
use crate::Web;
use crate::asked::same;
use crate::headers::from_our_page;
use crate::problem::Answer;
use crate::visit::Visitor;

#[derive(Deserialize)]
pub(crate) struct Begin {
    #[serde(default)]
    csrf: String,
}

#[derive(Deserialize)]
pub(crate) struct Finish {
    #[serde(default)]
    csrf: String,
    /// The ceremony.
    id: Uuid,
    /// As its owner calls a new passkey.
    #[serde(default)]
    name: String,
    /// What the browser made.
    credential: Value,
}

fn begun(ceremony: Ceremony) -> Json<Value> {
    Json(json!({ "id": ceremony.id, "options": ceremony.options }))
}

/// `POST /{lang}/account/passkeys/begin`.
pub(crate) async fn begin(State(web): State<Web>, headers: HeaderMap, Json(asked): Json<Begin>) -> Answer<Json<Value>> {
    let open = own_checked(&web, &headers, &asked.csrf).await?;
    Ok(begun(web.app.begin_passkey(&open).await?))
}

/// `POST /{lang}/account/passkeys/finish`.
pub(crate) async fn finish(
    frame: Frame,
    State(web): State<Web>,
    headers: HeaderMap,
    jar: CookieJar,
    Json(asked): Json<Finish>,
) -> Answer<Response> {
    let open = own_checked(&web, &headers, &asked.csrf).await?;
    let added = web.app.finish_passkey(&open, asked.id, &asked.name, asked.credential).await?;
    let next = format!("{}/account?done=passkey", frame.home());
    Ok((web.with_token(jar, added.token), Json(json!({ "next": next }))).into_response())
}

/// `POST /{lang}/sign-in/passkey/begin`.
pub(crate) async fn begin_sign_in(State(web): State<Web>, headers: HeaderMap) -> Answer<Json<Value>> {
    if !from_our_page(&headers) {
        return Err(Error::Csrf.into());
    }
    Ok(begun(web.app.begin_passkey_sign_in()?))
}

/// `POST /{lang}/sign-in/passkey/finish`.
pub(crate) async fn finish_sign_in(
    frame: Frame,
    State(web): State<Web>,
    headers: HeaderMap,
    Visitor(visit): Visitor,
    jar: CookieJar,
    Json(asked): Json<Finish>,
) -> Answer<Response> {
    if !from_our_page(&headers) {
        return Err(Error::Csrf.into());
    }
    let signed_in = web.app.sign_in_by_passkey(asked.id, asked.credential, &visit).await?;
    let next = next_page(&frame, signed_in.standing, signed_in.staff.role);
    Ok((web.with_token(jar, Some(signed_in.token)), Json(json!({ "next": next }))).into_response())
}

async fn half_checked(web: &Web, headers: &HeaderMap, csrf: &str) -> Result<String, Error> {
    let (token, open) = half(web, headers).await?;
    if from_our_page(headers) && same(csrf, &open.csrf) { Ok(token) } else { Err(Error::Csrf) }
}

/// `POST /{lang}/sign-in/code/passkey/begin`.
pub(crate) async fn begin_second(
    State(web): State<Web>,
    headers: HeaderMap,
    Json(asked): Json<Begin>,
) -> Answer<Json<Value>> {
    let token = half_checked(&web, &headers, &asked.csrf).await?;
    Ok(begun(web.app.begin_second_factor(&token).await?))
}

/// `POST /{lang}/sign-in/code/passkey/finish`.
pub(crate) async fn finish_second(
    frame: Frame,
    State(web): State<Web>,
    headers: HeaderMap,
    jar: CookieJar,
    Json(asked): Json<Finish>,
) -> Answer<Response> {
    let token = half_checked(&web, &headers, &asked.csrf).await?;
    let signed_in = web.app.pass_passkey(&token, asked.id, asked.credential).await?;
    let next = next_page(&frame, signed_in.standing, signed_in.staff.role);
    Ok((web.with_token(jar, Some(signed_in.token)), Json(json!({ "next": next }))).into_response())
}
