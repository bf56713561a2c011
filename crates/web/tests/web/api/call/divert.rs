//! `POST /api/calls/{id}/divert` and its answers.

use kaimen_testkit::{TestApp, on_both_databases};
use serde_json::json;

use crate::steps::{act, of, problem, take};

on_both_databases!(passed_on_and_answered);

async fn passed_on_and_answered(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "consultation", 2, 3).await["call"].clone();
    problem(&desk.post(&of(&call, "/divert-accepted"), json!({ "version": 1 })).await, 409, "wrong_state");
    let unknown = json!({ "version": 1, "to": "12345", "mode": "pigeon" });
    assert_eq!(problem(&desk.post(&of(&call, "/divert"), unknown).await, 422, "invalid")["field"], "body");
    let call = act(&mut desk, &call, "divert", json!({ "to": "12345", "mode": "three_way" })).await;
    assert_eq!((&call["state"], &call["diverted_to"]), (&json!("diverted"), &json!("12345")));
    let call = act(&mut desk, &call, "divert-bounced", json!({})).await;
    assert_eq!(call["state"], "classified", "the first receiver keeps it");
    let call = act(&mut desk, &call, "divert", json!({ "to": "供电公司", "mode": "transfer" })).await;
    let call = act(&mut desk, &call, "divert-accepted", json!({})).await;
    assert_eq!(call["state"], "accepted");
    let danger = take(&mut desk, "sudden_illness", 2, 3).await["call"].clone();
    let order = json!({ "version": 1, "to": "120", "mode": "transfer" });
    let refused = problem(&desk.post(&of(&danger, "/divert"), order).await, 409, "wrong_state");
    assert!(refused["title"].as_str().unwrap().contains("danger to life"), "{refused}");
}
