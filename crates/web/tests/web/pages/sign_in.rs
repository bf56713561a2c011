//! Signing in and out.

use axum::http::StatusCode;
use kaimen_testkit::{PASSWORD, TestApp, on_one_database};

use crate::steps::{header, problem};

on_one_database!(everybody_to_their_page, wrong_passwords, signing_out);

async fn everybody_to_their_page(t: TestApp) {
    for (who, page) in
        [("desk", "console"), ("command", "console"), ("chief1", "console"), ("officer1", "duty"), ("admin", "admin")]
    {
        for home in ["/zh", "/en"] {
            let mut browser = t.browser();
            let fields = [("username", who), ("password", PASSWORD)];
            let answer = browser.form(&format!("{home}/sign-in"), &fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{who}");
            let own = format!("{home}/{page}");
            assert_eq!(header(&answer, "location"), own);
            assert_eq!(browser.get(&own).await.status, StatusCode::OK);
            let again = browser.get(&format!("{home}/sign-in")).await;
            assert_eq!(header(&again, "location"), own, "signed in already");
        }
    }
}

async fn wrong_passwords(t: TestApp) {
    let mut browser = t.browser();
    for (username, password) in [("desk", "wrong"), ("nobody", PASSWORD), ("", ""), ("DESK", PASSWORD)] {
        for (home, text) in [("/zh", "用户名或密码不对"), ("/en", "do not match")] {
            let fields = [("username", username), ("password", password)];
            let answer = browser.form(&format!("{home}/sign-in"), &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{username}");
            assert!(answer.text.contains(text), "{}", answer.text);
            assert!(answer.text.contains(&format!("value=\"{username}\"")), "{}", answer.text);
            assert!(!answer.headers.contains_key("set-cookie"));
        }
    }
    let long = browser.form("/zh/sign-in", &[("username", "command"), ("password", &"x".repeat(10_000))]).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.form("/zh/sign-in", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn signing_out(t: TestApp) {
    let (mut browser, mut elsewhere) = (t.signed_in("desk").await, t.signed_in("desk").await);
    let token = browser.cookie("kaimen").unwrap().to_owned();
    assert_ne!(Some(token.as_str()), elsewhere.cookie("kaimen"), "each browser has a session of its own");
    let out = browser.form("/en/sign-out", &[]).await;
    assert_eq!((out.status, header(&out, "location")), (StatusCode::SEE_OTHER, "/en/sign-in"));
    assert_eq!(browser.cookie("kaimen"), None);
    let mut thief = t.browser();
    thief.extra = vec![("cookie", format!("kaimen={token}"))];
    problem(&thief.get("/api/state").await, 401, "signed_out");
    let page = thief.get("/en/console").await;
    assert_eq!(header(&page, "location"), "/en/sign-in");
    assert_eq!(elsewhere.get("/api/state").await.status, StatusCode::OK, "the other one is still open");
}
