//! `GET /api/recommendation` and that of a call.

use kaimen_testkit::{TestApp, on_both_databases, place};
use serde_json::{Value, json};

use crate::steps::{good, of, problem, send, take};

on_both_databases!(shape_of_a_recommendation, before_the_call_is_saved);

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

async fn shape_of_a_recommendation(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    // 湖塘02 stands nearby and is on another call; 湖塘01 is one officer, and robbery needs two.
    let other = take(&mut desk, "theft", 2, 2).await["call"].clone();
    send(&t, &mut desk, &other, &["湖塘02"]).await;
    let call = take(&mut desk, "robbery", 1, 3).await["call"].clone();
    let advice = good(desk.get(&of(&call, "/recommendation?k=2")).await);
    assert_eq!(keys(&advice), ["passed_over", "picks", "shortfall", "team"]);
    assert_eq!(advice["picks"].as_array().unwrap().len(), 2);
    let pick = &advice["picks"][0];
    assert_eq!(keys(pick), ["call_sign", "eta_ms", "handicap_ms", "profile", "reasons", "unit_id"]);
    assert_eq!(pick["profile"], "car");
    assert!(pick["eta_ms"].as_u64().unwrap() > 0 && pick["reasons"][0]["code"].is_string(), "{pick}");
    assert!(advice["team"].as_u64().unwrap() >= 1);
    let passed = &advice["passed_over"][0];
    assert_eq!(keys(passed), ["call_sign", "eta_ms", "reason", "unit_id"]);
    assert_eq!((&passed["unit_id"], &passed["call_sign"]), (&json!(t.unit("湖塘02")), &json!("湖塘02")));
    assert!(passed["reason"]["code"].is_string(), "{passed}");
    assert_eq!(advice["shortfall"], json!([]));
    let default = good(desk.get(&of(&call, "/recommendation")).await);
    assert_eq!(default["picks"].as_array().unwrap().len(), 5);
    let one = good(desk.get(&of(&call, "/recommendation?k=1")).await);
    assert_eq!(one["picks"].as_array().unwrap().len(), 2, "at least the team is named");
    for k in ["-1", "0", "21", "1000000"] {
        problem(&desk.get(&of(&call, &format!("/recommendation?k={k}"))).await, 422, "invalid");
    }
}

async fn before_the_call_is_saved(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let at = place(2, 3);
    let address = |more: &str| format!("/api/recommendation?lon={}&lat={}{more}", at.lon, at.lat);
    let advice = good(desk.get(&address("&kind=theft&k=1")).await);
    assert_eq!(advice["picks"][0]["call_sign"], "湖塘02");
    assert_eq!(good(desk.get(&address("")).await)["picks"][0]["call_sign"], "湖塘02", "kind and k may be left out");
    let unknown = problem(&desk.get(&address("&kind=magic")).await, 422, "invalid");
    assert_eq!(unknown["field"], "kind");
    problem(&desk.get("/api/recommendation?lon=0&lat=0").await, 422, "off_map");
    problem(&desk.get("/api/recommendation?lon=999&lat=0").await, 422, "off_map");
    problem(&desk.get("/api/recommendation").await, 422, "invalid");
}
