//! Any bytes as a request: for the fuzz target `requests`, and for the test that replays a part of its work.
//!
//! The first bytes choose who asks, at which address and in which part of the request the rest goes: body, form, parts of
//! an upload, query, id, cookie, key, language and so on. Whatever it is, the answer must be one of ours.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use kaimen_domain::id::CallId;
use kaimen_web::Web;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{Backend, PASSWORD, TestApp};

/// Headers that a parser of ours reads.
const HEADERS: [&str; 10] = [
    "accept-language",
    "content-type",
    "cookie",
    "idempotency-key",
    "last-event-id",
    "origin",
    "sec-fetch-site",
    "user-agent",
    "x-csrf-token",
    "x-forwarded-for",
];
/// Shapes that are no header.
const SHAPES: usize = 6;
/// Longest address: what is longer is refused before it comes here.
const ADDRESS: usize = 8_000;

/// A small district, asked with arbitrary bytes.
pub struct Outside {
    t: TestApp,
    router: Router,
    /// Cookie and page token.
    people: Vec<(String, String)>,
    addresses: Vec<(Method, String)>,
    codes: BTreeSet<String>,
    call: CallId,
    asked: u64,
}

impl Outside {
    /// A district of its own.
    pub async fn new() -> Self {
        let t = TestApp::on(Backend::Sqlite).await.unwrap();
        let mut people = vec![(String::new(), String::new())];
        for username in ["desk", "officer1", "admin"] {
            let mut browser = t.browser();
            browser.sign_in(username, PASSWORD).await;
            people.push((format!("kaimen={}", browser.cookie("kaimen").unwrap()), browser.csrf));
        }
        let taken = t.app.take_call(&t.caller("desk"), t.new_call("theft", 2, 3)).await.unwrap();
        let mut resident = t.browser();
        resident.form("/zh/receipt", &[("number", &taken.receipt_no), ("code", &taken.verify_code)]).await;
        people.push((format!("receipt={}", resident.cookie("receipt").unwrap()), String::new()));
        let router = kaimen_web::router(Web { app: t.app.clone(), secure: false });
        let document = kaimen_web::document();
        let codes = document.pointer("/components/schemas/Problem/properties/code/enum").unwrap().as_array().unwrap();
        let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        Self { router, people, addresses: addresses(&document), codes, call: taken.call.id, asked: 0, t }
    }

    /// How many addresses there are.
    #[must_use]
    pub fn addresses(&self) -> usize {
        self.addresses.len()
    }

    /// Sends one request and looks at the answer.
    pub async fn ask(&mut self, bytes: &[u8]) -> Option<StatusCode> {
        let [who, address, shape, rest @ ..] = bytes else { return None };
        let request = self.request(usize::from(*who), usize::from(*address), usize::from(*shape), rest)?;
        self.asked += 1;
        if self.asked.is_multiple_of(50) {
            // What a network may ask comes back with the time.
            self.t.clock.advance(1);
        }
        let said = format!("{} {}", request.method(), request.uri());
        let is_api = request.uri().path().starts_with("/api/");
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        assert!(!parts.status.is_server_error(), "{} {said}", parts.status);
        assert!(parts.headers.contains_key(header::CONTENT_SECURITY_POLICY), "{said}");
        let kind = text(&parts.headers, header::CONTENT_TYPE.as_str());
        if kind != "text/event-stream" {
            let body = body.collect().await.unwrap().to_bytes();
            if is_api && !parts.status.is_success() && parts.status != StatusCode::SEE_OTHER {
                assert_eq!(kind, "application/problem+json", "{said}");
                let problem: Value = serde_json::from_slice(&body).unwrap();
                assert!(self.codes.contains(problem["code"].as_str().unwrap()), "{said}: {problem}");
            }
            assert!(!body.windows(13).any(|window| window == b"<script>alert"), "{said}");
        }
        Some(parts.status)
    }

