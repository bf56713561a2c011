//! The own sign-in: devices, password, second factors.

mod authenticator;
mod password;
mod recovery_code;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use kaimen_app::Error;
use kaimen_app::device::Device;
use kaimen_app::session::{Open, Standing};
use kaimen_domain::id::{PasskeyId, SessionId};
use serde::Deserialize;

use super::sign_in::page_of;
use super::{Frame, Lang, refused, render};
use crate::Web;
use crate::asked::same;
use crate::headers::from_our_page;

pub(crate) use authenticator::{begin as begin_authenticator, confirm as confirm_authenticator};
pub(crate) use authenticator::{remove as remove_authenticator, show as show_authenticator};
pub(crate) use password::change as change_password;
pub(crate) use recovery_code::make as make_recovery_codes;

/// A device in a list.
pub(super) struct DeviceRow {
    pub(super) id: SessionId,
    pub(super) label: String,
    pub(super) how: String,
    pub(super) since: String,
    pub(super) used: String,
    pub(super) is_this: bool,
}

impl DeviceRow {
    pub(super) fn new(frame: &Frame, device: Device, this: SessionId) -> Self {
        let label = if device.label.is_empty() { frame.t.of("device-unknown") } else { device.label };
        Self {
            id: device.id,
            label,
            how: frame.t.coded("how", device.how.word()),
            since: time(device.since),
            used: time(device.used),
            is_this: device.id == this,
        }
    }
}

struct PasskeyRow {
    id: PasskeyId,
    name: String,
    since: String,
    used: Option<String>,
    is_suspected: bool,
}

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    frame: Frame,
    csrf: String,
    name: String,
    role: String,
    /// The page that the role works on.
    work: &'static str,
    is_needed: bool,
    has_codes_to_make: bool,
    done: Option<String>,
    wrong: Option<(&'static str, String)>,
    devices: Vec<DeviceRow>,
    passkeys: Vec<PasskeyRow>,
    passkey_place: PasskeyPlace,
    has_authenticator: bool,
    codes_left: u64,
}

/// Whether passkeys work at the address by which the browser came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PasskeyPlace {
    /// Here.
    Here,
    /// Only at this other address.
    At(String),
    /// Nowhere: the installation names no address.
    Nowhere,
}

impl PasskeyPlace {
    pub(super) fn of(web: &Web, headers: &HeaderMap) -> Self {
        let Some(origin) = web.app.passkey_origin() else { return Self::Nowhere };
        let host = headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
        let own = origin.parse::<Uri>().ok().and_then(|uri| uri.authority().map(ToString::to_string));
        if own.as_deref() == Some(host) { Self::Here } else { Self::At(origin.to_owned()) }
    }
}

/// Day and time in the bureau's zone.
pub(super) fn time(at: DateTime<Utc>) -> String {
    kaimen_app::call::local(at).format("%Y-%m-%d %H:%M").to_string()
}

/// The session of somebody who looks after the own sign-in.
pub(super) async fn own(web: &Web, headers: &HeaderMap) -> Result<Open, Error> {
    let token = web.session_token(headers).ok_or(Error::SignedOut)?;
    match web.app.session_so_far(&token).await? {
        Open { standing: Standing::CodeAsked, .. } => Err(Error::CodeAsked),
        open => Ok(open),
    }
}

/// The same, for a form of our own page.
pub(super) async fn own_checked(web: &Web, headers: &HeaderMap, csrf: &str) -> Result<Open, Error> {
    let open = own(web, headers).await?;
    if from_our_page(headers) && same(csrf, &open.csrf) { Ok(open) } else { Err(Error::Csrf) }
}

