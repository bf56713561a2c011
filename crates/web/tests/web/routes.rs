//! Every address by every role, against the statuses written out here. An address without a row fails.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use kaimen_testkit::{Answer, Browser, TestApp, on_both_databases, place};
use serde_json::{Value, json};

use crate::steps::{act, good, intake, send, take};

on_both_databases!(every_route_by_every_role);

const WHO: [&str; 8] = ["desk", "command", "admin", "chief1", "chief2", "officer1", "officer5", "nobody"];

/// Method, address, state of the call that is asked about, and the status for each of [`WHO`]. The call lies in the
/// area of chief1; officer1 is sent to it, where anybody is; officer5 is not.
const TABLE: &str = "
GET  /api/state                                 -        200 200 403 200 200 200 200 401
GET  /api/stream                                -        200 200 403 200 200 200 200 401
GET  /api/kinds                                 -        200 200 200 200 200 200 200 401
GET  /api/map                                   -        200 200 403 200 200 200 200 401
GET  /api/places                                -        200 200 403 200 200 200 200 401
GET  /api/places/at                             -        200 200 403 200 200 200 200 401
GET  /api/recommendation                        -        200 200 403 200 200 403 403 401
POST /api/position                              -        403 403 403 403 403 204 204 401
POST /api/duty                                  -        403 403 403 403 403 200 200 401
POST /api/units/{id}/duty                       -        200 403 403 403 403 403 403 401
GET  /api/calls                                 -        200 200 403 200 200 200 200 401
POST /api/calls                                 -        201 403 403 403 403 403 403 401
GET  /api/calls/{id}                            sent     200 200 403 200 404 200 404 401
GET  /api/calls/{id}/recommendation             sent     200 200 403 200 404 403 403 401
GET  /api/calls/{id}/duplicates                 sent     200 200 403 200 404 200 404 401
GET  /api/calls/{id}/route/{unit}               sent     200 200 403 200 404 200 404 401
GET  /api/calls/{id}/hospitals                  sent     200 200 403 200 404 200 404 401
POST /api/calls/{id}/classify                   sent     200 403 403 403 403 403 403 401
POST /api/calls/{id}/dispatch                   new      200 403 403 200 404 403 403 401
POST /api/calls/{id}/recall                     sent     200 403 403 200 404 403 403 401
POST /api/calls/{id}/divert                     new      200 403 403 403 403 403 403 401
POST /api/calls/{id}/divert-accepted            diverted 200 403 403 403 403 403 403 401
POST /api/calls/{id}/divert-bounced             diverted 200 403 403 403 403 403 403 401
POST /api/calls/{id}/merge                      new      200 403 403 403 403 403 403 401
POST /api/calls/{id}/unmerge                    merged   200 403 403 403 403 403 403 401
POST /api/calls/{id}/recuse                     new      200 403 403 403 403 403 403 401
POST /api/calls/{id}/note                       sent     200 403 403 200 404 200 404 401
POST /api/calls/{id}/acknowledge                sent     403 403 403 403 403 200 404 401
POST /api/calls/{id}/en-route                   sent     403 403 403 403 403 200 404 401
POST /api/calls/{id}/on-scene                   sent     403 403 403 403 403 200 404 401
POST /api/calls/{id}/backup                     sent     403 403 403 403 403 200 404 401
POST /api/calls/{id}/resolve                    scene    403 403 403 403 403 200 404 401
POST /api/calls/{id}/feedback                   resolved 200 403 403 403 403 200 404 401
POST /api/calls/{id}/close                      feedback 200 403 403 200 404 403 403 401
POST /api/calls/{id}/reopen                     feedback 200 403 403 200 404 403 403 401
POST /api/calls/{id}/medical/request            scene    200 403 403 403 403 200 404 401
POST /api/calls/{id}/medical/eta                asked    200 403 403 403 403 200 404 401
POST /api/calls/{id}/medical/delayed            asked    200 403 403 403 403 200 404 401
POST /api/calls/{id}/medical/ambulance-arrived  asked    200 403 403 403 403 200 404 401
POST /api/calls/{id}/medical/transport          asked    403 403 403 403 403 200 404 401
POST /api/calls/{id}/medical/depart             decided  403 403 403 403 403 200 404 401
POST /api/calls/{id}/medical/handover           departed 200 403 403 403 403 200 404 401
POST /api/calls/{id}/medical/cancel             asked    200 403 403 403 403 200 404 401
GET  /tiles/{z}/{x}/{y}                         -        200 200 200 200 200 200 200 200
GET  /                                          -        303 303 303 303 303 303 303 303
GET  /{lang}                                    -        200 200 200 200 200 200 200 200
GET  /{lang}/receipt                            -        200 200 200 200 200 200 200 200
POST /{lang}/receipt                            -        422 422 422 422 422 422 422 422
POST /{lang}/receipt/rate                       -        303 303 303 303 303 303 303 303
POST /{lang}/receipt/close                      -        303 303 303 303 303 303 303 303
GET  /receipt/stream                            -        401 401 401 401 401 401 401 401
GET  /{lang}/sign-in                            -        303 303 303 303 303 303 303 200
POST /{lang}/sign-in                            -        422 422 422 422 422 422 422 422
GET  /{lang}/console                            -        200 200 303 200 200 303 303 303
GET  /{lang}/duty                               -        303 303 303 303 303 200 200 303
GET  /{lang}/admin                              -        403 403 200 403 403 403 403 303
POST /{lang}/admin                              -        403 403 200 403 403 403 403 303
POST /{lang}/admin/{account}/password           -        403 403 200 403 403 403 403 303
POST /{lang}/admin/{account}/active             -        403 403 303 403 403 403 403 303
POST /{lang}/sign-out                           -        303 303 303 303 303 303 303 303
GET  /assets/{name}                             -        404 404 404 404 404 404 404 404
GET  /health                                    -        200 200 200 200 200 200 200 200
";