    fn request(&self, who: usize, address: usize, shape: usize, rest: &[u8]) -> Option<Request<Body>> {
        let (cookie, csrf) = &self.people[who % self.people.len()];
        let (method, template) = &self.addresses[address % self.addresses.len()];
        let mut path = template.replace("{lang}", if shape.is_multiple_of(2) { "zh" } else { "en" });
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("127.0.0.1"));
        headers.insert(header::COOKIE, cookie.parse().unwrap());
        headers.insert("x-csrf-token", csrf.parse().unwrap());
        let json = "application/json";
        let (kind, body) = match shape % (SHAPES + HEADERS.len()) {
            0 => (json, rest.to_vec()),
            1 => (json, self.act(rest).to_string().into_bytes()),
            2 => ("application/x-www-form-urlencoded", form(csrf, rest)),
            3 => ("multipart/form-data; boundary=x", multipart(csrf, rest)),
            4 => {
                path = format!("{path}?{}", encoded(rest, b"=&%"));
                (json, b"{}".to_vec())
            }
            5 => {
                path = filled(&path, &encoded(rest, b"%"));
                (json, b"{}".to_vec())
            }
            header => {
                let name = HeaderName::from_static(HEADERS[header - SHAPES]);
                headers.insert(name, HeaderValue::from_bytes(rest).ok()?);
                (json, self.act(b"x").to_string().into_bytes())
            }
        };
        headers.entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static(kind));
        let path = filled(&path, &self.call.to_string());
        if path.len() > ADDRESS {
            return None;
        }
        let mut request = Request::builder().method(method).uri(path).body(Body::from(body)).ok()?;
        *request.headers_mut() = headers;
        Some(request)
    }

    /// A body in which every act finds what it needs, with the bytes where words stand.
    fn act(&self, rest: &[u8]) -> Value {
        let (version, rest) = rest.split_first().unwrap_or((&1, &[]));
        let words = String::from_utf8_lossy(rest);
        let number = rest.first().copied().unwrap_or(0);
        let (unit, place) = (self.t.unit("湖塘01"), crate::place(2, 3));
        json!({
            "version": version % 8, "kind": "theft", "grade": number % 6, "units": [unit], "unit_id": unit,
            "reason": words, "text": words, "summary": words, "contact": words, "to": words, "facility": words,
            "override_reason": words, "mode": "transfer", "into": self.call, "result": "settled", "minutes": number,
            "condition": "other", "status": "available", "advice_sought": true, "lon": place.lon, "lat": place.lat,
            "place": { "text": words, "lon": place.lon, "lat": place.lat }, "officers_needed": number,
        })
    }
}

/// Every method and address: those of the interface from their description, the others from the list of their router.
fn addresses(document: &Value) -> Vec<(Method, String)> {
    let mut addresses = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            addresses.push((method.to_uppercase().parse().unwrap(), path.clone()));
        }
    }
    for route in include_str!("../../web/src/page.rs").split(".route(\"").skip(1) {
        let (path, handlers) = route.split_once('"').unwrap();
        let handlers = handlers.lines().next().unwrap();
        for (word, method) in [("get(", Method::GET), ("post(", Method::POST)] {
            if handlers.contains(word) {
                addresses.push((method, path.to_owned()));
            }
        }
    }
    addresses.push((Method::GET, "/assets/{name}".to_owned()));
    addresses
}

/// An address with something in place of each part that varies.
fn filled(path: &str, with: &str) -> String {
    let mut parts = path.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        filled.push_str(with);
        filled.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    filled
}

/// Bytes in an address; those in `bare` stay as they are, so that queries and codes of their own come about.
fn encoded(bytes: &[u8], bare: &[u8]) -> String {
    let one = |byte: &u8| {
        if byte.is_ascii_alphanumeric() || bare.contains(byte) {
            char::from(*byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    bytes.iter().map(one).collect()
}

/// The bytes as a form of our own page, so that what lies behind the page token is reached.
fn form(csrf: &str, rest: &[u8]) -> Vec<u8> {
    [b"csrf=", csrf.as_bytes(), b"&", rest].concat()
}

fn multipart(csrf: &str, rest: &[u8]) -> Vec<u8> {
    let start = format!("--x\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--x\r\n");
    [start.as_bytes(), rest, b"\r\n--x--\r\n"].concat()
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
