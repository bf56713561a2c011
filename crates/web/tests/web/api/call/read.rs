//! `GET /api/calls/{id}`.

use kaimen_testkit::{TestApp, on_both_databases};
use serde_json::{Value, json};

use crate::steps::{act, good, of, problem, send, take};

on_both_databases!(shape_of_a_timeline, contacts_are_for_those_who_help, ids_that_are_none);

async fn shape_of_a_timeline(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let taken = take(&mut desk, "theft", 2, 3).await;
    let call = send(&t, &mut desk, &taken["call"], &["湖塘02"]).await;
    t.clock.advance(30);
    act(&mut desk, &call, "note", json!({ "text": "报警人在路口等候" })).await;
    let detail = good(desk.get(&of(&call, "")).await);
    let timeline = &detail["timeline"];
    let seq = timeline[0]["seq"].as_i64().unwrap();
    let first = json!({
        "seq": seq,
        "at": "2011-01-22T08:05:00Z",
        "actor": "desk",
        "act": "take",
        "detail": { "by": "desk", "kind": "theft", "grade": 3, "number": "20110122-00001" },
    });
    assert_eq!(timeline[0], first);
    let sent = &timeline[1]["detail"];
    assert_eq!((&timeline[1]["act"], &sent["units"]), (&json!("dispatch"), &json!(["湖塘02"])));
    assert_eq!(sent["override_reason"], "熟悉情况");
    assert_eq!(sent["advice"]["picks"][0]["call_sign"], "湖塘02", "what the board advised is kept");
    let last = json!({
        "seq": seq + 2,
        "at": "2011-01-22T08:05:30Z",
        "actor": "desk",
        "act": "note",
        "detail": { "by": "desk", "text": "报警人在路口等候" },
    });
    assert_eq!(timeline[2], last);
    assert_eq!(timeline.as_array().unwrap().len(), 3);
    assert_eq!((&detail["call"]["seq"], &detail["merged"]), (&json!(seq + 2), &json!([])));
    let text = detail.to_string();
    for secret in ["receipt_no", "verify_code"] {
        assert!(!text.contains(taken[secret].as_str().unwrap()), "the {secret} is told to the caller only");
    }
}

async fn contacts_are_for_those_who_help(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    send(&t, &mut desk, &call, &["湖塘01"]).await;
    let contact = json!("袁某 138 0000 0000");
    for (who, sees) in [("desk", &contact), ("officer1", &contact), ("command", &Value::Null), ("chief1", &Value::Null)]
    {
        let detail = good(t.signed_in(who).await.get(&of(&call, "")).await);
        assert_eq!(detail["call"]["contact"], *sees, "{who}");
        assert!(!detail["timeline"].to_string().contains("138 0000"), "never in the timeline");
    }
    let order = json!({ "unit_id": t.unit("湖塘01"), "reason": "另有任务" });
    let detail = good(desk.get(&of(&call, "")).await);
    act(&mut desk, &detail["call"], "recall", order).await;
    let detail = good(t.signed_in("officer1").await.get(&of(&call, "")).await);
    assert_eq!(detail["call"]["contact"], Value::Null, "no more part in it");
    assert_eq!(detail["call"]["acts"], json!([]));
}

async fn ids_that_are_none(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    problem(&desk.get("/api/calls/00000000-0000-4000-8000-000000000000").await, 404, "not_found");
    let wrong = problem(&desk.get("/api/calls/20110122-00001").await, 422, "invalid");
    assert_eq!(wrong["field"], "address");
    problem(&desk.get("/api/calls/").await, 404, "not_found");
}