struct Row {
    method: &'static str,
    path: &'static str,
    stage: &'static str,
    expected: Vec<u16>,
}

/// Every method and address, with something in place of what varies.
pub fn addresses(t: &TestApp) -> Vec<(Method, String)> {
    let none = json!({ "id": "00000000-0000-7000-8000-000000000000" });
    rows().iter().map(|row| (row.method.parse().unwrap(), address(t, row.path, &none))).collect()
}

fn rows() -> Vec<Row> {
    let row = |line: &'static str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let expected: Vec<u16> = words[3..].iter().map(|status| status.parse().unwrap()).collect();
        assert_eq!(expected.len(), WHO.len(), "{line}");
        Row { method: words[0], path: words[1], stage: words[2], expected }
    };
    TABLE.trim().lines().map(row).collect()
}

#[test]
fn every_route_has_a_row() {
    let routers = [include_str!("../../src/page.rs"), include_str!("../../src/lib.rs")];
    let mut routes = BTreeSet::new();
    for (path, operations) in kaimen_web::document()["paths"].as_object().unwrap() {
        routes.extend(operations.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone())));
    }
    for (path, handlers) in routers.iter().flat_map(|source| source.split(".route(\"").skip(1)).map(parts) {
        for (method, word) in [("GET", "get("), ("POST", "post("), ("PUT", "put("), ("DELETE", "delete(")] {
            if handlers.contains(word) {
                routes.insert((method.to_owned(), path.to_owned()));
            }
        }
    }
    let in_table: BTreeSet<_> = rows().iter().map(|row| (row.method.to_owned(), row.path.to_owned())).collect();
    assert!(routes.len() > 50, "the routers are read: {}", routes.len());
    assert_eq!(routes, in_table);
}

/// Path and handlers of the text after `.route("`.
fn parts(source: &'static str) -> (&'static str, &'static str) {
    let (path, rest) = source.split_once('"').unwrap();
    (path, rest.lines().next().unwrap())
}

