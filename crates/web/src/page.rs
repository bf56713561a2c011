//! Pages: residents' without script, staff's as shells for their screens. Addresses begin with the language.

mod access;
mod account;
mod admin;
mod attachment;
mod code;
pub(crate) mod deadline;
mod devices;
mod home;
mod identity;
mod log;
mod matter;
mod nav;
mod officer;
mod passkey;
mod receipt;
mod receipt_data;
mod receipt_stream;
mod retention;
mod rights;
mod sign_in;
mod staff;
mod work;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use kaimen_app::Error;
use kaimen_domain::access::has;
use kaimen_domain::act::Act;
use kaimen_domain::role::Role;

pub(crate) use self::staff::session;
use crate::Web;
use crate::problem::Problem;
use crate::text::{Language, Text};
use crate::upload::UPLOAD;

pub(crate) fn router() -> Router<Web> {
    // A file is larger than any other body.
    let files = DefaultBodyLimit::max(UPLOAD);
    Router::new()
        .route("/", get(welcome))
        .route("/{lang}", get(home::handler))
        .route("/{lang}/receipt", get(receipt::show).post(receipt::open))
        .route("/{lang}/receipt/rate", post(receipt::rate))
        .route("/{lang}/receipt/close", post(receipt::close))
        .route("/{lang}/receipt/data", get(receipt_data::show))
        .route("/{lang}/receipt/data/copy", get(receipt_data::copy))
        .route("/{lang}/receipt/data/file", get(receipt_data::file))
        .route("/{lang}/receipt/rights", post(receipt_data::ask))
        .route("/{lang}/receipt/rights/{request}/contest", post(receipt_data::contest))
        .route("/{lang}/receipt/rights/{request}/accept", post(receipt_data::accept))
        .route("/{lang}/rights", get(rights::list))
        .route("/{lang}/rights/{request}", get(rights::show))
        .route("/{lang}/rights/{request}/answer", post(rights::answer))
        .route("/{lang}/rights/{request}/review", post(rights::review))
        .route("/{lang}/retention", get(retention::show))
        .route("/{lang}/retention/run", post(retention::run))
        .route("/{lang}/retention/hold", post(retention::hold))
        .route("/{lang}/retention/hold/{hold}/lift", post(retention::lift))
        .route("/receipt/stream", get(receipt_stream::handler))
        .route("/{lang}/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/{lang}/sign-in/passkey/begin", post(passkey::begin_sign_in))
        .route("/{lang}/sign-in/passkey/finish", post(passkey::finish_sign_in))
        .route("/{lang}/sign-in/code", get(code::show).post(code::pass))
        .route("/{lang}/sign-in/code/passkey/begin", post(passkey::begin_second))
        .route("/{lang}/sign-in/code/passkey/finish", post(passkey::finish_second))
        .route("/{lang}/account", get(account::show))
        .route("/{lang}/account/password", post(account::change_password))
        .route("/{lang}/account/devices/end-others", post(account::end_other_devices))
        .route("/{lang}/account/devices/{session}/end", post(account::end_device))
        .route("/{lang}/account/passkeys/begin", post(passkey::begin))
        .route("/{lang}/account/passkeys/finish", post(passkey::finish))
        .route("/{lang}/account/passkeys/{passkey}/remove", post(account::remove_passkey))
        .route("/{lang}/account/authenticator", get(account::show_authenticator).post(account::begin_authenticator))
        .route("/{lang}/account/authenticator/confirm", post(account::confirm_authenticator))
        .route("/{lang}/account/authenticator/remove", post(account::remove_authenticator))
        .route("/{lang}/account/recovery-codes", post(account::make_recovery_codes))
        .route("/{lang}/devices", get(devices::list))
        .route("/{lang}/devices/{account}/end", post(devices::end))
        .route("/sign-in/identity", get(identity::begin))
        .route("/sign-in/identity/back", get(identity::finish))
        .route("/{lang}/sign-out", post(sign_in::sign_out))
        .route("/{lang}/console", get(staff::console))
        .route("/{lang}/duty", get(officer::handler))
        .route("/{lang}/access", get(access::show).post(access::ask))
        .route("/{lang}/access/{id}/{step}", post(access::glass))
        .route("/{lang}/referrals/{id}/{step}", post(access::referral))
        .route("/{lang}/matters/{id}/refer", post(access::refer))
        .route("/{lang}/deadlines", get(deadline::list))
        .route("/{lang}/deadlines/rules", get(deadline::rules))
        .route("/{lang}/matters/{id}/clocks", get(deadline::of_matter).post(deadline::start))
        .route("/{lang}/matters/{id}/clocks/{clock}", post(deadline::change))
        .route("/{lang}/matters/{id}", get(matter::show))
        .route("/{lang}/matters/{id}/owner", post(matter::owner))
        .route("/{lang}/matters/{id}/recuse", post(matter::recuse))
        .route("/{lang}/matters/{id}/links", post(matter::link))
        .route("/{lang}/matters/{id}/links/{link}/remove", post(matter::unlink))
        .route("/{lang}/work", get(work::show))
        .route("/{lang}/work/alerts/{alert}/seen", post(work::seen))
        .route("/{lang}/matters/{id}/attachments", get(attachment::list).post(attachment::add).layer(files))
        .route("/{lang}/matters/{id}/attachments/{attachment}/{step}", post(attachment::change))
        .route("/{lang}/admin", get(admin::list).post(admin::make))
        .route("/{lang}/admin/{account}/password", post(admin::reset))
        .route("/{lang}/admin/{account}/factors", post(admin::reset_factors))
        .route("/{lang}/admin/{account}/active", post(admin::set_active))
        .route("/{lang}/log", get(log::list).post(log::compare))
        .route("/{lang}/log/rows", post(log::rows))
        .route("/{lang}/log/{size}", get(log::show))
        .route("/{lang}/log/{size}/file", get(log::file))
        .route("/log/checkpoint", get(crate::log::checkpoint))
        .route("/log/key", get(crate::log::key))
        .route("/log/tile/{*path}", get(crate::log::tile))
        .route("/{lang}/admin/{account}/identity", post(admin::set_identity))
}

