//! Steps that many tests take.

use axum::http::StatusCode;
use kaimen_testkit::{Answer, Browser, TestApp, place};
use serde_json::{Value, json};

/// What the desk sends to take a call at a corner of the grid.
pub fn intake(kind: &str, column: u32, row: u32) -> Value {
    let at = place(column, row);
    json!({
        "place": { "text": format!("第{column}街第{row}路口"), "lon": at.lon, "lat": at.lat },
        "kind": kind,
        "summary": "在田里施肥时突然头昏",
        "contact": "袁某 138 0000 0000",
    })
}

/// Takes a call; answers what the desk sees: `call`, `receipt_no`, `verify_code`.
pub async fn take(desk: &mut Browser, kind: &str, column: u32, row: u32) -> Value {
    created(desk.post("/api/calls", intake(kind, column, row)).await)
}

/// Takes a call and sends the nearest unit in the same step.
pub async fn take_and_send(desk: &mut Browser, kind: &str, column: u32, row: u32) -> Value {
    let mut body = intake(kind, column, row);
    body["dispatch_nearest"] = json!(true);
    created(desk.post("/api/calls", body).await)
}

/// The JSON of something that was made.
pub fn created(answer: Answer) -> Value {
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    answer.json()
}

/// The JSON of an answer that went well.
pub fn good(answer: Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()
}

/// Address of a call, with what comes after it.
pub fn of(call: &Value, rest: &str) -> String {
    format!("/api/calls/{}{rest}", call["id"].as_str().unwrap())
}

/// Does an act on a call as it is in `call`; answers the call as it is then.
pub async fn act(browser: &mut Browser, call: &Value, act: &str, mut body: Value) -> Value {
    body["version"] = call["version"].clone();
    good(browser.post(&of(call, &format!("/{act}")), body).await)
}

/// Sends units by call sign, with a reason that is good for any rule.
pub async fn send(t: &TestApp, desk: &mut Browser, call: &Value, call_signs: &[&str]) -> Value {
    let units: Vec<_> = call_signs.iter().map(|sign| t.unit(sign)).collect();
    act(desk, call, "dispatch", json!({ "units": units, "override_reason": "熟悉情况" })).await
}

/// A problem has this status and code, and all that a screen needs to say it.
#[track_caller]
pub fn problem(answer: &Answer, status: u16, code: &str) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.code(), code, "{}", answer.text);
    let problem = answer.json();
    assert_eq!(problem["type"], format!("/problems/{code}"));
    assert_eq!(problem["status"], status);
    for field in ["title", "detail", "next"] {
        assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "{field} in {problem}");
    }
    problem
}

/// Value of a header.
#[track_caller]
pub fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).unwrap_or_else(|| panic!("no {name}: {:?}", answer.headers)).to_str().unwrap()
}
