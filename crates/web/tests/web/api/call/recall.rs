//! `POST /api/calls/{id}/recall`.

use kaimen_testkit::{TestApp, on_both_databases};
use serde_json::json;

use crate::steps::{act, of, problem, send, take};

on_both_databases!(a_unit_is_taken_off);

async fn a_unit_is_taken_off(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let call = send(&t, &mut desk, &call, &["湖塘01", "湖塘02"]).await;
    let address = of(&call, "/recall");
    let unit = t.unit("湖塘01");
    let silent = desk.post(&address, json!({ "version": 2, "unit_id": unit, "reason": " " })).await;
    assert_eq!(problem(&silent, 422, "invalid")["field"], "reason");
    let other = json!({ "version": 2, "unit_id": t.unit("新城01"), "reason": "另有任务" });
    problem(&desk.post(&address, other).await, 409, "wrong_state");
    let call = act(&mut desk, &call, "recall", json!({ "unit_id": unit, "reason": "另有任务" })).await;
    assert_eq!(call["state"], "dispatched", "the other unit is still on its way");
    let assignments = call["assignments"].as_array().unwrap();
    let state = |sign: &str| assignments.iter().find(|a| a["call_sign"] == sign).map(|a| a["state"].clone());
    assert_eq!((state("湖塘01"), state("湖塘02")), (Some(json!("recalled")), Some(json!("dispatched"))));
    let call = act(&mut desk, &call, "recall", json!({ "unit_id": t.unit("湖塘02"), "reason": "撤警" })).await;
    assert_eq!(call["state"], "classified");
    problem(&t.signed_in("officer1").await.post(&of(&call, "/acknowledge"), json!({})).await, 404, "not_found");
}
