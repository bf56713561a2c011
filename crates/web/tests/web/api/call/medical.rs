//! The link of a call to 120, and `GET /api/calls/{id}/hospitals`.

use kaimen_testkit::{Browser, TestApp, on_both_databases};
use serde_json::{Value, json};

use crate::steps::{act, good, of, problem, send, take};

on_both_databases!(driven_by_the_officer, fetched_by_the_ambulance, not_needed_after_all, hospitals_by_road);

async fn on_the_scene(t: &TestApp, desk: &mut Browser, officer: &mut Browser) -> Value {
    let call = take(desk, "sudden_illness", 2, 3).await["call"].clone();
    let call = send(t, desk, &call, &["湖塘01"]).await;
    act(officer, &call, "on-scene", json!({})).await
}

/// The day of Yuan (article, F3): the ambulance is late and the officer drives.
async fn driven_by_the_officer(t: TestApp) {
    let (mut desk, mut officer) = (t.signed_in("desk").await, t.signed_in("officer1").await);
    let call = on_the_scene(&t, &mut desk, &mut officer).await;
    let unknown = officer.post(&of(&call, "/medical/request"), json!({ "condition": "drunk" })).await;
    assert_eq!(problem(&unknown, 422, "invalid")["field"], "body");
    problem(&officer.post(&of(&call, "/medical/depart"), json!({})).await, 409, "wrong_state");
    let call = act(&mut officer, &call, "medical/request", json!({ "condition": "unconscious" })).await;
    problem(&officer.post(&of(&call, "/medical/request"), json!({ "condition": "other" })).await, 409, "wrong_state");
    let call = act(&mut desk, &call, "medical/eta", json!({ "minutes": 25 })).await;
    let long = officer.post(&of(&call, "/medical/eta"), json!({ "minutes": 601 })).await;
    assert_eq!(problem(&long, 422, "invalid")["field"], "minutes");
    t.clock.advance(60);
    act(&mut desk, &call, "medical/delayed", json!({})).await;
    let nowhere = officer.post(&of(&call, "/medical/transport"), json!({ "facility": " " })).await;
    assert_eq!(problem(&nowhere, 422, "invalid")["field"], "facility");
    let decision = json!({ "facility": "南夏墅卫生院", "advice_sought": true });
    act(&mut officer, &call, "medical/transport", decision).await;
    t.clock.advance(60);
    let call = act(&mut officer, &call, "medical/depart", json!({})).await;
    problem(&officer.post(&of(&call, "/resolve"), json!({})).await, 409, "wrong_state");
    t.clock.advance(600);
    let call = act(&mut officer, &call, "medical/handover", json!({ "to": "急诊" })).await;
    let medical = json!({
        "state": "handed_over",
        "condition": "unconscious",
        "requested_at": "2011-01-22T08:05:00Z",
        "eta_told_minutes": 25,
        "delayed_at": "2011-01-22T08:06:00Z",
        "arrived_at": null,
        "decided_at": "2011-01-22T08:06:00Z",
        "advice_sought": true,
        "facility": "南夏墅卫生院",
        "departed_at": "2011-01-22T08:07:00Z",
        "handed_over_at": "2011-01-22T08:17:00Z",
        "handover_to": "急诊",
    });
    assert_eq!(call["medical"], medical);
    assert!(call["acts"].as_array().unwrap().contains(&json!("resolve")), "{}", call["acts"]);
}

async fn fetched_by_the_ambulance(t: TestApp) {
    let (mut desk, mut officer) = (t.signed_in("desk").await, t.signed_in("officer1").await);
    let call = on_the_scene(&t, &mut desk, &mut officer).await;
    act(&mut desk, &call, "medical/request", json!({ "condition": "bleeding" })).await;
    let call = act(&mut officer, &call, "medical/ambulance-arrived", json!({})).await;
    assert_eq!(call["medical"]["state"], "ambulance_arrived");
    assert_eq!(call["medical"]["arrived_at"], "2011-01-22T08:05:00Z");
    assert_eq!(call["medical"]["advice_sought"], false);
}

async fn not_needed_after_all(t: TestApp) {
    let (mut desk, mut officer) = (t.signed_in("desk").await, t.signed_in("officer1").await);
    let call = on_the_scene(&t, &mut desk, &mut officer).await;
    act(&mut desk, &call, "medical/request", json!({ "condition": "other" })).await;
    let silent = officer.post(&of(&call, "/medical/cancel"), json!({ "reason": "" })).await;
    assert_eq!(problem(&silent, 422, "invalid")["field"], "reason");
    let call = act(&mut officer, &call, "medical/cancel", json!({ "reason": "已好转" })).await;
    assert_eq!(call["medical"]["state"], "cancelled");
    let acts = call["acts"].as_array().unwrap();
    assert!(acts.contains(&json!("resolve")) && acts.contains(&json!("medical/request")), "{acts:?}");
}

async fn hospitals_by_road(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "sudden_illness", 3, 7).await["call"].clone();
    let hospitals = good(desk.get(&of(&call, "/hospitals")).await);
    assert_eq!(hospitals.as_array().unwrap().len(), 2);
    assert_eq!((&hospitals[0]["name"], &hospitals[1]["name"]), (&json!("南夏墅卫生院"), &json!("武进人民医院")));
    let first = &hospitals[0];
    assert!(first["lon"].is_f64() && first["lat"].is_f64(), "{first}");
    assert!((290.0..310.0).contains(&first["metres"].as_f64().unwrap()), "{first}");
    assert!(first["travel_ms"].as_u64() < hospitals[1]["travel_ms"].as_u64());
}
