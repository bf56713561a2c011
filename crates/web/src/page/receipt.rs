//! The receipt of a call: number and code open it; it shows handler, progress and result, and takes a rating.

use askama::Template;
use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::{DateTime, Utc};
use kaimen_app::receipt::Receipt;
use kaimen_app::{App, Error};
use kaimen_domain::assignment::{Assignment, AssignmentState};
use kaimen_domain::call::{Call, CallState};
use serde::Deserialize;

use super::{Frame, again, refused, render};
use crate::Web;
use crate::headers::from_our_page;
use crate::visit::Visitor;

#[derive(Template)]
#[template(path = "receipt_form.html")]
struct Form_ {
    frame: Frame,
    number: String,
    /// Id of the text that says what is wrong; empty where nothing is.
    wrong: &'static str,
    wait: u64,
}

/// One step of the progress: done at a time, or still to come.
struct Step {
    label: &'static str,
    at: Option<String>,
    is_current: bool,
}

/// Somebody who handles the call.
struct Handler {
    call_sign: String,
    name: String,
    due: Option<String>,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct Shown {
    frame: Frame,
    number: String,
    receipt: String,
    kind: String,
    place: String,
    steps: Vec<Step>,
    handlers: Vec<Handler>,
    /// Nobody was sent yet, and somebody will be.
    is_waiting: bool,
    is_merged: bool,
    diverted_to: Option<String>,
    ambulance: bool,
    outcome: Option<String>,
    feedback: Option<String>,
    can_rate: bool,
    rated: bool,
    is_live: bool,
    drawn_at: String,
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    number: String,
    #[serde(default)]
    code: String,
}

#[derive(Deserialize)]
pub(crate) struct Stars {
    #[serde(default)]
    stars: u8,
}

pub(super) fn token(web: &Web, headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(web.receipt_cookie_name()).map(|cookie| cookie.value().to_owned())
}

/// `GET /{lang}/receipt`.
pub(crate) async fn show(frame: Frame, State(web): State<Web>, headers: HeaderMap) -> Response {
    let form = |frame| render(&Form_ { frame, number: String::new(), wrong: "", wait: 0 });
    let Some(token) = token(&web, &headers) else { return form(frame) };
    match web.app.read_receipt(&token).await {
        Ok(receipt) => draw(frame, &web, &receipt).await,
        Err(Error::SignedOut) => form(frame),
        Err(error) => refused(frame, error),
    }
}

/// `POST /{lang}/receipt`.
pub(crate) async fn open(
    frame: Frame,
    State(web): State<Web>,
    Visitor(visit): Visitor,
    headers: HeaderMap,
    jar: CookieJar,
    Form(typed): Form<Typed>,
) -> Response {
    if !from_our_page(&headers) {
        return refused(frame, Error::Csrf);
    }
    match web.app.open_receipt(&typed.number, &typed.code, &visit.network).await {
        Ok(token) => {
            let address = format!("{}/receipt", frame.home());
            let cookie = Cookie::build((web.receipt_cookie_name(), token))
                .path("/")
                .http_only(true)
                .secure(web.secure)
                .same_site(SameSite::Strict)
                .build();
            (jar.add(cookie), Redirect::to(&address)).into_response()
        }
        Err(Error::BadCredentials) => wrong(frame, typed.number, "receipt-wrong", 0),
        Err(Error::TooManyTries { seconds }) => wrong(frame, typed.number, "receipt-wait", seconds),
        Err(error) => refused(frame, error),
    }
}

fn wrong(frame: Frame, number: String, wrong: &'static str, wait: u64) -> Response {
    let number = number.chars().take(20).collect();
    again(&Form_ { frame, number, wrong, wait }, wait)
}

/// `POST /{lang}/receipt/rate`. The cookie of the receipt is never sent from other sites.
pub(crate) async fn rate(
    frame: Frame,
    State(web): State<Web>,
    headers: HeaderMap,
    Form(rating): Form<Stars>,
) -> Response {
    if !from_our_page(&headers) {
        return refused(frame, Error::Csrf);
    }
    let address = format!("{}/receipt", frame.home());
    let Some(token) = token(&web, &headers) else { return Redirect::to(&address).into_response() };
    let rated = match web.app.read_receipt(&token).await {
        Ok(receipt) => web.app.rate(&receipt.caller, receipt.own.id, rating.stars).await,
        Err(error) => Err(error),
    };
    match rated {
        // A second press of the button, or none chosen: the page shows where things stand.
        Ok(()) | Err(Error::WrongState(_) | Error::Invalid { .. } | Error::SignedOut) => {
            Redirect::to(&address).into_response()
        }
        Err(error) => refused(frame, error),
    }
}

/// `POST /{lang}/receipt/close`: for a phone that others use too.
pub(crate) async fn close(frame: Frame, State(web): State<Web>, headers: HeaderMap, jar: CookieJar) -> Response {
    if !from_our_page(&headers) {
        return refused(frame, Error::Csrf);
    }
    let gone = Cookie::build((web.receipt_cookie_name(), "")).path("/").secure(web.secure).build();
    (jar.remove(gone), Redirect::to(&format!("{}/receipt", frame.home()))).into_response()
}

async fn draw(frame: Frame, web: &Web, receipt: &Receipt) -> Response {
    let (own, call) = (&receipt.own, &receipt.handled);
    let handlers = match handlers(&web.app, call).await {
        Ok(handlers) => handlers,
        Err(error) => return refused(frame, error),
    };
    let kind = frame.t.coded("kind", &own.kind);
    let outcome = call.outcome.map(|outcome| {
        let word = serde_json::to_value(outcome).ok().and_then(|word| word.as_str().map(ToOwned::to_owned));
        frame.t.coded("result", &word.unwrap_or_default())
    });
    render(&Shown {
        number: own.number.clone(),
        receipt: own.receipt.clone(),
        kind,
        place: own.place.text.clone(),
        steps: steps(own, call),
        handlers,
        is_waiting: call.state == CallState::Classified,
        is_merged: own.merged_into.is_some(),
        diverted_to: call
            .diverted_to
            .clone()
            .filter(|_| matches!(call.state, CallState::Diverted | CallState::Accepted)),
        ambulance: call.medical.is_some(),
        outcome,
        feedback: call.feedback.clone(),
        can_rate: web.app.can_rate(receipt),
        rated: own.rated,
        is_live: !matches!(call.state, CallState::Closed | CallState::Accepted),
        drawn_at: clock(web.app.now()),
        frame,
    })
}

async fn handlers(app: &App, call: &Call) -> Result<Vec<Handler>, Error> {
    let on: Vec<&Assignment> = call.assignments.iter().filter(|a| a.state != AssignmentState::Recalled).collect();
    let names = app.crew_names(on.iter().map(|a| a.unit).collect()).await?;
    Ok(on
        .iter()
        .map(|a| Handler {
            call_sign: a.call_sign.clone(),
            name: names.get(&a.unit).cloned().unwrap_or_default(),
            due: due(a),
            state: match a.state {
                AssignmentState::Dispatched => "handler-told",
                AssignmentState::Acknowledged => "handler-acknowledged",
                AssignmentState::EnRoute => "handler-en-route",
                AssignmentState::OnScene => "handler-on-scene",
                AssignmentState::Cleared | AssignmentState::Recalled => "handler-done",
            },
        })
        .collect())
}

/// When the unit is expected, while it has not arrived.
fn due(a: &Assignment) -> Option<String> {
    let ms = a.eta_ms.filter(|_| a.state <= AssignmentState::EnRoute)?;
    let due = a.dispatched_at + chrono::Duration::milliseconds(i64::from(ms));
    Some(kaimen_app::call::local(due).format("%H:%M").to_string())
}

fn steps(own: &Call, call: &Call) -> Vec<Step> {
    let on = || call.assignments.iter().filter(|a| a.state != AssignmentState::Recalled);
    let first = |clock_of: fn(&Assignment) -> Option<DateTime<Utc>>| on().filter_map(clock_of).min().map(clock);
    let resolved = call.state >= CallState::Resolved && call.state <= CallState::Closed;
    let mut steps = vec![
        Step { label: "step-received", at: Some(clock(own.received_at)), is_current: false },
        Step { label: "step-dispatched", at: first(|a| Some(a.dispatched_at)), is_current: false },
        Step { label: "step-en-route", at: first(|a| a.en_route_at), is_current: false },
        Step { label: "step-on-scene", at: first(|a| a.on_scene_at), is_current: false },
        Step {
            label: "step-resolved",
            at: if resolved {
                on().filter_map(|a| a.cleared_at).max().map(clock).or(Some(clock(call.state_since)))
            } else {
                None
            },
            is_current: false,
        },
        Step { label: "step-closed", at: call.closed_at.map(clock), is_current: false },
    ];
    if let Some(last) = steps.iter_mut().rev().find(|step| step.at.is_some()) {
        last.is_current = true;
    }
    steps
}

/// Time of day in the bureau's zone.
fn clock(at: DateTime<Utc>) -> String {
    kaimen_app::call::local(at).format("%m-%d %H:%M").to_string()
}
