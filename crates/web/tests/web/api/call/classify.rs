//! `POST /api/calls/{id}/classify` and `/note`.

use kaimen_testkit::{TestApp, on_both_databases};
use serde_json::json;

use crate::steps::{act, good, of, problem, take};

on_both_databases!(the_first_entry_stays, notes_need_no_version);

async fn the_first_entry_stays(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let call = act(&mut desk, &call, "classify", json!({ "kind": "robbery", "grade": 1 })).await;
    assert_eq!((&call["kind"], &call["grade"]), (&json!("robbery"), &json!(1)));
    assert_eq!((&call["first_kind"], &call["first_grade"]), (&json!("theft"), &json!(3)));
    assert_eq!((&call["officers_needed"], &call["version"]), (&json!(2), &json!(2)));
    for (body, field) in [
        (json!({ "version": 2, "kind": "magic", "grade": 1 }), "kind"),
        (json!({ "version": 2, "kind": "theft", "grade": 5 }), "grade"),
        (json!({ "version": 2, "kind": "theft" }), "body"),
        (json!({ "kind": "theft", "grade": 1 }), "body"),
    ] {
        assert_eq!(problem(&desk.post(&of(&call, "/classify"), body).await, 422, "invalid")["field"], field);
    }
}

async fn notes_need_no_version(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let noted = good(desk.post(&of(&call, "/note"), json!({ "text": " 报警人在路口等候 " })).await);
    assert_eq!((&noted["version"], &noted["state"]), (&json!(2), &json!("classified")));
    let timeline = good(desk.get(&of(&call, "")).await)["timeline"].clone();
    assert_eq!(timeline[1]["detail"]["text"], "报警人在路口等候");
    let empty = problem(&desk.post(&of(&call, "/note"), json!({ "text": "  " })).await, 422, "invalid");
    assert_eq!(empty["field"], "text");
}
