//! `GET /api/calls/{id}/duplicates`.

use kaimen_testkit::{TestApp, on_both_databases};
use serde_json::json;

use crate::steps::{good, of, take};

on_both_databases!(open_calls_nearby);

async fn open_calls_nearby(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let first = take(&mut desk, "traffic_accident", 5, 5).await["call"].clone();
    let beside = take(&mut desk, "traffic_accident", 5, 6).await["call"].clone();
    take(&mut desk, "traffic_accident", 11, 9).await;
    t.clock.advance(90);
    let second = take(&mut desk, "traffic_accident", 5, 5).await["call"].clone();
    let near = good(desk.get(&of(&second, "/duplicates")).await);
    let ids: Vec<_> = near.as_array().unwrap().iter().map(|other| other["call"]["id"].clone()).collect();
    assert_eq!(ids, [first["id"].clone(), beside["id"].clone()], "nearest first, far ones not at all");
    assert_eq!((&near[0]["metres"], &near[0]["seconds"]), (&json!(0.0), &json!(90)));
    let metres = near[1]["metres"].as_f64().unwrap();
    assert!((290.0..310.0).contains(&metres), "{metres}");
}
