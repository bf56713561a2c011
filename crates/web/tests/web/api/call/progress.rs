//! The officer's steps: `/acknowledge`, `/en-route`, `/on-scene`, `/backup`, `/resolve`.

use kaimen_testkit::{TestApp, on_both_databases};
use serde_json::json;

use crate::steps::{act, good, of, problem, send, take};

on_both_databases!(steps_of_an_officer, steps_may_come_late_and_without_a_version);

async fn steps_of_an_officer(t: TestApp) {
    let (mut desk, mut officer) = (t.signed_in("desk").await, t.signed_in("officer1").await);
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let mut call = send(&t, &mut desk, &call, &["湖塘01"]).await;
    for (step, state, unit) in [
        ("acknowledge", "acknowledged", "committed"),
        ("en-route", "en_route", "en_route"),
        ("on-scene", "on_scene", "on_scene"),
    ] {
        t.clock.advance(60);
        call = act(&mut officer, &call, step, json!({})).await;
        assert_eq!((&call["state"], &call["assignments"][0]["state"]), (&json!(state), &json!(state)));
        assert_eq!(good(officer.get("/api/state").await)["units"][0]["status"], unit);
        problem(&officer.post(&of(&call, &format!("/{step}")), json!({})).await, 409, "wrong_state");
    }
    let assignment = &call["assignments"][0];
    assert_eq!(assignment["acknowledged_at"], "2011-01-22T08:06:00Z");
    assert_eq!(assignment["en_route_at"], "2011-01-22T08:07:00Z");
    assert_eq!(assignment["on_scene_at"], "2011-01-22T08:08:00Z");
    let call = act(&mut officer, &call, "backup", json!({})).await;
    assert_eq!(call["backup_requested"], true);
    let call = act(&mut officer, &call, "resolve", json!({})).await;
    assert_eq!((&call["state"], &call["backup_requested"]), (&json!("resolved"), &json!(false)));
    assert_eq!(call["assignments"][0]["state"], "cleared");
    assert_eq!(call["assignments"][0]["cleared_at"], "2011-01-22T08:08:00Z");
    assert_eq!(call["acts"], json!(["note", "feedback"]));
    let unit = good(officer.get("/api/state").await)["units"][0].clone();
    assert_eq!((&unit["status"], &unit["call_id"]), (&json!("available"), &json!(null)));
}

async fn steps_may_come_late_and_without_a_version(t: TestApp) {
    let (mut desk, mut officer) = (t.signed_in("desk").await, t.signed_in("officer1").await);
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let call = send(&t, &mut desk, &call, &["湖塘01"]).await;
    act(&mut desk, &call, "note", json!({ "text": "车在门口" })).await;
    // The phone was without signal: it knows nothing of the note and skips a step.
    let stale = json!({ "version": 1 });
    let call = good(officer.post(&of(&call, "/en-route"), stale).await);
    assert_eq!(call["state"], "en_route");
    let call = good(officer.post_raw(&of(&call, "/on-scene"), "").await);
    assert_eq!(call["state"], "on_scene", "no body is an empty one");
}
