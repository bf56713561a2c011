//! A small identity provider that can be made to say anything; what it signs is signed without the library that checks
//! it.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as URL};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};
use tokio::net::TcpListener;

pub const CLIENT: &str = "kaimen";
pub const SECRET: &str = "shared secret of the client";
pub const ACCESS: &str = "access-token";

/// What the provider says and does.
pub struct Script {
    /// Seed of the key that signs.
    pub key: u8,
    /// Name of that key in the token.
    pub kid: String,
    /// Seeds and names of the keys that are published.
    pub published: Vec<(u8, String)>,
    /// Claims of the next token.
    pub claims: Value,
    /// Algorithm that the token names.
    pub algorithm: &'static str,
    /// What is told beside the token about people.
    pub userinfo: Value,
    /// Changes to the description.
    pub description: Value,
    /// Answers every address with this, where set.
    pub instead: Option<fn() -> Response>,
    /// As `instead`, for the address of tokens.
    pub instead_of_token: Option<fn() -> Response>,
    /// How many answers fail before one does not.
    pub failures: u32,
    /// The challenge that the browser carried.
    pub challenge: String,
    /// Addresses that were asked.
    pub asked: Vec<String>,
}

/// The running provider.
#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    pub script: Arc<Mutex<Script>>,
}

impl Provider {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let script = Script {
            key: 1,
            kid: "first".to_owned(),
            published: vec![(1, "first".to_owned())],
            claims: Value::Null,
            algorithm: "EdDSA",
            userinfo: Value::Null,
            description: json!({}),
            instead: None,
            instead_of_token: None,
            failures: 0,
            challenge: String::new(),
            asked: Vec::new(),
        };
        let provider = Self { issuer, script: Arc::new(Mutex::new(script)) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(description))
            .route("/jwks", get(keys))
            .route("/token", post(token))
            .route("/me", get(userinfo))
            .fallback(|| async { StatusCode::OK })
            .layer(axum::middleware::from_fn_with_state(provider.clone(), before))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    pub fn change(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.script.lock().unwrap());
    }

    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.script.lock().unwrap().asked)
    }
}

/// Half of the hash of the access token, as `at_hash` wants it for keys of this kind.
pub fn access_hash() -> String {
    URL.encode(&Sha512::digest(ACCESS)[..32])
}

async fn before(
    State(provider): State<Provider>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let instead = {
        let mut script = provider.script.lock().unwrap();
        script.asked.push(request.uri().path().to_owned());
        if script.failures > 0 {
            script.failures -= 1;
            return StatusCode::BAD_GATEWAY.into_response();
        }
        script.instead
    };
    match instead {
        Some(instead) => instead(),
        None => next.run(request).await,
    }
}

async fn description(State(provider): State<Provider>) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", provider.issuer);
    let mut said = json!({
        "issuer": provider.issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/me"),
        "jwks_uri": at("/jwks"),
        "end_session_endpoint": at("/end"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
        "authorization_response_iss_parameter_supported": true,
    });
    for (name, value) in provider.script.lock().unwrap().description.as_object().unwrap() {
        said[name] = value.clone();
    }
    Json(said)
}

async fn keys(State(provider): State<Provider>) -> Json<Value> {
    let script = provider.script.lock().unwrap();
    let key = |(seed, name): &(u8, String)| {
        let x = URL.encode(SigningKey::from_bytes(&[*seed; 32]).verifying_key().as_bytes());
        json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": name, "x": x })
    };
    Json(json!({ "keys": script.published.iter().map(key).collect::<Vec<_>>() }))
}

/// A token as the script wants it.
fn signed(script: &Script) -> String {
    let header = json!({ "alg": script.algorithm, "kid": script.kid });
    let text = format!("{}.{}", URL.encode(header.to_string()), URL.encode(script.claims.to_string()));
    let signature = match script.algorithm {
        "EdDSA" => SigningKey::from_bytes(&[script.key; 32]).sign(text.as_bytes()).to_bytes().to_vec(),
        "HS256" => {
            use hmac::{Hmac, KeyInit, Mac};
            let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
            mac.update(text.as_bytes());
            mac.finalize().into_bytes().to_vec()
        }
        _ => Vec::new(),
    };
    format!("{text}.{}", URL.encode(signature))
}

async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(asked): Form<std::collections::HashMap<String, String>>,
) -> Response {
    let script = provider.script.lock().unwrap();
    if let Some(instead) = script.instead_of_token {
        return instead();
    }
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{CLIENT}:{}", SECRET.replace(' ', "+"))));
    let challenge = URL.encode(Sha256::digest(&asked["code_verifier"]));
    if headers[header::AUTHORIZATION] != basic.as_str() {
        return (StatusCode::UNAUTHORIZED, Json(json!({ "error": "invalid_client" }))).into_response();
    }
    if asked["code"] != "right" || challenge != script.challenge || asked["grant_type"] != "authorization_code" {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    }
    Json(json!({ "access_token": ACCESS, "token_type": "Bearer", "expires_in": 60, "id_token": signed(&script) }))
        .into_response()
}

async fn userinfo(State(provider): State<Provider>, headers: HeaderMap) -> Json<Value> {
    assert_eq!(headers[header::AUTHORIZATION], format!("Bearer {ACCESS}").as_str());
    Json(provider.script.lock().unwrap().userinfo.clone())
}

/// A redirect to another address of the same provider.
pub fn redirect() -> Response {
    (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "/elsewhere")]).into_response()
}

/// More than anybody wants to read.
pub fn flood() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], Body::from(vec![b' '; 1_000_000])).into_response()
}
