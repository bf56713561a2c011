//! Every refusal has a status, a stable code and a next step.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use kaimen_testkit::{PASSWORD, TestApp, on_one_database};
use serde_json::json;

use crate::steps::{good, header, intake, of, problem, send, take};

on_one_database!(
    sessions_are_asked_for,
    page_tokens_are_asked_for,
    codes_of_refusals,
    large_and_broken_bodies,
    addresses_and_methods_that_are_none,
    tries_are_slowed,
);

async fn sessions_are_asked_for(t: TestApp) {
    let mut nobody = t.browser();
    problem(&nobody.get("/api/state").await, 401, "signed_out");
    problem(&nobody.post("/api/calls", intake("theft", 2, 3)).await, 401, "signed_out");
    nobody.extra = vec![("cookie", "kaimen=forged".to_owned())];
    problem(&nobody.get("/api/state").await, 401, "signed_out");
    let mut desk = t.signed_in("desk").await;
    t.clock.advance(24 * 3600);
    problem(&desk.get("/api/state").await, 401, "signed_out");
}

async fn page_tokens_are_asked_for(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let mut command = t.signed_in("command").await;
    let right = desk.csrf.clone();
    for wrong in ["", "x", &right[1..], &command.csrf.clone(), &right.to_uppercase()] {
        desk.csrf = wrong.to_owned();
        problem(&desk.post("/api/calls", intake("theft", 2, 3)).await, 403, "csrf");
    }
    command.csrf.clear();
    problem(&command.post("/api/duty", json!({})).await, 403, "csrf");
    desk.csrf = right;
    assert_eq!(good(desk.get("/api/calls").await), json!([]), "nothing was done");
}

async fn codes_of_refusals(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let mut command = t.signed_in("command").await;
    problem(&command.post(&of(&call, "/note"), json!({ "text": "看一下" })).await, 403, "forbidden");
    problem(&t.signed_in("chief2").await.get(&of(&call, "")).await, 404, "not_found");
    send(&t, &mut desk, &call, &["湖塘01"]).await;
    let stale = desk.post(&of(&call, "/classify"), json!({ "version": 1, "kind": "theft", "grade": 2 })).await;
    let stale = problem(&stale, 409, "stale_version");
    assert_eq!(stale["detail"], "the call is at version 2, you sent 1");
    let other = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let order = json!({ "version": 1, "units": [t.unit("湖塘01")] });
    problem(&desk.post(&of(&other, "/dispatch"), order).await, 409, "unit_taken");
    problem(&desk.post(&of(&other, "/close"), json!({ "version": 1 })).await, 409, "wrong_state");
    assert_eq!(good(desk.get(&of(&other, "")).await)["call"]["version"], 1, "nothing was changed");
}

async fn large_and_broken_bodies(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let note = of(&call, "/note");
    let padded = |size: usize| {
        let rest = size - r#"{"text":"x"}"#.len();
        format!(r#"{{"text":"x"{}}}"#, " ".repeat(rest))
    };
    good(desk.post_raw(&note, padded(64 * 1024)).await);
    problem(&desk.post_raw(&note, padded(64 * 1024 + 1)).await, 413, "too_large");
    // The fields in order, as a list.
    let close = desk.post_raw(&of(&call, "/close"), "[1]").await;
    assert_eq!(problem(&close, 422, "invalid")["field"], "body");
    for broken in ["{", "[]", "null", "\"text\"", "{\"text\":1}", "{}", "text=x", "\u{0}", "{\"text\":\"x\"} more"] {
        assert_eq!(problem(&desk.post_raw(&note, broken).await, 422, "invalid")["field"], "body", "{broken:?}");
    }
    let bytes = desk.post_raw(&note, vec![b'{', 0xff, 0xfe, b'}']).await;
    assert_eq!(problem(&bytes, 422, "invalid")["field"], "body");
    let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    problem(&desk.post_raw(&note, deep).await, 422, "invalid");
    // Forms of the pages have the same bound.
    let large = "x".repeat(64 * 1024 + 1);
    let answer = t.browser().form("/zh/receipt", &[("number", &large)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(header(&answer, "content-type").starts_with("text/html"));
}

async fn addresses_and_methods_that_are_none(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    for address in ["/api/nothing", "/api/calls/x/y/z", "/api/", "/tiles/", "/tiles/1/2/3/4"] {
        problem(&desk.get(address).await, 404, "not_found");
    }
    for (method, address, allowed) in [
        (Method::DELETE, "/api/calls", "GET,HEAD,POST"),
        (Method::PUT, "/api/state", "GET,HEAD"),
        (Method::GET, "/api/position", "POST"),
        (Method::OPTIONS, "/api/calls", "GET,HEAD,POST"),
    ] {
        let answer = desk.send(method, address, None, Body::empty()).await;
        problem(&answer, 405, "wrong_method");
        assert_eq!(header(&answer, "allow"), allowed, "{address}");
    }
    // The state of the session says nothing about what is there.
    problem(&t.browser().get("/api/nothing").await, 404, "not_found");

    for (address, language) in
        [("/nothing", "zh-CN"), ("/zh/nothing", "zh-CN"), ("/en/nothing", "en"), ("/fr", "zh-CN")]
    {
        let page = desk.get(address).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
        assert!(header(&page, "content-type").starts_with("text/html"), "{address}");
        assert!(page.text.contains(&format!("<html lang=\"{language}\">")), "{address}: {}", page.text);
    }
    let page = desk.send(Method::DELETE, "/en/receipt", None, Body::empty()).await;
    assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(page.text.contains("<html lang=\"en\">"), "{}", page.text);
    assert_eq!(header(&page, "allow"), "GET,HEAD,POST");
    let page = desk.post_raw("/en/receipt", "stars=5").await;
    assert_eq!(page.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "not a form");
    assert!(page.text.contains("<html lang=\"en\">"), "{}", page.text);
    let page = t.signed_in("admin").await.form("/en/admin/somebody/password", &[]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "no id");
    assert!(page.text.contains("<html lang=\"en\">"), "{}", page.text);
}

async fn tries_are_slowed(t: TestApp) {
    let taken = take(&mut t.signed_in("desk").await, "theft", 2, 3).await;
    let number = taken["receipt_no"].as_str().unwrap();
    let mut browser = t.browser();
    for (address, fields, right) in [
        ("/en/sign-in", [("username", "chief1"), ("password", "wrong")], ("password", PASSWORD)),
        ("/en/receipt", [("number", number), ("code", "000")], ("code", taken["verify_code"].as_str().unwrap())),
    ] {
        for _ in 0..4 {
            let answer = browser.form(address, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(!answer.headers.contains_key("retry-after"));
        }
        let right = [fields[0], right];
        let slowed = browser.form(address, &right).await;
        assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS, "even the right one waits");
        let seconds: i64 = header(&slowed, "retry-after").parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
        assert!(slowed.text.contains(&format!("wait {seconds} seconds")), "{}", slowed.text);
        assert!(!slowed.headers.contains_key("set-cookie"));
        t.clock.advance(seconds);
        assert_eq!(browser.form(address, &right).await.status, StatusCode::SEE_OTHER);
    }
}
