//! `GET /api/places` and `GET /api/places/at`.

use kaimen_testkit::{TestApp, on_one_database, place};
use serde_json::json;

use crate::steps::{good, problem};

on_one_database!(found_by_name, found_by_place);

async fn found_by_name(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let hits = good(desk.get("/api/places?q=%E7%AA%91%E5%A4%B4%E6%9D%91").await);
    let at = place(5, 5);
    let village = &hits[0];
    assert_eq!((&village["name"], &village["kind"]), (&json!("窑头村"), &json!("village")));
    assert!((village["lon"].as_f64().unwrap() - at.lon).abs() < 1e-6);
    assert!((village["lat"].as_f64().unwrap() - at.lat).abs() < 1e-6);
    assert!(village.as_object().unwrap().contains_key("within"));
    let streets = good(desk.get("/api/places?q=%E7%AC%AC").await);
    assert!((1..=10).contains(&streets.as_array().unwrap().len()), "{streets}");
    assert_eq!(good(desk.get("/api/places?q=").await), json!([]));
    assert_eq!(good(desk.get("/api/places").await), json!([]));
    assert_eq!(good(desk.get("/api/places?q=%3Cscript%3E").await), json!([]));
}

async fn found_by_place(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let at = place(5, 5);
    let near = good(desk.get(&format!("/api/places/at?lon={}&lat={}", at.lon + 0.001, at.lat + 0.0001)).await);
    assert_eq!((&near["street"], &near["near"]), (&json!("第5路"), &json!("窑头村")));
    assert!((near["lat"].as_f64().unwrap() - at.lat).abs() < 1e-5, "on the road itself");
    problem(&desk.get("/api/places/at?lon=0&lat=0").await, 422, "off_map");
    problem(&desk.get("/api/places/at?lon=500&lat=0").await, 422, "off_map");
    problem(&desk.get("/api/places/at?lon=119.9").await, 422, "invalid");
    problem(&desk.get("/api/places/at?lon=a&lat=b").await, 422, "invalid");
}
