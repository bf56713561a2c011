//! Tokens and returns that must not be believed.

use kaimen_app::identity::Returned;
use kaimen_testkit::{TestApp, on_one_database};
use serde_json::{Value, json};

use super::provider::{Script, access_hash};
use super::{begin, bureau, carried, finish, good, sign_in, word};

on_one_database!(
    claims_are_checked,
    signatures_are_checked,
    keys_that_changed_are_read_anew,
    a_return_is_bound_to_its_beginning,
    what_the_provider_refuses_is_refused,
);

async fn claims_are_checked(t: TestApp) {
    let (t, provider) = bureau(t).await;
    let now = t.app.now().timestamp();
    let cases = [
        ("as it should be", json!({}), "signed in"),
        ("with the hash of the access token", json!({ "at_hash": access_hash() }), "signed in"),
        ("with the own name as authorised party", json!({ "azp": "kaimen" }), "signed in"),
        ("a list of one audience", json!({ "aud": ["kaimen"] }), "signed in"),
        ("clocks a little apart", json!({ "exp": now - 30, "iat": now + 30 }), "signed in"),
        ("expired", json!({ "exp": now - 61 }), "untrusted"),
        ("issued in the future", json!({ "iat": now + 61 }), "untrusted"),
        ("no expiry", json!({ "exp": null }), "untrusted"),
        ("for somebody else", json!({ "aud": "other" }), "untrusted"),
        ("for somebody else as well", json!({ "aud": ["kaimen", "other"] }), "untrusted"),
        ("no audience", json!({ "aud": null }), "untrusted"),
        ("another authorised party", json!({ "azp": "other" }), "untrusted"),
        ("another issuer", json!({ "iss": "http://127.0.0.1:1" }), "untrusted"),
        ("another nonce", json!({ "nonce": "other" }), "untrusted"),
        ("no nonce", json!({ "nonce": null }), "untrusted"),
        ("another access token", json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }), "untrusted"),
        ("nobody", json!({ "sub": "" }), "untrusted"),
        ("a name without end", json!({ "sub": "a".repeat(256) }), "untrusted"),
    ];
    for (what, claims, expected) in cases {
        assert_eq!(word(sign_in(&t, &provider, "desk", claims).await), expected, "{what}");
    }
}

async fn signatures_are_checked(t: TestApp) {
    let (t, provider) = bureau(t).await;
    type Case = (&'static str, fn(&mut Script), &'static str);
    let cases: [Case; 6] = [
        ("as it should be", |_| {}, "signed in"),
        ("unsigned", |script| script.algorithm = "none", "untrusted"),
        ("signed with what every client knows", |script| script.algorithm = "HS256", "untrusted"),
        ("another algorithm than the key's", |script| script.algorithm = "RS256", "untrusted"),
        ("another key by the same name", |script| script.key = 9, "untrusted"),
        ("a key that nobody published", |script| (script.key, script.kid) = (9, "ninth".to_owned()), "untrusted"),
    ];
    for (what, fault, expected) in cases {
        let begun = begin(&t, &provider, "desk", json!({})).await;
        provider.change(fault);
        assert_eq!(word(finish(&t, &begun, good(&begun, &provider)).await), expected, "{what}");
        provider.change(|script| (script.key, script.kid, script.algorithm) = (1, "first".to_owned(), "EdDSA"));
    }
    // Changed after it was signed: one letter of the claims.
    assert_eq!(word(sign_in(&t, &provider, "desk", json!({})).await), "signed in", "and again as it should be");
}

async fn keys_that_changed_are_read_anew(t: TestApp) {
    let (t, provider) = bureau(t).await;
    assert_eq!(word(sign_in(&t, &provider, "desk", json!({})).await), "signed in");
    let begun = begin(&t, &provider, "desk", json!({})).await;
    provider.change(|script| {
        (script.key, script.kid) = (2, "second".to_owned());
        script.published = vec![(2, "second".to_owned())];
    });
    provider.asked();
    assert_eq!(word(finish(&t, &begun, good(&begun, &provider)).await), "signed in");
    assert_eq!(provider.asked(), ["/token", "/.well-known/openid-configuration", "/jwks"], "once");
    assert_eq!(word(sign_in(&t, &provider, "desk", json!({})).await), "signed in");
    assert_eq!(provider.asked(), ["/token"], "what is known is not asked again");
}

async fn a_return_is_bound_to_its_beginning(t: TestApp) {
    let (t, provider) = bureau(t).await;
    type Case = (&'static str, fn(&mut Returned), &'static str);
    let cases: [Case; 6] = [
        ("another state", |back| back.state = "other".to_owned(), "stale"),
        ("no state", |back| back.state = String::new(), "stale"),
        ("no code", |back| back.code = None, "stale"),
        ("a code of somebody else", |back| back.code = Some("other".to_owned()), "stale"),
        ("from another provider", |back| back.iss = Some("http://127.0.0.1:1".to_owned()), "untrusted"),
        ("from a provider that does not say which", |back| back.iss = None, "untrusted"),
    ];
    for (what, fault, expected) in cases {
        let begun = begin(&t, &provider, "desk", json!({})).await;
        let mut returned = good(&begun, &provider);
        fault(&mut returned);
        assert_eq!(word(finish(&t, &begun, returned).await), expected, "{what}");
        assert_eq!(word(finish(&t, &begun, good(&begun, &provider)).await), "stale", "{what}: that was its one return");
    }
    let begun = begin(&t, &provider, "desk", json!({})).await;
    assert_eq!(word(finish(&t, &begun, good(&begun, &provider)).await), "signed in");
    assert_eq!(word(finish(&t, &begun, good(&begun, &provider)).await), "stale", "replayed");
    // The way of one browser, brought back by another.
    let (one, other) = (begin(&t, &provider, "desk", json!({})).await, begin(&t, &provider, "desk", json!({})).await);
    assert_eq!(word(finish(&t, &other, good(&one, &provider)).await), "stale");
    // A code that was asked for with another proof (PKCE).
    let begun = begin(&t, &provider, "desk", json!({})).await;
    provider.change(|script| script.challenge = carried(&one, "code_challenge"));
    assert_eq!(word(finish(&t, &begun, good(&begun, &provider)).await), "stale");
    let begun = begin(&t, &provider, "desk", json!({})).await;
    t.clock.advance(600);
    assert_eq!(word(finish(&t, &begun, good(&begun, &provider)).await), "stale", "too late");
}

async fn what_the_provider_refuses_is_refused(t: TestApp) {
    let (t, provider) = bureau(t).await;
    for (error, expected) in
        [("access_denied", "declined"), ("temporarily_unavailable", "down"), ("invalid_scope", "untrusted")]
    {
        let begun = begin(&t, &provider, "desk", json!({})).await;
        let returned = Returned { error: Some(error.to_owned()), code: None, ..good(&begun, &provider) };
        assert_eq!(word(finish(&t, &begun, returned).await), expected, "{error}");
    }
    let nothing: Value = json!({ "preferred_username": null });
    provider.change(|script| script.userinfo = json!({ "sub": "somebody else", "preferred_username": "desk" }));
    assert_eq!(word(sign_in(&t, &provider, "desk", nothing.clone()).await), "untrusted", "facts about somebody else");
    provider.change(|script| script.userinfo = json!({ "sub": "subject of desk", "preferred_username": "desk" }));
    assert_eq!(word(sign_in(&t, &provider, "desk", nothing).await), "signed in");
}
