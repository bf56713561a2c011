//! `POST /api/calls/{id}/feedback`, `/close` and `/reopen`.

use kaimen_testkit::{TestApp, on_both_databases};
use serde_json::{Value, json};

use crate::steps::{act, of, problem, take};

on_both_databases!(answered_closed_and_taken_up_again);

async fn answered_closed_and_taken_up_again(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "noise", 2, 3).await["call"].clone();
    let early = desk.post(&of(&call, "/close"), json!({ "version": 1 })).await;
    problem(&early, 409, "wrong_state");
    for (body, field) in [
        (json!({ "result": "vanished", "text": "没有" }), "body"),
        (json!({ "result": "settled", "text": "" }), "text"),
        (json!({ "result": "settled" }), "body"),
    ] {
        assert_eq!(problem(&desk.post(&of(&call, "/feedback"), body).await, 422, "invalid")["field"], field);
    }
    let call = act(&mut desk, &call, "feedback", json!({ "result": "settled", "text": "已劝导。" })).await;
    assert_eq!((&call["state"], &call["outcome"]), (&json!("feedback"), &json!("settled")));
    let call = act(&mut desk, &call, "close", json!({})).await;
    assert_eq!((&call["state"], &call["acts"]), (&json!("closed"), &json!(["recuse", "note", "reopen"])));
    problem(&desk.post(&of(&call, "/close"), json!({ "version": call["version"] })).await, 409, "wrong_state");
    let silent = desk.post(&of(&call, "/reopen"), json!({ "version": call["version"], "reason": "" })).await;
    assert_eq!(problem(&silent, 422, "invalid")["field"], "reason");
    let call = act(&mut desk, &call, "reopen", json!({ "reason": "又响了" })).await;
    assert_eq!((&call["state"], &call["reopened"]), (&json!("classified"), &json!(true)));
    assert_eq!(call["closed_at"], Value::Null);
}
