//! An HTTP client that keeps cookies and page tokens, on the router itself: no port, no network.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use kaimen_app::App;
use kaimen_web::Web;
use serde_json::Value;
use tower::ServiceExt;

use crate::events::Events;

/// A browser.
pub struct Browser {
    router: Router,
    app: App,
    cookies: BTreeMap<String, String>,
    /// Page token of the session; sent with every request that is not a GET.
    pub csrf: String,
    /// Further headers of the next requests.
    pub extra: Vec<(&'static str, String)>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body as text.
    pub text: String,
}

impl Answer {
    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {}", self.text))
    }

    /// The stable code of a problem.
    #[must_use]
    pub fn code(&self) -> String {
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json", "{}", self.text);
        self.json()["code"].as_str().unwrap().to_owned()
    }
}

impl Browser {
    pub(crate) fn new(app: App, secure: bool) -> Self {
        let router = kaimen_web::router(Web { app: app.clone(), secure });
        Self { router, app, cookies: BTreeMap::new(), csrf: String::new(), extra: Vec::new() }
    }

    /// Another browser on the same server, in which nobody has signed in.
    #[must_use]
    pub fn neighbour(&self) -> Self {
        Self {
            router: self.router.clone(),
            app: self.app.clone(),
            cookies: BTreeMap::new(),
            csrf: String::new(),
            extra: Vec::new(),
        }
    }

    /// Signs in as a person would, by the form.
    pub async fn sign_in(&mut self, username: &str, password: &str) {
        let answer = self.form("/zh/sign-in", &[("username", username), ("password", password)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let token = self.cookie("kaimen").or(self.cookie("__Host-kaimen")).unwrap();
        self.csrf = self.app.session(token).await.unwrap().csrf;
    }

    /// Value of a cookie.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Reads an address.
    pub async fn get(&mut self, address: &str) -> Answer {
        self.send(Method::GET, address, None, Body::empty()).await
    }

    /// Reads what is not text.
    pub async fn bytes(&mut self, address: &str) -> Vec<u8> {
        let response = self.request(Method::GET, address, None, Body::empty()).await;
        assert_eq!(response.status(), StatusCode::OK, "{address}");
        response.into_body().collect().await.unwrap().to_bytes().to_vec()
    }

    /// Sends JSON.
    pub async fn post(&mut self, address: &str, body: Value) -> Answer {
        self.send(Method::POST, address, Some("application/json"), Body::from(body.to_string())).await
    }

    /// Sends whatever bytes.
    pub async fn post_raw(&mut self, address: &str, body: impl Into<Body>) -> Answer {
        self.send(Method::POST, address, Some("application/json"), body.into()).await
    }

    /// Sends a form.
    pub async fn form(&mut self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let encoded: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let kind = Some("application/x-www-form-urlencoded");
        self.send(Method::POST, address, kind, Body::from(encoded.join("&"))).await
    }

    /// Opens a live stream, which is read event by event.
    pub async fn stream(&mut self, address: &str) -> Result<Events, Answer> {
        let response = self.request(Method::GET, address, None, Body::empty()).await;
        let is_stream = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        if !is_stream {
            return Err(answer(response).await);
        }
        let (parts, body) = response.into_parts();
        Ok(Events::new(parts.headers, body))
    }

    /// Sends anything with any method.
    pub async fn send(&mut self, method: Method, address: &str, kind: Option<&str>, body: Body) -> Answer {
        answer(self.request(method, address, kind, body).await).await
    }

    async fn request(&mut self, method: Method, address: &str, kind: Option<&str>, body: Body) -> Response<Body> {
        let mut request = Request::builder().method(&method).uri(address).header(header::HOST, "127.0.0.1");
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        if method != Method::GET && !self.csrf.is_empty() {
            request = request.header("x-csrf-token", &self.csrf);
        }
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        for (name, value) in &self.extra {
            request = request.header(*name, value);
        }
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        for set in response.headers().get_all(header::SET_COOKIE) {
            let set = set.to_str().unwrap();
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            if set.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        response
    }
}

async fn answer(response: Response<Body>) -> Answer {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
}

/// Percent-encoding of form values.
fn encode(value: &str) -> String {
    value
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
