//! `GET /api/calls/{id}/route/{unit}`.

use kaimen_testkit::{TestApp, on_both_databases};
use serde_json::json;

use crate::steps::{good, of, problem, take};

on_both_databases!(the_way_to_a_call);

async fn the_way_to_a_call(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 4, 2).await["call"].clone();
    let route = good(desk.get(&of(&call, &format!("/route/{}", t.unit("湖塘02")))).await);
    let points = route["points"].as_array().unwrap();
    assert!(points.len() >= 2 && points.iter().all(|point| point.as_array().unwrap().len() == 2), "{route}");
    let metres = route["metres"].as_f64().unwrap();
    assert!((550.0..580.0).contains(&metres), "two blocks east: {metres}");
    assert!((40_000..80_000).contains(&route["travel_ms"].as_u64().unwrap()), "{route}");
    assert_eq!(route["steps"][0]["street"], json!("第2路"));
    assert!(route["steps"][0]["metres"].is_number());
    problem(&desk.get(&of(&call, "/route/00000000-0000-4000-8000-000000000000")).await, 404, "not_found");
    problem(&desk.get(&of(&call, "/route/somebody")).await, 422, "invalid");
    let mut chief = t.signed_in("chief1").await;
    problem(&chief.get(&of(&call, &format!("/route/{}", t.unit("新城01")))).await, 404, "not_found");
}
