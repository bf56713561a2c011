//! `POST /api/position`.

use axum::http::StatusCode;
use kaimen_testkit::{TestApp, on_both_databases, place};
use serde_json::json;

use crate::steps::problem;

on_both_databases!(positions_are_checked);

async fn positions_are_checked(t: TestApp) {
    let mut officer = t.signed_in("officer1").await;
    let at = place(4, 4);
    let body = |lon: f64, time: &str| json!({ "lon": lon, "lat": at.lat, "accuracy": 12.5, "at": time });
    let sent = officer.post("/api/position", body(at.lon, "2011-01-22T08:04:30Z")).await;
    assert_eq!((sent.status, sent.text.as_str()), (StatusCode::NO_CONTENT, ""));
    let early = officer.post("/api/position", body(at.lon, "2011-01-22T06:00:00Z")).await;
    assert_eq!(problem(&early, 422, "invalid")["field"], "at");
    let late = officer.post("/api/position", body(at.lon, "2011-01-22T08:10:00Z")).await;
    assert_eq!(problem(&late, 422, "invalid")["field"], "at");
    problem(&officer.post("/api/position", body(0.0, "2011-01-22T08:05:00Z")).await, 422, "off_map");
    problem(&officer.post("/api/position", body(1e9, "2011-01-22T08:05:00Z")).await, 422, "off_map");
    let nonsense = officer.post("/api/position", body(at.lon, "yesterday")).await;
    assert_eq!(problem(&nonsense, 422, "invalid")["field"], "body");
}
