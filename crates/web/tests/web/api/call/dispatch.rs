//! `POST /api/calls/{id}/dispatch`.

use kaimen_testkit::{TestApp, on_both_databases};
use serde_json::json;

use crate::steps::{act, created, good, intake, of, problem, send, take};

on_both_databases!(
    units_are_sent,
    refusals,
    only_one_of_two_desks_gets_the_unit,
    complained_of_units_stay_out,
    named_later_they_stay_out_too
);

async fn units_are_sent(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let units = json!({ "units": [t.unit("湖塘02"), t.unit("湖塘01")] });
    let call = act(&mut desk, &call, "dispatch", units).await;
    assert_eq!((&call["state"], &call["version"]), (&json!("dispatched"), &json!(2)));
    let signs: Vec<_> = call["assignments"].as_array().unwrap().iter().map(|a| &a["call_sign"]).collect();
    assert_eq!(signs, ["湖塘02", "湖塘01"]);
    let first = &call["assignments"][0];
    let eta = first["eta_ms"].as_i64().unwrap();
    assert!((20_000..60_000).contains(&eta), "300 m at 40 km/h: {eta}");
    let due: chrono::DateTime<chrono::Utc> = first["due_at"].as_str().unwrap().parse().unwrap();
    assert_eq!((due - t.app.now()).num_milliseconds(), eta);
    assert_eq!(first["override_reason"], json!(null));
}

async fn refusals(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let address = of(&call, "/dispatch");
    let none = problem(&desk.post(&address, json!({ "version": 1, "units": [] })).await, 422, "invalid");
    assert_eq!(none["field"], "units");
    let unit = t.unit("湖塘01");
    let twice = problem(&desk.post(&address, json!({ "version": 1, "units": [unit, unit] })).await, 422, "invalid");
    assert_eq!(twice["field"], "units");
    let unknown = json!({ "version": 1, "units": ["00000000-0000-4000-8000-000000000000"] });
    problem(&desk.post(&address, unknown).await, 404, "not_found");
    let nonsense = problem(&desk.post(&address, json!({ "version": 1, "units": ["湖塘01"] })).await, 422, "invalid");
    assert_eq!(nonsense["field"], "body");

    // A unit on a break is passed over by a rule; somebody must say why it goes.
    good(t.signed_in("officer3").await.post("/api/duty", json!({ "status": "break" })).await);
    let resting = t.unit("湖塘03");
    let silent = problem(&desk.post(&address, json!({ "version": 1, "units": [resting] })).await, 422, "invalid");
    assert_eq!(silent["field"], "override_reason");
    let call = act(&mut desk, &call, "dispatch", json!({ "units": [resting], "override_reason": "就在现场" })).await;
    assert_eq!(call["assignments"][0]["override_reason"], "就在现场");

    problem(&desk.post(&address, json!({ "version": 1, "units": [unit] })).await, 409, "stale_version");
    let other = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let taken = desk.post(&of(&other, "/dispatch"), json!({ "version": 1, "units": [resting] })).await;
    assert!(problem(&taken, 409, "unit_taken")["title"].as_str().unwrap().contains("湖塘03"));
    act(&mut desk, &other, "feedback", json!({ "result": "settled", "text": "已处理。" })).await;
    let ended = desk.post(&of(&other, "/dispatch"), json!({ "version": 2, "units": [unit] })).await;
    problem(&ended, 409, "wrong_state");
}

async fn only_one_of_two_desks_gets_the_unit(t: TestApp) {
    let (mut one, mut two) = (t.signed_in("desk").await, t.signed_in("chief1").await);
    let first = take(&mut one, "theft", 2, 3).await["call"].clone();
    let second = take(&mut one, "theft", 2, 1).await["call"].clone();
    let body = json!({ "version": 1, "units": [t.unit("湖塘02")] });
    let (first, second) = (of(&first, "/dispatch"), of(&second, "/dispatch"));
    let (a, b) = tokio::join!(one.post(&first, body.clone()), two.post(&second, body));
    let (won, lost) = if a.status == 200 { (a, b) } else { (b, a) };
    assert_eq!(good(won)["assignments"][0]["call_sign"], "湖塘02");
    problem(&lost, 409, "unit_taken");
}

async fn complained_of_units_stay_out(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let mut body = intake("police_conduct", 2, 3);
    body["recused_units"] = json!([t.unit("湖塘02")]);
    let call = created(desk.post("/api/calls", body).await)["call"].clone();
    let order = json!({ "version": 1, "units": [t.unit("湖塘02")], "override_reason": "他最近" });
    let refused = problem(&desk.post(&of(&call, "/dispatch"), order).await, 422, "invalid");
    assert_eq!(refused["field"], "units");
    send(&t, &mut desk, &call, &["湖塘01"]).await;
    let mut officer = t.signed_in("officer2").await;
    problem(&officer.get(&of(&call, "")).await, 404, "not_found");
    problem(&officer.post(&of(&call, "/note"), json!({ "text": "不实" })).await, 404, "not_found");
    assert_eq!(good(officer.get("/api/calls").await), json!([]));
}

async fn named_later_they_stay_out_too(t: TestApp) {
    let (mut desk, mut officer) = (t.signed_in("desk").await, t.signed_in("officer1").await);
    let call = take(&mut desk, "disturbance", 2, 3).await["call"].clone();
    let call = send(&t, &mut desk, &call, &["湖塘01"]).await;
    let complaint = json!({ "units": [t.unit("湖塘01")], "reason": "报警人投诉其态度" });
    let mut body = complaint.clone();
    body["version"] = call["version"].clone();
    problem(&desk.post(&of(&call, "/recuse"), body).await, 409, "wrong_state");
    let order = json!({ "unit_id": t.unit("湖塘01"), "reason": "换人" });
    let call = act(&mut desk, &call, "recall", order).await;
    good(officer.get(&of(&call, "")).await);
    act(&mut desk, &call, "recuse", complaint).await;
    problem(&officer.get(&of(&call, "")).await, 404, "not_found");
    let nobody = json!({ "version": 4, "units": [], "reason": "x" });
    assert_eq!(problem(&desk.post(&of(&call, "/recuse"), nobody).await, 422, "invalid")["field"], "units");
}
