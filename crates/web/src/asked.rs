//! Who sent a request, and what it asks: session, page token, request key and body, checked in one place.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum_extra::extract::CookieJar;
use kaimen_app::{Caller, Error, RequestKey};
use kaimen_domain::id::SessionId;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::Web;
use crate::problem::Problem;

/// Largest body of a request, in bytes.
pub const BODY: usize = 64 * 1024;

/// A signed-in reader.
pub struct Seen {
    /// Who asks.
    pub caller: Caller,
    /// Session.
    pub session: SessionId,
    /// Page token of the session.
    pub csrf: String,
}

/// A signed-in request that changes something.
pub struct Asked<T> {
    /// Who asks.
    pub caller: Caller,
    /// What is asked.
    pub body: T,
}

async fn session(parts: &Parts, web: &Web) -> Result<Seen, Problem> {
    let jar = CookieJar::from_headers(&parts.headers);
    let token = jar.get(web.cookie_name()).ok_or(Error::SignedOut)?;
    let open = web.app.session(token.value()).await?;
    Ok(Seen { caller: Caller::staff(open.staff.clone()), session: open.id, csrf: open.csrf })
}

impl FromRequestParts<Web> for Seen {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        session(parts, web).await
    }
}

impl<T: DeserializeOwned> FromRequest<Web> for Asked<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let seen = session(&parts, web).await?;
        if !same(header(&parts.headers, "x-csrf-token").unwrap_or_default(), &seen.csrf) {
            return Err(Error::Csrf.into());
        }
        let bytes = read(body).await?;
        let mut caller = seen.caller;
        caller.key = key(&parts, &bytes)?;
        Ok(Self { caller, body: object(&bytes)? })
    }
}

/// The JSON object of a body; nothing at all is an empty one.
///
/// # Errors
/// [`Error::Invalid`]. Nothing of the body is said or written to the log: it may hold what nobody else should see.
pub fn object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    // The fields of a record may also come as a list; that is not what the description says.
    let is_object = bytes.trim_ascii_start().first() == Some(&b'{');
    let read = if is_object { serde_json::from_slice(bytes).ok() } else { None };
    read.ok_or(Error::invalid("body", "not the JSON that is expected here"))
}

async fn read(body: Body) -> Result<axum::body::Bytes, Problem> {
    to_bytes(body, BODY).await.map_err(|_| Problem::too_large())
}

/// The key of a request that may arrive twice, with a digest of what it asks.
pub(crate) fn key(parts: &Parts, body: &[u8]) -> Result<Option<RequestKey>, Error> {
    let Some(key) = parts.headers.get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().unwrap_or_default();
    if key.is_empty() || key.len() > 64 || !key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Err(Error::invalid("idempotency-key", "up to 64 letters, digits and hyphens"));
    }
    let mut sha = Sha256::new();
    sha.update(Method::as_str(&parts.method));
    sha.update([0]);
    sha.update(parts.uri.path());
    sha.update([0]);
    sha.update(body);
    Ok(Some(RequestKey { key: key.to_owned(), digest: sha.finalize().into() }))
}

pub(crate) fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Compares without telling by the time taken how much was right.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}
