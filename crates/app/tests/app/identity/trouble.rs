//! A provider that is down, slow, or sends kaimen elsewhere.

use kaimen_app::identity::Trouble;
use kaimen_app::session::Visit;
use kaimen_testkit::{PASSWORD, TestApp, on_one_database};
use serde_json::json;
use tokio::net::TcpListener;

use super::provider::{Provider, flood, redirect};
use super::{begin, bureau, carried, finish, good, settings, sign_in, with, word};

on_one_database!(
    without_a_provider_there_is_no_such_way,
    a_provider_that_is_down_is_asked_again_later,
    a_provider_that_never_answers_is_given_up,
    nothing_leads_to_another_host,
    nothing_leads_elsewhere_on_the_host,
    an_endless_answer_is_not_read,
    the_session_there_ends_where_it_can,
);

async fn is_down(t: &TestApp) -> bool {
    matches!(t.app.begin_identity("zh").await, Err(Trouble::Down))
}

async fn without_a_provider_there_is_no_such_way(t: TestApp) {
    assert!(t.app.identity_name().is_none());
    assert!(matches!(t.app.begin_identity("zh").await, Err(Trouble::Off)));
}

async fn a_provider_that_is_down_is_asked_again_later(t: TestApp) {
    let (t, provider) = bureau(t).await;
    provider.change(|script| script.failures = 1);
    assert_eq!(word(sign_in(&t, &provider, "desk", json!({})).await), "signed in", "one failure is tried again");
    assert!(!is_down(&t).await);
    provider.change(|script| script.failures = 100);
    assert!(!is_down(&t).await, "seen a moment ago");
    t.clock.advance(11);
    assert!(is_down(&t).await);
    assert!(t.app.sign_in("desk", PASSWORD, &Visit::default()).await.is_ok(), "passwords go on");
    provider.change(|script| script.failures = 0);
    provider.asked();
    assert!(is_down(&t).await, "not asked again at once");
    assert!(provider.asked().is_empty());
    t.clock.advance(6);
    assert!(!is_down(&t).await);
    // Down while somebody is on the way.
    let begun = begin(&t, &provider, "desk", json!({})).await;
    provider.change(|script| script.failures = 100);
    assert_eq!(word(finish(&t, &begun, good(&begun, &provider)).await), "untrusted");
}

async fn a_provider_that_never_answers_is_given_up(t: TestApp) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let t = with(t, settings(&format!("http://{}", listener.local_addr().unwrap()))).await;
    let asked = is_down(&t);
    assert!(tokio::time::timeout(std::time::Duration::from_secs(30), asked).await.unwrap());
}

async fn nothing_leads_to_another_host(t: TestApp) {
    let other = Provider::start().await;
    let (t, provider) = bureau(t).await;
    for (name, path) in [("jwks_uri", "/jwks"), ("token_endpoint", "/token")] {
        provider.change(|script| script.description = json!({ name: format!("{}{path}", other.issuer) }));
        assert!(is_down(&t).await, "{name}");
        t.clock.advance(11);
    }
    for (name, address) in [("authorization_endpoint", "http://id.example/authorize"), ("issuer", "https://id.example")]
    {
        provider.change(|script| script.description = json!({ name: address }));
        assert!(is_down(&t).await, "{name}");
        t.clock.advance(11);
    }
    provider.change(|script| script.description = json!({ "userinfo_endpoint": format!("{}/me", other.issuer) }));
    assert_eq!(word(sign_in(&t, &provider, "desk", json!({ "preferred_username": null })).await), "down");
    assert_eq!(other.asked(), Vec::<String>::new());
}

async fn nothing_leads_elsewhere_on_the_host(t: TestApp) {
    let (t, provider) = bureau(t).await;
    provider.change(|script| script.instead = Some(redirect));
    assert!(is_down(&t).await);
    t.clock.advance(11);
    provider.change(|script| {
        script.instead = None;
        script.instead_of_token = Some(redirect);
    });
    assert_eq!(word(sign_in(&t, &provider, "desk", json!({})).await), "untrusted");
    assert!(!provider.asked().contains(&"/elsewhere".to_owned()));
}

async fn an_endless_answer_is_not_read(t: TestApp) {
    let (t, provider) = bureau(t).await;
    provider.change(|script| script.instead_of_token = Some(flood));
    assert_eq!(word(sign_in(&t, &provider, "desk", json!({})).await), "down");
    provider.change(|script| script.instead = Some(flood));
    t.clock.advance(11);
    assert!(is_down(&t).await);
}

async fn the_session_there_ends_where_it_can(t: TestApp) {
    let (t, provider) = bureau(t).await;
    let end = t.app.end_identity("zh").await.unwrap();
    let begun = kaimen_app::identity::Begun { address: end.clone(), sealed: String::new() };
    assert!(end.starts_with(&format!("{}/end?", provider.issuer)), "{end}");
    assert_eq!(carried(&begun, "client_id"), "kaimen");
    assert_eq!(carried(&begun, "post_logout_redirect_uri"), "http://127.0.0.1:8080/zh/sign-in");
    provider.change(|script| script.description = json!({ "end_session_endpoint": "http://id.example/end" }));
    t.clock.advance(11);
    assert_eq!(t.app.end_identity("zh").await, None, "never over a line that others can read");
}
