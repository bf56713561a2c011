//! `POST /api/position`.

use axum::http::StatusCode;
use kaimen_testkit::{TestApp, on_both_databases, place};
use serde_json::json;

use crate::steps::problem;

on_both_databases!(positions_are_checked);

async fn positions_are_checked(t: TestApp) {
    let mut officer = t.signed_in("officer1").await;
    let at = place(4, 4);
    let body = |lon: f64, age: f64| json!({ "lon": lon, "lat": at.lat, "accuracy": 12.5, "age_seconds": age });
    let sent = officer.post("/api/position", body(at.lon, 30.0)).await;
    assert_eq!((sent.status, sent.text.as_str()), (StatusCode::NO_CONTENT, ""));
    for age in [-5.0, 3601.0] {
        let refused = officer.post("/api/position", body(at.lon, age)).await;
        assert_eq!(problem(&refused, 422, "invalid")["field"], "age_seconds");
    }
    problem(&officer.post("/api/position", body(0.0, 0.0)).await, 422, "off_map");
    problem(&officer.post("/api/position", body(1e9, 0.0)).await, 422, "off_map");
    let nonsense = officer.post("/api/position", json!({ "lon": "east", "lat": at.lat })).await;
    assert_eq!(problem(&nonsense, 422, "invalid")["field"], "body");
}
