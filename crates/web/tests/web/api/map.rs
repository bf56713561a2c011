//! `GET /api/map` and the tiles.

use axum::http::StatusCode;
use kaimen_testkit::{TestApp, on_one_database};
use serde_json::json;

use crate::steps::{good, header, problem};

on_one_database!(what_the_map_shows, tiles);

async fn what_the_map_shows(t: TestApp) {
    let map = good(t.signed_in("officer1").await.get("/api/map").await);
    assert_eq!((&map["name"], &map["attribution"]), (&json!("小区"), &json!("")));
    let bounds = |side: &str| map["bounds"][side].as_f64().unwrap();
    let (lon, lat) = (map["centre"]["lon"].as_f64().unwrap(), map["centre"]["lat"].as_f64().unwrap());
    assert!(bounds("west") < lon && lon < bounds("east") && bounds("south") < lat && lat < bounds("north"));
    assert!(map["min_zoom"].as_u64() < map["max_zoom"].as_u64());
    let landmarks = map["landmarks"].as_array().unwrap();
    let named = |kind: &str| landmarks.iter().filter(|mark| mark["kind"] == kind).count();
    assert_eq!((landmarks.len(), named("police"), named("hospital")), (4, 2, 2));
    for mark in landmarks {
        assert!(mark["name"].is_string() && mark["lon"].is_f64() && mark["lat"].is_f64(), "{mark}");
    }
}

async fn tiles(t: TestApp) {
    let mut browser = t.browser();
    let map = t.app.map().info();
    let (zoom, centre) = (map.max_zoom, map.bounds.centre());
    let side = f64::from(1_u32 << zoom);
    let x = (centre.lon + 180.0) / 360.0 * side;
    let y = (1.0 - centre.lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side;
    let tile = browser.get(&format!("/tiles/{zoom}/{}/{}", x as u32, y as u32)).await;
    assert_eq!(tile.status, StatusCode::OK);
    assert_eq!(header(&tile, "content-type"), "application/vnd.mapbox-vector-tile");
    assert_eq!(header(&tile, "content-encoding"), "gzip");
    assert_eq!(header(&tile, "cache-control"), "public, max-age=86400");
    assert_eq!(browser.get(&format!("/tiles/{zoom}/0/0")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(browser.get("/tiles/99/1/1").await.status, StatusCode::NO_CONTENT, "no such zoom");
    assert_eq!(browser.get("/tiles/3/4294967295/4294967295").await.status, StatusCode::NO_CONTENT);
    problem(&browser.get("/tiles/999/1/1").await, 422, "invalid");
    problem(&browser.get("/tiles/a/b/c").await, 422, "invalid");
    problem(&browser.get("/tiles/1/2").await, 404, "not_found");
}
