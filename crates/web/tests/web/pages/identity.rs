//! The way to an identity provider that is down. The way to one that runs is shown by the end-to-end tests.

use axum::http::{StatusCode, header};
use kaimen_app::SignInSettings;
use kaimen_app::identity::{Provider, Settings, Trouble};
use kaimen_testkit::{PASSWORD, TestApp, on_one_database};
use tokio::net::TcpListener;

on_one_database!(a_provider_that_is_down_stands_in_nobodys_way, every_trouble_has_words);

/// A bureau whose provider has gone.
async fn bureau(t: TestApp) -> TestApp {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let provider = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let settings = Settings {
        provider,
        address: "https://kaimen.example".to_owned(),
        client: "kaimen".to_owned(),
        secret: "secret".to_owned(),
        name: None,
        claim: "preferred_username".to_owned(),
        strong: Vec::new(),
        authorities: None,
    };
    let identity = Some(Provider::new(settings).unwrap());
    t.signing_in(SignInSettings { identity, ..SignInSettings::default() }).await
}

async fn a_provider_that_is_down_stands_in_nobodys_way(t: TestApp) {
    let t = bureau(t).await;
    let mut browser = t.browser();
    let page = browser.get("/en/sign-in").await;
    assert!(page.text.contains("href=\"/sign-in/identity?lang=en\""), "{}", page.text);
    let answer = browser.get("/sign-in/identity?lang=en").await;
    assert_eq!(
        (answer.status, &answer.headers[header::LOCATION]),
        (StatusCode::SEE_OTHER, &"/en/sign-in?trouble=down".parse().unwrap())
    );
    assert!(answer.headers.get(header::SET_COOKIE).is_none());
    let page = browser.get("/en/sign-in?trouble=down").await;
    assert!(page.text.contains("Use your password or passkey, or try again later."), "{}", page.text);
    // Back without having set out; the language is the one that the browser asks for.
    browser.extra.push(("accept-language", "en".to_owned()));
    let answer = browser.get("/sign-in/identity/back?state=a&code=b").await;
    assert_eq!(answer.headers[header::LOCATION], "/en/sign-in?trouble=stale");
    browser.sign_in("desk", PASSWORD).await;
    let answer = browser.form("/zh/sign-out", &[]).await;
    assert_eq!(
        (answer.status, &answer.headers[header::LOCATION]),
        (StatusCode::SEE_OTHER, &"/zh/sign-in".parse().unwrap())
    );
}

async fn every_trouble_has_words(t: TestApp) {
    let t = bureau(t).await;
    let mut browser = t.browser();
    for lang in ["zh", "en"] {
        for word in Trouble::WORDS {
            let page = browser.get(&format!("/{lang}/sign-in?trouble={word}")).await;
            assert!(
                page.text.contains("error-summary") && !page.text.contains("identity-trouble"),
                "{word}: {}",
                page.text
            );
        }
        let page = browser.get(&format!("/{lang}/sign-in?trouble=%3Cb%3E")).await;
        assert!(page.status == StatusCode::OK && !page.text.contains("error-summary"), "{}", page.text);
    }
}