async fn every_route_by_every_role(t: TestApp) {
    let (mut desk, mut officer) = (t.signed_in("desk").await, t.signed_in("officer1").await);
    let mut browsers = Vec::new();
    for who in WHO {
        browsers.push(if who == "nobody" { t.browser() } else { t.signed_in(who).await });
    }
    let mut wrong = Vec::new();
    for row in rows() {
        let mut call = stage(&t, &mut desk, &mut officer, row.stage).await;
        for ((browser, who), expected) in browsers.iter_mut().zip(WHO).zip(&row.expected) {
            let status = ask(&t, browser, &row, who, &call).await;
            if status.as_u16() != *expected {
                wrong.push(format!("{} {} by {who}: {status}, not {expected}", row.method, row.path));
            }
            if status.is_success() && row.method == "POST" {
                free(&t, &mut desk).await;
                call = stage(&t, &mut desk, &mut officer, row.stage).await;
            }
        }
        free(&t, &mut desk).await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Recalls every unit that is on a call, so that the next stage can have it.
async fn free(t: &TestApp, desk: &mut Browser) {
    for call in good(desk.get("/api/state").await)["calls"].as_array().unwrap() {
        for assignment in call["assignments"].as_array().unwrap() {
            if assignment["cleared_at"].is_null() && assignment["state"] != "recalled" {
                let order = json!({ "unit_id": assignment["unit_id"], "reason": "换一起" });
                act(desk, call, "recall", order).await;
            }
        }
    }
    // Duty statuses that a row has changed.
    let officer = t.caller("officer1");
    t.app.set_own_duty(&officer, kaimen_domain::unit::DutyStatus::Available).await.unwrap();
}

/// A call in a state from which the act of a row is possible.
async fn stage(t: &TestApp, desk: &mut Browser, officer: &mut Browser, stage: &str) -> Value {
    if stage == "-" {
        return Value::Null;
    }
    let call = take(desk, "theft", 2, 3).await["call"].clone();
    match stage {
        "new" => return call,
        "diverted" => return act(desk, &call, "divert", json!({ "to": "12345", "mode": "transfer" })).await,
        "merged" => {
            let into = take(desk, "theft", 2, 3).await["call"]["id"].clone();
            return act(desk, &call, "merge", json!({ "into": into })).await;
        }
        _ => {}
    }
    let mut call = send(t, desk, &call, &["湖塘01"]).await;
    for (step, body) in steps_to(stage) {
        call = act(officer, &call, step, body).await;
    }
    call
}

/// What officer1 does to bring a call from `sent` to a stage.
fn steps_to(stage: &str) -> Vec<(&'static str, Value)> {
    let mut steps = Vec::new();
    let order = ["sent", "scene", "resolved", "feedback", "asked", "decided", "departed"];
    let at = order.iter().position(|name| *name == stage).unwrap_or_else(|| panic!("no stage {stage}"));
    if at >= 1 {
        steps.push(("on-scene", json!({})));
    }
    if at == 2 || at == 3 {
        steps.push(("resolve", json!({})));
    }
    if at == 3 {
        steps.push(("feedback", json!({ "result": "settled", "text": "已处理。" })));
    }
    if at >= 4 {
        steps.push(("medical/request", json!({ "condition": "unconscious" })));
    }
    if at >= 5 {
        steps.push(("medical/transport", json!({ "facility": "南夏墅卫生院", "advice_sought": true })));
    }
    if at >= 6 {
        steps.push(("medical/depart", json!({})));
    }
    steps
}

async fn ask(t: &TestApp, browser: &mut Browser, row: &Row, who: &str, call: &Value) -> StatusCode {
    if row.path == "/{lang}/sign-out" && who != "nobody" {
        *browser = t.signed_in(who).await;
    }
    let address = address(t, row.path, call);
    if row.path.ends_with("/stream") {
        return browser.stream(&address).await.map_or_else(|answer| answer.status, |_| StatusCode::OK);
    }
    let answer: Answer = match row.method {
        "GET" => browser.get(&address).await,
        _ if row.path.starts_with("/api/") => {
            let mut body = body(t, row.path);
            body["version"] = call["version"].clone();
            if row.path.ends_with("/merge") && call.is_object() {
                body["into"] = merge_target(t).await;
            }
            browser.post(&address, body).await
        }
        _ => {
            let fields = format!("{}&csrf={}", fields(row.path, who), browser.csrf);
            let kind = Some("application/x-www-form-urlencoded");
            browser.send(Method::POST, &address, kind, Body::from(fields)).await
        }
    };
    answer.status
}

async fn merge_target(t: &TestApp) -> Value {
    json!(t.app.take_call(&t.caller("desk"), t.new_call("theft", 2, 4)).await.unwrap().call.id)
}

fn address(t: &TestApp, path: &str, call: &Value) -> String {
    let at = place(2, 3);
    let officer6 = t.caller("officer6").actor.staff().unwrap().account.to_string();
    let id = if path.starts_with("/api/units") { json!(t.unit("湖塘02")) } else { call["id"].clone() };
    let filled = path
        .replace("{id}", id.as_str().unwrap_or_default())
        .replace("{unit}", &t.unit("湖塘01").to_string())
        .replace("{lang}", "zh")
        .replace("{account}", &officer6)
        .replace("{z}/{x}/{y}", &tile())
        .replace("{name}", "nothing.js");
    match path {
        "/api/places" => format!("{filled}?q=1"),
        "/api/places/at" | "/api/recommendation" => format!("{filled}?lon={}&lat={}", at.lon, at.lat),
        _ => filled,
    }
}

/// The tile of zoom 14 in which the middle of the district lies.
fn tile() -> String {
    let at = place(5, 5);
    let side = f64::from(1 << 14);
    let x = (at.lon + 180.0) / 360.0 * side;
    let y = (1.0 - at.lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side;
    format!("14/{}/{}", x as u32, y as u32)
}

fn body(t: &TestApp, path: &str) -> Value {
    let at = place(2, 3);
    let unit = t.unit("湖塘01");
    match path.rsplit('/').next().unwrap() {
        "position" => json!({ "lon": at.lon, "lat": at.lat, "age_seconds": 2 }),
        "duty" => json!({ "status": "available", "reason": "回岗" }),
        "calls" => intake("theft", 2, 3),
        "classify" => json!({ "kind": "burglary", "grade": 2 }),
        "dispatch" => json!({ "units": [unit], "override_reason": "熟悉情况" }),
        "recall" => json!({ "unit_id": unit, "reason": "另有任务" }),
        "divert" => json!({ "to": "12345", "mode": "transfer" }),
        "recuse" => json!({ "units": [unit], "reason": "被投诉" }),
        "cancel" => json!({ "reason": "已好转" }),
        "note" => json!({ "text": "报警人在路口等候" }),
        "feedback" => json!({ "result": "settled", "text": "已处理。" }),
        "reopen" => json!({ "reason": "报警人不满意" }),
        "request" => json!({ "condition": "unconscious" }),
        "eta" => json!({ "minutes": 12 }),
        "transport" => json!({ "facility": "南夏墅卫生院", "advice_sought": true }),
        "handover" => json!({ "to": "急诊" }),
        _ => json!({}),
    }
}

fn fields(path: &str, who: &str) -> String {
    match path {
        "/{lang}/receipt" => format!("number={who}&code=000000"),
        "/{lang}/receipt/rate" => "stars=5".to_owned(),
        "/{lang}/sign-in" => format!("username=not-{who}&password=wrong"),
        "/{lang}/admin" => format!("username=new-{who}&name=New&role=duty_desk"),
        "/{lang}/admin/{account}/active" => "active=false".to_owned(),
        _ => String::new(),
    }
}