/// What every page needs: language, address, texts.
pub(crate) struct Frame {
    /// Texts.
    pub(crate) t: Text,
    /// Address without the language, such as `/receipt`.
    pub(crate) path: String,
    /// The pages of whoever is signed in; residents are not.
    pub(crate) nav: Option<nav::Nav>,
}

/// What comes after the language in the address of a page, and who works there.
type StaffPage = (&'static str, fn(Role) -> bool);

/// Pages of staff in the order of their links.
pub(crate) const STAFF_PAGES: [StaffPage; 11] = [
    ("console", |role| matches!(role, Role::DutyDesk | Role::StationChief | Role::BureauCommand)),
    ("duty", |role| role == Role::CommunityOfficer),
    ("work", |_| true),
    ("access", |_| true),
    ("deadlines", |role| has(role, Act::StartClock) || has(role, Act::DecideExtension)),
    ("rights", |role| has(role, Act::AnswerRights) || has(role, Act::ReviewRights)),
    ("retention", |role| has(role, Act::ReadRetention)),
    ("log", |role| has(role, Act::ReadCheckpoints)),
    ("devices", |role| has(role, Act::RevokeDevices)),
    ("admin", |role| has(role, Act::ManageAccounts)),
    ("account", |_| true),
];

impl Frame {
    /// For nobody who is known.
    pub(crate) fn plain(language: Language, path: &str) -> Self {
        Self { t: Text::new(language), path: path.to_owned(), nav: None }
    }

    pub(crate) fn lang(&self) -> &'static str {
        self.t.language.tag()
    }

    /// Start of every address in this language.
    pub(crate) fn home(&self) -> String {
        format!("/{}", self.t.language.address())
    }

    /// This page in the other language.
    pub(crate) fn other(&self) -> String {
        format!("/{}{}", self.t.language.other().address(), self.path)
    }

    /// Tag of the other language.
    pub(crate) fn other_lang(&self) -> &'static str {
        self.t.language.other().tag()
    }

    /// Address of an asset.
    pub(crate) fn asset(&self, name: &str) -> String {
        crate::assets::address(name)
    }
}

