//! Requests that arrive twice: the header `idempotency-key`.

use kaimen_testkit::{Browser, TestApp, on_both_databases};
use serde_json::json;

use crate::steps::{act, created, good, intake, of, problem, send, take};

on_both_databases!(
    the_same_call_is_taken_once,
    acts_are_done_once,
    keys_belong_to_one_request_and_account,
    broken_keys
);

fn with_key(browser: &mut Browser, key: &str) {
    browser.extra = vec![("idempotency-key", key.to_owned())];
}

const KEY: &str = "5b0ff2b6-7c4f-4a3e-9a57-0d4bb1a1a001";

async fn the_same_call_is_taken_once(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    with_key(&mut desk, KEY);
    let first = created(desk.post("/api/calls", intake("theft", 2, 3)).await);
    let second = created(desk.post("/api/calls", intake("theft", 2, 3)).await);
    assert_eq!(first, second, "receipt and code too");
    assert_eq!(good(desk.get("/api/calls").await).as_array().unwrap().len(), 1);
    // Both on the way in the same moment.
    with_key(&mut desk, "another-key");
    let mut other = t.signed_in("desk").await;
    with_key(&mut other, "another-key");
    let body = intake("theft", 2, 4);
    let (a, b) = tokio::join!(desk.post("/api/calls", body.clone()), other.post("/api/calls", body));
    assert_eq!(created(a), created(b));
    assert_eq!(good(desk.get("/api/calls").await).as_array().unwrap().len(), 2);
}

async fn acts_are_done_once(t: TestApp) {
    let (mut desk, mut officer) = (t.signed_in("desk").await, t.signed_in("officer1").await);
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let call = send(&t, &mut desk, &call, &["湖塘01"]).await;
    // A phone that heard no answer sends it again, also after the next step was taken.
    with_key(&mut officer, "ack-1");
    good(officer.post(&of(&call, "/acknowledge"), json!({})).await);
    good(officer.post(&of(&call, "/acknowledge"), json!({})).await);
    with_key(&mut officer, "way-1");
    good(officer.post(&of(&call, "/en-route"), json!({})).await);
    with_key(&mut officer, "ack-1");
    let now = good(officer.post(&of(&call, "/acknowledge"), json!({})).await);
    assert_eq!(now["state"], "en_route", "the call as it is, not as it was");
    with_key(&mut desk, "note-1");
    for _ in 0..3 {
        good(desk.post(&of(&call, "/note"), json!({ "text": "车在门口" })).await);
    }
    let timeline = good(desk.get(&of(&call, "")).await)["timeline"].clone();
    let acts: Vec<_> = timeline.as_array().unwrap().iter().map(|entry| entry["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["take", "dispatch", "acknowledge", "en-route", "note"]);
    // An old version does no harm to a repeat.
    with_key(&mut desk, "class-1");
    let body = json!({ "version": now["version"].as_u64().unwrap() + 1, "kind": "burglary", "grade": 2 });
    good(desk.post(&of(&call, "/classify"), body.clone()).await);
    good(desk.post(&of(&call, "/classify"), body).await);
}

async fn keys_belong_to_one_request_and_account(t: TestApp) {
    let (mut desk, mut chief) = (t.signed_in("desk").await, t.signed_in("chief1").await);
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let other = take(&mut desk, "theft", 2, 4).await["call"].clone();
    with_key(&mut desk, KEY);
    good(desk.post(&of(&call, "/note"), json!({ "text": "一" })).await);
    let note = |call| (of(call, "/note"), json!({ "text": "二" }));
    let (address, body) = note(&call);
    problem(&desk.post(&address, body.clone()).await, 422, "key_reused");
    problem(&desk.post(&of(&other, "/note"), json!({ "text": "一" })).await, 422, "key_reused");
    problem(&desk.post("/api/calls", intake("theft", 2, 3)).await, 422, "key_reused");
    with_key(&mut chief, KEY);
    good(chief.post(&address, body.clone()).await);
    desk.extra.clear();
    good(desk.post(&address, body.clone()).await);
    good(desk.post(&address, body).await);
    let timeline = good(desk.get(&of(&call, "")).await)["timeline"].as_array().unwrap().len();
    assert_eq!(timeline, 5, "without a key each counts");
    // A refused request has used up no key.
    with_key(&mut desk, "fresh");
    problem(&desk.post(&of(&call, "/close"), json!({ "version": 5 })).await, 409, "wrong_state");
    desk.extra.clear();
    let call = good(desk.get(&of(&call, "")).await)["call"].clone();
    act(&mut desk, &call, "feedback", json!({ "result": "settled", "text": "已处理。" })).await;
    with_key(&mut desk, "fresh");
    let closed = good(desk.post(&of(&call, "/close"), json!({ "version": 6 })).await);
    assert_eq!(closed["state"], "closed");
}

async fn broken_keys(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    for key in ["", "with space", "über", &"x".repeat(65), "a;b"] {
        desk.extra = vec![("idempotency-key", key.to_owned())];
        let refused = problem(&desk.post("/api/calls", intake("theft", 2, 3)).await, 422, "invalid");
        assert_eq!(refused["field"], "idempotency-key", "{key:?}");
    }
    desk.extra = vec![("idempotency-key", "x".repeat(64))];
    created(desk.post("/api/calls", intake("theft", 2, 3)).await);
}
