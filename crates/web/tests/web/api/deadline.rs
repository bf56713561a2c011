//! Clocks over the interface.

use kaimen_testkit::{Browser, TestApp, on_both_databases};
use serde_json::{Value, json};

use crate::steps::{act, created, good, problem, take};

on_both_databases!(the_life_of_a_clock, refusals_have_codes, the_same_request_counts_once);

fn of(call: &Value, rest: &str) -> String {
    format!("/api/matters/{}/clocks{rest}", call["id"].as_str().unwrap())
}

async fn start(browser: &mut Browser, call: &Value, deadline: &str) -> Value {
    created(browser.post(&of(call, ""), json!({ "deadline": deadline })).await)
}

async fn change(browser: &mut Browser, call: &Value, clock: &Value, act: &str, mut body: Value) -> Value {
    body["version"] = clock["version"].clone();
    let address = of(call, &format!("/{}/{act}", clock["id"].as_str().unwrap()));
    good(browser.post(&address, body).await)
}

async fn the_life_of_a_clock(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let clock = start(&mut desk, &call, "D8.decide").await;
    assert_eq!(
        (&clock["deadline"], &clock["state"], &clock["level"]),
        (&json!("D8.decide"), &json!("running"), &json!("none"))
    );
    assert_eq!((&clock["edition"], &clock["evidence"]), (&json!("2006-03-01"), &json!("statute")));
    assert_eq!(clock["due_at"], "2011-02-21T16:00:00Z");
    assert_eq!(clock["basis"]["zh"], "治安管理处罚法（2005年）第99条");
    assert_eq!(clock["acts"], json!(["meet", "pause", "ask-extension"]));

    let clock = change(&mut desk, &call, &clock, "pause", json!({ "reason": "expert" })).await;
    assert_eq!(
        (&clock["state"], &clock["due_at"], &clock["acts"]),
        (&json!("paused"), &Value::Null, &json!(["meet", "resume"]))
    );
    t.clock.advance(3 * 86_400);
    // Sessions have ended meanwhile.
    let (mut desk, mut command) = (t.signed_in("desk").await, t.signed_in("command").await);
    let clock = change(&mut desk, &call, &clock, "resume", json!({})).await;
    assert_eq!(clock["due_at"], "2011-02-24T16:00:00Z");
    let clock = change(&mut desk, &call, &clock, "ask-extension", json!({ "reason": "案情复杂" })).await;
    assert_eq!(clock["acts"], json!(["meet", "pause"]), "who asked does not decide");
    let seen = good(command.get(&of(&call, "")).await);
    assert_eq!(seen[0]["acts"], json!(["decide-extension"]));
    let clock = change(&mut command, &call, &clock, "decide-extension", json!({ "approved": true })).await;
    // 63 days after 22 January: Saturday 26 March moves to Monday.
    assert_eq!(
        (&clock["due_at"], &clock["length"]),
        (&json!("2011-03-28T16:00:00Z"), &json!({ "count": 60, "unit": "days" }))
    );
    assert_eq!(clock["extensions"][0]["approved"], true);
    t.clock.advance(90 * 86_400);
    let mut desk = t.signed_in("desk").await;
    let missed = good(desk.get(&of(&call, "")).await);
    assert_eq!((&missed[0]["state"], &missed[0]["missed_at"]), (&json!("missed"), &json!("2011-03-28T16:00:00Z")));
    assert_eq!(missed[0]["acts"], json!(["meet"]));
    let met = change(&mut desk, &call, &missed[0], "meet", json!({})).await;
    assert_eq!((&met["state"], &met["acts"]), (&json!("met_late"), &json!([])));
    assert_eq!(met["missed_at"], "2011-03-28T16:00:00Z");
}

async fn refusals_have_codes(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    for (body, status, code) in [
        (json!({ "deadline": "D8" }), 422, "invalid"),
        (json!({ "deadline": "D8.nothing" }), 422, "not_in_register"),
        (json!({ "deadline": "D99.decide" }), 422, "not_in_register"),
        (json!({ "deadline": "D2.register" }), 422, "not_in_register"),
        (json!({ "deadline": "D16.representatives" }), 409, "clock_refused"),
        (json!({ "deadline": "D8.decide", "at": "2011-01-22T08:05:01Z" }), 422, "invalid"),
        // The last day of this one is in 2007, of which no notice is known.
        (json!({ "deadline": "D8.decide", "at": "2007-12-01T00:00:00Z" }), 409, "calendar_missing"),
    ] {
        let answer = desk.post(&of(&call, ""), body.clone()).await;
        let problem = problem(&answer, status, code);
        if code == "calendar_missing" {
            assert!(problem["title"].as_str().unwrap().contains("2007"), "{problem}");
        }
    }
    start(&mut desk, &call, "D8.decide").await;
    let again = desk.post(&of(&call, ""), json!({ "deadline": "D8.decide" })).await;
    problem(&again, 409, "stale_version");
    let nowhere = format!("/api/matters/{}/clocks", "00000000-0000-0000-0000-000000000000");
    problem(&desk.get(&nowhere).await, 404, "not_found");
}

async fn the_same_request_counts_once(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    act(&mut desk, &call, "divert", json!({ "to": "12345", "mode": "transfer" })).await;
    desk.extra = vec![("idempotency-key", "once".to_owned())];
    let first = start(&mut desk, &call, "D8.decide").await;
    let second = start(&mut desk, &call, "D8.decide").await;
    assert_eq!(first["id"], second["id"]);
    desk.extra = Vec::new();
    let clocks = good(desk.get(&of(&call, "")).await);
    let mut names: Vec<&str> = clocks.as_array().unwrap().iter().map(|one| one["deadline"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["D5.transfer", "D8.decide"]);
}