impl FromRequestParts<Web> for Frame {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response> {
        let mut path = parts.uri.path().trim_start_matches('/').splitn(2, '/');
        let language = path.next().and_then(Language::from_address);
        let rest = path.next().map(|rest| format!("/{rest}")).unwrap_or_default();
        match language {
            Some(language) => {
                let nav = nav::Nav::of(web, &parts.headers, &rest).await;
                Ok(Self { t: Text::new(language), path: rest, nav })
            }
            None => Err(not_found(parts.uri.clone(), parts.headers.clone()).await),
        }
    }
}

/// The language that the browser asks for first; Chinese where it asks for neither.
fn preferred(headers: &HeaderMap) -> Language {
    let asked = headers.get("accept-language").and_then(|value| value.to_str().ok()).unwrap_or_default();
    for one in asked.split(',') {
        let one = one.trim().to_ascii_lowercase();
        if one.starts_with("zh") {
            return Language::Chinese;
        }
        if one.starts_with("en") {
            return Language::English;
        }
    }
    Language::Chinese
}

async fn welcome(headers: HeaderMap) -> Redirect {
    Redirect::to(&format!("/{}", preferred(&headers).address()))
}

pub(crate) fn render(page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be drawn: {error}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message {
    frame: Frame,
    title: String,
    body: String,
}

/// A page that says what went wrong and what can be done.
pub(crate) fn message(frame: Frame, status: StatusCode, code: &str) -> Response {
    let title = frame.t.coded("error-title", code);
    let body = frame.t.coded("error-body", code);
    (status, render(&Message { frame, title, body })).into_response()
}

/// A form shown again with what is wrong with it; `wait` is for how many seconds no other try is taken.
pub(crate) fn again(page: &impl Template, wait: u64) -> Response {
    if wait == 0 {
        return (StatusCode::UNPROCESSABLE_ENTITY, render(page)).into_response();
    }
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, wait.to_string())], render(page)).into_response()
}

/// A refusal as a page.
pub(crate) fn refused(frame: Frame, error: Error) -> Response {
    match error {
        Error::SignedOut => Redirect::to(&format!("{}/sign-in", frame.home())).into_response(),
        Error::CodeAsked => Redirect::to(&format!("{}/sign-in/code", frame.home())).into_response(),
        Error::FactorNeeded => Redirect::to(&format!("{}/account", frame.home())).into_response(),
        Error::Revoked => revoked(frame),
        Error::Forbidden => message(frame, StatusCode::FORBIDDEN, "forbidden"),
        Error::NotFound => message(frame, StatusCode::NOT_FOUND, "not-found"),
        Error::Csrf => message(frame, StatusCode::FORBIDDEN, "csrf"),
        Error::Busy => message(frame, StatusCode::SERVICE_UNAVAILABLE, "busy"),
        other => {
            let problem = Problem::from(other);
            let status = problem.into_response().status();
            message(frame, status, "broken")
        }
    }
}

/// What a device is told that somebody signed out: whatever a page left on it is cleared away.
fn revoked(frame: Frame) -> Response {
    let clear = [(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"storage\""))];
    (clear, message(frame, StatusCode::UNAUTHORIZED, "revoked")).into_response()
}

/// Whether an address belongs to the interface and not to the pages.
pub(crate) fn is_for_programs(uri: &Uri) -> bool {
    ["/api/", "/tiles/", "/log/"].iter().any(|start| uri.path().starts_with(start))
}

/// The language of an address, or the one that the browser asks for.
pub(crate) fn language(uri: &Uri, headers: &HeaderMap) -> Language {
    let first = uri.path().split('/').nth(1).unwrap_or_default();
    Language::from_address(first).unwrap_or_else(|| preferred(headers))
}

/// Anything that has no address: a problem for programs, a page for people.
pub(crate) async fn not_found(uri: Uri, headers: HeaderMap) -> Response {
    if is_for_programs(&uri) {
        return Problem::no_such_address().into_response();
    }
    let frame = Frame::plain(language(&uri, &headers), "");
    message(frame, StatusCode::NOT_FOUND, "not-found")
}

/// The language of an address must be one that kaimen speaks; used where the rest of the address is taken apart.
pub(crate) type Lang<T> = Path<(String, T)>;