/// What happened before the page is drawn.
#[derive(Default)]
pub(super) struct Happened {
    /// Word of what was done.
    done: Option<String>,
    /// Field, and id of the text that says what is wrong with it.
    pub(super) wrong: Option<(&'static str, String)>,
}

pub(super) async fn draw(frame: Frame, web: &Web, headers: &HeaderMap, open: &Open, happened: Happened) -> Response {
    let frame = Frame { path: "/account".to_owned(), ..frame };
    let (devices, factors) = match (web.app.devices(open).await, web.app.factors(open).await) {
        (Ok(devices), Ok(factors)) => (devices, factors),
        (Err(error), _) | (_, Err(error)) => return refused(frame, error),
    };
    let any = factors.any();
    let passkey = |passkey: kaimen_app::passkey::Passkey| PasskeyRow {
        id: passkey.id,
        name: passkey.name,
        since: time(passkey.created_at),
        used: passkey.used_at.map(time),
        is_suspected: passkey.suspected_at.is_some(),
    };
    let status = if happened.wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    const DONE: [&str; 5] = ["password", "devices", "passkey", "authenticator", "removed"];
    let done = happened.done.filter(|done| DONE.contains(&done.as_str()));
    let page = Account {
        csrf: open.csrf.clone(),
        name: open.staff.name.clone(),
        role: frame.t.coded("role", open.staff.role.word()),
        work: page_of(open.staff.role),
        is_needed: open.standing == Standing::FactorNeeded,
        has_codes_to_make: any && factors.recovery_codes == 0,
        done: done.map(|done| frame.t.coded("account-done", &done)),
        wrong: happened.wrong.map(|(field, id)| (field, frame.t.of(&id))),
        devices: devices.into_iter().map(|device| DeviceRow::new(&frame, device, open.id)).collect(),
        passkeys: factors.passkeys.into_iter().map(passkey).collect(),
        passkey_place: PasskeyPlace::of(web, headers),
        has_authenticator: factors.authenticator,
        codes_left: factors.recovery_codes,
        frame,
    };
    (status, render(&page)).into_response()
}

#[derive(Deserialize)]
pub(crate) struct After {
    done: Option<String>,
}

/// `GET /{lang}/account`.
pub(crate) async fn show(
    frame: Frame,
    State(web): State<Web>,
    Query(after): Query<After>,
    headers: HeaderMap,
) -> Response {
    match own(&web, &headers).await {
        Ok(open) => draw(frame, &web, &headers, &open, Happened { done: after.done, wrong: None }).await,
        Err(error) => refused(frame, error),
    }
}

/// A form that carries nothing but the page's token.
#[derive(Deserialize)]
pub(crate) struct Bare {
    #[serde(default)]
    pub(super) csrf: String,
}

/// Back to the page, which says what was done.
pub(super) fn done(frame: &Frame, word: &str) -> Response {
    Redirect::to(&format!("{}/account?done={word}", frame.home())).into_response()
}

/// `POST /{lang}/account/devices/{session}/end`.
pub(crate) async fn end_device(
    frame: Frame,
    State(web): State<Web>,
    Path((_, session)): Lang<SessionId>,
    headers: HeaderMap,
    Form(form): Form<Bare>,
) -> Response {
    let open = match own_checked(&web, &headers, &form.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match web.app.end_device(&open, session).await {
        Ok(()) => done(&frame, "devices"),
        Err(error) => refused(frame, error),
    }
}

/// `POST /{lang}/account/devices/end-others`.
pub(crate) async fn end_other_devices(
    frame: Frame,
    State(web): State<Web>,
    headers: HeaderMap,
    Form(form): Form<Bare>,
) -> Response {
    let open = match own_checked(&web, &headers, &form.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match web.app.end_other_devices(&open).await {
        Ok(()) => done(&frame, "devices"),
        Err(error) => refused(frame, error),
    }
}

/// `POST /{lang}/account/passkeys/{passkey}/remove`.
pub(crate) async fn remove_passkey(
    frame: Frame,
    State(web): State<Web>,
    Path((_, passkey)): Lang<PasskeyId>,
    headers: HeaderMap,
    Form(form): Form<Bare>,
) -> Response {
    let open = match own_checked(&web, &headers, &form.csrf).await {
        Ok(open) => open,
        Err(error) => return refused(frame, error),
    };
    match web.app.remove_passkey(&open, passkey).await {
        Ok(()) => done(&frame, "removed"),
        Err(error) => refused(frame, error),
    }
}
