//! HTTP: the interface of the staff screens, the live stream, and the pages of residents and staff.
//!
//! Handlers only translate: what is asked goes to one function of the application, what it answers goes out. Access is
//! decided there, never here.

mod api;
mod asked;
mod assets;
mod document;
mod gate;
mod headers;
mod log;
mod page;
mod problem;
mod refusal;
mod slow;
mod text;
mod upload;
mod view;
mod visit;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::http::HeaderMap;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Extension, Router};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use kaimen_app::App;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

pub use assets::are_built;
pub use document::document;
pub use text::{Language, check_texts};

/// The application with what only the outside needs.
#[derive(Clone)]
pub struct Web {
    /// The application.
    pub app: App,
    /// Whether kaimen is reached by HTTPS: cookies are then bound to it.
    pub secure: bool,
}

impl Web {
    /// Name of the session cookie; with the prefix that browsers tie to this host where HTTPS allows it.
    pub(crate) fn cookie_name(&self) -> &'static str {
        if self.secure { "__Host-kaimen" } else { "kaimen" }
    }

    /// Name of the cookie of an open receipt.
    pub(crate) fn receipt_cookie_name(&self) -> &'static str {
        if self.secure { "__Host-receipt" } else { "receipt" }
    }

    /// Puts a new token in the session cookie, where there is one.
    pub(crate) fn with_token(&self, jar: CookieJar, token: Option<String>) -> CookieJar {
        let Some(token) = token else { return jar };
        let cookie = Cookie::build((self.cookie_name(), token)).path("/").http_only(true).secure(self.secure);
        jar.add(cookie.same_site(SameSite::Lax).build())
    }

    /// Name of the cookie of a way to the identity provider.
    pub(crate) fn identity_cookie_name(&self) -> &'static str {
        if self.secure { "__Host-identity" } else { "identity" }
    }

    pub(crate) fn session_token(&self, headers: &HeaderMap) -> Option<String> {
        CookieJar::from_headers(headers).get(self.cookie_name()).map(|cookie| cookie.value().to_owned())
    }
}

/// Every address.
pub fn router(web: Web) -> Router {
    // A live stream is sent event by event; compressing it would hold events back.
    let compressed = DefaultPredicate::new().and(NotForContentType::const_new("text/event-stream"));
    let gate = gate::Gate::new(web.clone());
    Router::new()
        .merge(api::router().split_for_parts().0)
        .merge(page::router())
        .route("/assets/{name}", get(assets::handler))
        .route("/health", get(|| async { "ok" }))
        .fallback(page::not_found)
        .layer(DefaultBodyLimit::max(asked::BODY))
        .layer(axum::middleware::from_fn(slow::in_time))
        .layer(axum::middleware::from_fn(refusal::in_words))
        .layer(CompressionLayer::new().compress_when(compressed))
        .layer(from_fn_with_state(Arc::clone(&gate), gate::admit))
        .layer(Extension(gate))
        .layer(from_fn_with_state(web.clone(), headers::secure))
        .with_state(web)
}
