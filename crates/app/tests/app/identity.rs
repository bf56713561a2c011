//! Signing in with the bureau's identity provider.

mod faults;
mod links;
mod provider;
mod trouble;

use kaimen_app::SignInSettings;
use kaimen_app::identity::{Begun, Provider as Own, Returned, Settings, Trouble};
use kaimen_app::session::{SignedIn, Visit};
use kaimen_testkit::TestApp;
use openidconnect::url::Url;
use serde_json::{Value, json};

use provider::{CLIENT, Provider, SECRET};

fn settings(issuer: &str) -> Settings {
    Settings {
        provider: issuer.to_owned(),
        address: "http://127.0.0.1:8080".to_owned(),
        client: CLIENT.to_owned(),
        secret: SECRET.to_owned(),
        name: None,
        claim: "preferred_username".to_owned(),
        strong: ["mfa", "hwk", "otp"].map(str::to_owned).to_vec(),
        authorities: None,
    }
}

/// A bureau with a provider.
async fn bureau(t: TestApp) -> (TestApp, Provider) {
    let provider = Provider::start().await;
    let t = with(t, settings(&provider.issuer)).await;
    (t, provider)
}

async fn with(t: TestApp, settings: Settings) -> TestApp {
    let identity = Some(Own::new(settings).unwrap());
    t.signing_in(SignInSettings { identity, ..SignInSettings::default() }).await
}

/// What the browser carries to the provider.
fn carried(begun: &Begun, name: &str) -> String {
    let address = Url::parse(&begun.address).unwrap();
    let found = address.query_pairs().find(|(found, _)| found == name);
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// Sets out; the provider is going to say that it is `username`, with `more` claims.
async fn begin(t: &TestApp, provider: &Provider, username: &str, more: Value) -> Begun {
    let begun = t.app.begin_identity("zh").await.unwrap();
    let now = t.app.now().timestamp();
    let mut claims = json!({
        "iss": provider.issuer, "aud": CLIENT, "sub": format!("subject of {username}"), "iat": now, "exp": now + 300,
        "nonce": carried(&begun, "nonce"), "preferred_username": username,
    });
    for (name, value) in more.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    provider.change(|script| {
        script.claims = claims;
        script.challenge = carried(&begun, "code_challenge");
    });
    begun
}

/// What a browser brings back when all is well.
fn good(begun: &Begun, provider: &Provider) -> Returned {
    Returned {
        state: carried(begun, "state"),
        code: Some("right".to_owned()),
        iss: Some(provider.issuer.clone()),
        error: None,
    }
}

async fn finish(t: &TestApp, begun: &Begun, returned: Returned) -> Result<SignedIn, Trouble> {
    t.app.finish_identity(&begun.sealed, returned, &Visit::default()).await
}

/// The whole way.
async fn sign_in(t: &TestApp, provider: &Provider, username: &str, more: Value) -> Result<SignedIn, Trouble> {
    let begun = begin(t, provider, username, more).await;
    finish(t, &begun, good(&begun, provider)).await
}

/// The word of what went wrong.
#[track_caller]
fn word(result: Result<SignedIn, Trouble>) -> &'static str {
    result.map_or_else(|trouble| trouble.word(), |_| "signed in")
}
