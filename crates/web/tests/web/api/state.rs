//! `GET /api/state`.

use kaimen_testkit::{TestApp, on_both_databases};
use serde_json::json;

use crate::steps::{good, send, take};

on_both_databases!(shape_of_the_state, each_viewer_has_a_state_of_their_own, closed_calls_stay_for_an_hour);

async fn shape_of_the_state(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let taken = take(&mut desk, "sudden_illness", 2, 3).await;
    let sent = send(&t, &mut desk, &taken["call"], &["湖塘02"]).await;
    let state = good(desk.get("/api/state").await);
    let seq = t.app.last_seq().await.unwrap();
    let assignment = &state["calls"][0]["assignments"][0];
    assert_eq!(assignment["eta_ms"], sent["assignments"][0]["eta_ms"]);
    let stations = state["stations"].as_array().unwrap();
    let station = stations.iter().find(|station| station["name"] == "湖塘派出所").unwrap();
    assert_eq!(*station, json!({ "id": station["id"], "name": "湖塘派出所", "lon": 119.906, "lat": 31.7054 }));
    let call = json!({
        "id": sent["id"],
        "number": "20110122-00001",
        "version": 2,
        "state": "dispatched",
        "kind": "sudden_illness",
        "grade": 1,
        "first_kind": "sudden_illness",
        "first_grade": 1,
        "place": { "text": "第2街第3路口", "lon": 119.906, "lat": 31.7081 },
        "summary": "在田里施肥时突然头昏",
        "channel": "phone",
        "station_id": station["id"],
        "received_at": "2011-01-22T08:05:00Z",
        "state_since": "2011-01-22T08:05:00Z",
        "closed_at": null,
        "reopened": false,
        "merged_into": null,
        "diverted_to": null,
        "officers_needed": 1,
        "backup_requested": false,
        "outcome": null,
        "feedback": null,
        "contact": null,
        "assignments": [{
            "id": assignment["id"],
            "unit_id": t.unit("湖塘02"),
            "call_sign": "湖塘02",
            "state": "dispatched",
            "eta_ms": assignment["eta_ms"],
            "due_at": assignment["due_at"],
            "override_reason": "熟悉情况",
            "dispatched_at": "2011-01-22T08:05:00Z",
            "acknowledged_at": null,
            "en_route_at": null,
            "on_scene_at": null,
            "cleared_at": null,
        }],
        "medical": null,
        "seq": seq,
        "acts": ["recommend", "classify", "dispatch", "recall", "recuse", "note", "medical/request"],
    });
    assert_eq!(state["calls"], json!([call]));
    let unit = json!({
        "id": t.unit("湖塘02"),
        "call_sign": "湖塘02",
        "name": "民警2",
        "station_id": station["id"],
        "profile": "car",
        "crew": 1,
        "skills": [],
        "status": "committed",
        "version": 2,
        "call_id": sent["id"],
        "lon": 119.906,
        "lat": 31.7054,
        "fix_at": "2011-01-22T08:05:00Z",
    });
    assert_eq!(state["units"].as_array().unwrap().len(), 6);
    let is_sent = |unit: &&serde_json::Value| unit["call_sign"] == "湖塘02";
    assert_eq!(state["units"].as_array().unwrap().iter().find(is_sent), Some(&unit));
    assert_eq!((&state["seq"], &state["now"]), (&json!(seq), &json!("2011-01-22T08:05:00Z")));
}

async fn each_viewer_has_a_state_of_their_own(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let near = take(&mut desk, "theft", 2, 3).await["call"].clone();
    send(&t, &mut desk, &near, &["湖塘01"]).await;
    take(&mut desk, "theft", 9, 8).await;
    for (who, calls, units) in [
        ("desk", 2, 6),
        ("command", 2, 6),
        ("chief1", 1, 3),
        ("chief2", 1, 3),
        ("officer1", 1, 1),
        ("officer2", 0, 1),
        ("officer5", 0, 1),
    ] {
        let state = good(t.signed_in(who).await.get("/api/state").await);
        let count = |what: &str| state[what].as_array().unwrap().len();
        assert_eq!((count("calls"), count("units"), count("stations")), (calls, units, 2), "{who}");
    }
    let acts = |who: &'static str| {
        let (t, id) = (&t, near["id"].clone());
        async move {
            let state = good(t.signed_in(who).await.get("/api/state").await);
            let calls = state["calls"].as_array().unwrap().clone();
            calls.iter().find(|call| call["id"] == id).unwrap()["acts"].clone()
        }
    };
    assert_eq!(acts("command").await, json!(["recommend"]));
    assert_eq!(acts("chief1").await, json!(["recommend", "dispatch", "recall", "note"]));
    let officer = json!(["note", "acknowledge", "en-route", "on-scene", "backup", "medical/request"]);
    assert_eq!(acts("officer1").await, officer);
}

async fn closed_calls_stay_for_an_hour(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "noise", 2, 3).await["call"].clone();
    let answer = json!({ "result": "settled", "text": "已劝导。" });
    let call = crate::steps::act(&mut desk, &call, "feedback", answer).await;
    let closed = crate::steps::act(&mut desk, &call, "close", json!({})).await;
    assert_eq!((&closed["state"], &closed["closed_at"]), (&json!("closed"), &json!("2011-01-22T08:05:00Z")));
    assert_eq!((&closed["outcome"], &closed["feedback"]), (&json!("settled"), &json!("已劝导。")));
    t.clock.advance(3600);
    assert_eq!(good(desk.get("/api/state").await)["calls"][0]["id"], call["id"]);
    t.clock.advance(1);
    assert_eq!(good(desk.get("/api/state").await)["calls"], json!([]));
    assert_eq!(good(desk.get("/api/calls?state=closed").await)[0]["id"], call["id"], "the search still finds it");
}
