//! `POST /api/calls` and `GET /api/calls`.

use kaimen_testkit::{TestApp, on_both_databases};
use serde_json::{Value, json};

use crate::steps::{act, created, good, intake, problem, take, take_and_send};

on_both_databases!(taking_a_call, taking_is_checked, nearest_in_one_step, searching);

async fn taking_a_call(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let mut body = intake("theft", 2, 3);
    body["channel"] = json!("in_person");
    body["officers_needed"] = json!(2);
    let taken = created(desk.post("/api/calls", body).await);
    let mut keys: Vec<&String> = taken.as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(keys, ["call", "receipt_no", "verify_code"]);
    let call = &taken["call"];
    assert_eq!((&call["state"], &call["version"], &call["grade"]), (&json!("classified"), &json!(1), &json!(3)));
    assert_eq!((&call["channel"], &call["officers_needed"]), (&json!("in_person"), &json!(2)));
    assert_eq!(taken["receipt_no"].as_str().unwrap().len(), 11, "three groups of three");
    assert_eq!(taken["verify_code"].as_str().unwrap().len(), 6);
    assert!(!call.to_string().contains(taken["receipt_no"].as_str().unwrap()), "told once, to the caller");

    // Place and kind are all that must be asked (red line 18).
    let least = json!({ "place": intake("theft", 2, 3)["place"], "kind": "other" });
    let call = created(desk.post("/api/calls", least).await)["call"].clone();
    assert_eq!(
        (&call["summary"], &call["channel"], &call["number"]),
        (&json!(""), &json!("phone"), &json!("20110122-00002"))
    );
}

async fn taking_is_checked(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let cases: [(&str, Value, &str, Option<&str>); 11] = [
        ("kind", json!("magic"), "invalid", Some("kind")),
        ("kind", json!(null), "invalid", Some("body")),
        ("place", json!({ "text": "", "lon": 119.91, "lat": 31.71 }), "invalid", Some("place")),
        ("place", json!({ "text": "远方", "lon": 0.0, "lat": 0.0 }), "off_map", None),
        ("place", json!({ "text": "远方", "lon": 1e300, "lat": 0.0 }), "off_map", None),
        ("place", json!("湖塘"), "invalid", Some("body")),
        ("summary", json!("长".repeat(2001)), "invalid", Some("summary")),
        ("summary", json!("铃\u{7}"), "invalid", Some("summary")),
        ("contact", json!("1".repeat(201)), "invalid", Some("contact")),
        ("officers_needed", json!(0), "invalid", Some("officers_needed")),
        ("channel", json!("smoke"), "invalid", Some("body")),
    ];
    for (field, value, code, named) in cases {
        let mut body = intake("theft", 2, 3);
        body[field] = value;
        let refused = problem(&desk.post("/api/calls", body).await, 422, code);
        assert_eq!(refused["field"].as_str(), named, "{field}");
    }
    assert_eq!(good(desk.get("/api/calls").await), json!([]), "nothing was kept");
}

async fn nearest_in_one_step(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take_and_send(&mut desk, "sudden_illness", 2, 3).await["call"].clone();
    assert_eq!((&call["state"], &call["version"]), (&json!("dispatched"), &json!(1)));
    assert_eq!(call["assignments"][0]["call_sign"], "湖塘02");
    // Everybody is busy: the call is taken all the same and waits.
    for _ in 0..5 {
        take_and_send(&mut desk, "theft", 5, 5).await;
    }
    let waits = take_and_send(&mut desk, "theft", 5, 5).await["call"].clone();
    assert_eq!((&waits["state"], &waits["assignments"]), (&json!("classified"), &json!([])));
}

async fn searching(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let first = take(&mut desk, "noise", 2, 3).await;
    t.clock.advance(60);
    let second = take(&mut desk, "theft", 9, 8).await;
    let found = |answer: Value| -> Vec<String> {
        answer.as_array().unwrap().iter().map(|call| call["number"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(found(good(desk.get("/api/calls").await)), ["20110122-00002", "20110122-00001"], "newest first");
    assert_eq!(found(good(desk.get("/api/calls?q=00001").await)), ["20110122-00001"]);
    assert_eq!(found(good(desk.get("/api/calls?q=%E7%AC%AC9%E8%A1%97").await)), ["20110122-00002"]);
    let receipt = second["receipt_no"].as_str().unwrap();
    assert_eq!(found(good(desk.get(&format!("/api/calls?q={receipt}")).await)), ["20110122-00002"], "a lost number");
    assert_eq!(found(good(desk.get("/api/calls?q=%27%3B--").await)), Vec::<String>::new());
    let answer = json!({ "result": "settled", "text": "已劝导。" });
    act(&mut desk, &first["call"], "feedback", answer).await;
    assert_eq!(found(good(desk.get("/api/calls?state=feedback").await)), ["20110122-00001"]);
    problem(&desk.get("/api/calls?state=lost").await, 422, "invalid");
    let mut chief = t.signed_in("chief2").await;
    assert_eq!(found(good(chief.get("/api/calls").await)), ["20110122-00002"], "the own station's");
    assert!(!good(desk.get("/api/calls").await).to_string().contains("138 0000"), "no contacts in lists");
}
