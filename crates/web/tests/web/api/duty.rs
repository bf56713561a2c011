//! `POST /api/duty` and `POST /api/units/{id}/duty`.

use kaimen_testkit::{TestApp, on_both_databases, place};
use serde_json::{Value, json};

use crate::steps::{good, problem, send, take};

on_both_databases!(own_duty, duty_of_others, off_duty_no_place_is_shown);

async fn own_duty(t: TestApp) {
    let mut officer = t.signed_in("officer1").await;
    let unit = good(officer.post("/api/duty", json!({ "status": "break" })).await);
    assert_eq!((&unit["status"], &unit["version"], &unit["call_id"]), (&json!("break"), &json!(2), &Value::Null));
    let wrong = problem(&officer.post("/api/duty", json!({ "status": "on_scene" })).await, 422, "invalid");
    assert_eq!(wrong["field"], "status");
    let unknown = problem(&officer.post("/api/duty", json!({ "status": "asleep" })).await, 422, "invalid");
    assert_eq!(unknown["field"], "body");
    good(officer.post("/api/duty", json!({ "status": "available" })).await);
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    send(&t, &mut desk, &call, &["湖塘01"]).await;
    problem(&officer.post("/api/duty", json!({ "status": "off" })).await, 422, "invalid");
}

async fn duty_of_others(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let address = format!("/api/units/{}/duty", t.unit("新城03"));
    let silent = problem(&desk.post(&address, json!({ "status": "off" })).await, 422, "invalid");
    assert_eq!(silent["field"], "reason");
    let unit = good(desk.post(&address, json!({ "status": "off", "reason": "交班" })).await);
    assert_eq!((&unit["call_sign"], &unit["status"]), (&json!("新城03"), &json!("off")));
    let unknown = "/api/units/00000000-0000-4000-8000-000000000000/duty";
    problem(&desk.post(unknown, json!({ "status": "off", "reason": "交班" })).await, 404, "not_found");
}

async fn off_duty_no_place_is_shown(t: TestApp) {
    let mut officer = t.signed_in("officer1").await;
    let at = place(4, 4);
    let here = json!({ "lon": at.lon, "lat": at.lat });
    let place_of = |unit: &Value| (unit["lon"].clone(), unit["lat"].clone(), unit["fix_at"].clone());
    let nowhere = (Value::Null, Value::Null, Value::Null);
    assert_eq!(officer.post("/api/position", here.clone()).await.status, 204);
    let off = good(officer.post("/api/duty", json!({ "status": "off" })).await);
    assert_eq!(place_of(&off), nowhere);
    assert_eq!(officer.post("/api/position", here).await.status, 204, "a phone that has not heard of it yet");
    // Coming back does not bring the place of the last shift back (red line 12).
    good(officer.post("/api/duty", json!({ "status": "available" })).await);
    let state = good(officer.get("/api/state").await);
    assert_eq!(place_of(&state["units"][0]), nowhere);
}
