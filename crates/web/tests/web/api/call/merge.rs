//! `POST /api/calls/{id}/merge` and `/unmerge`.

use kaimen_testkit::{TestApp, on_both_databases};
use serde_json::{Value, json};

use crate::steps::{act, good, of, problem, send, take};

on_both_databases!(joined_and_taken_apart);

async fn joined_and_taken_apart(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let first = take(&mut desk, "traffic_accident", 5, 5).await["call"].clone();
    let second = take(&mut desk, "traffic_accident", 5, 5).await["call"].clone();
    let merged = act(&mut desk, &second, "merge", json!({ "into": first["id"] })).await;
    assert_eq!((&merged["state"], &merged["merged_into"]), (&json!("merged"), &first["id"]));
    let detail = good(desk.get(&of(&first, "")).await);
    assert_eq!(detail["merged"][0]["id"], second["id"]);
    let apart = act(&mut desk, &merged, "unmerge", json!({})).await;
    assert_eq!((&apart["state"], &apart["merged_into"]), (&json!("classified"), &Value::Null));
    assert_eq!(good(desk.get(&of(&first, "")).await)["merged"], json!([]));

    let itself = desk.post(&of(&apart, "/merge"), json!({ "version": apart["version"], "into": apart["id"] })).await;
    problem(&itself, 409, "wrong_state");
    let nothing = json!({ "version": apart["version"], "into": "00000000-0000-4000-8000-000000000000" });
    problem(&desk.post(&of(&apart, "/merge"), nothing).await, 404, "not_found");
    let sent = send(&t, &mut desk, &apart, &["湖塘01"]).await;
    let busy = desk.post(&of(&sent, "/merge"), json!({ "version": sent["version"], "into": first["id"] })).await;
    problem(&busy, 409, "wrong_state");
}
