//! `GET /api/stream`: in order, nothing lost, nothing that is not the viewer's.

use std::collections::{BTreeMap, BTreeSet};

use kaimen_app::Caller;
use kaimen_testkit::{Browser, Event, Events, TestApp, on_both_databases, place};
use serde_json::{Value, json};

use crate::steps::{act, created, good, intake, of, problem, send, take};

on_both_databases!(
    hello_comes_first_and_the_beat_goes_on,
    changes_come_in_order,
    what_was_missed_comes_again,
    nothing_is_lost_while_the_stream_opens,
    unknown_numbers_start_anew,
    officers_get_the_calls_of_their_unit,
    chiefs_get_their_station,
    complained_of_officers_hear_nothing,
    positions_name_units_by_their_place_in_the_state,
    who_may_not_listen,
    a_revoked_device_hears_nothing_more,
);

async fn open(browser: &mut Browser, address: &str) -> Events {
    let mut events = browser.stream(address).await.unwrap_or_else(|answer| panic!("{answer:?}"));
    let hello = events.next().await.unwrap();
    assert_eq!((hello.name.as_str(), hello.id), ("hello", None));
    assert!(hello.data["now"].is_string(), "{hello:?}");
    events
}

async fn live(browser: &mut Browser) -> Events {
    open(browser, "/api/stream").await
}

/// The next call; units, positions and beats are passed over.
async fn next_call(events: &mut Events) -> Event {
    loop {
        let event = events.next().await.unwrap();
        match event.name.as_str() {
            "call" => return event,
            "unit" | "positions" | "beat" => {}
            other => panic!("{other}"),
        }
    }
}

async fn seq(browser: &mut Browser) -> i64 {
    good(browser.get("/api/state").await)["seq"].as_i64().unwrap()
}

async fn hello_comes_first_and_the_beat_goes_on(t: TestApp) {
    let mut events = live(&mut t.signed_in("desk").await).await;
    assert_eq!(events.until_beat().await, []);
    t.clock.advance(5);
    assert_eq!(events.expect("beat").await.data, json!({ "now": "2011-01-22T08:05:05Z" }));
}

async fn changes_come_in_order(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let mut events = live(&mut desk).await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let sent = send(&t, &mut desk, &call, &["湖塘02"]).await;
    act(&mut desk, &sent, "note", json!({ "text": "车在门口" })).await;
    good(t.signed_in("officer1").await.post("/api/duty", json!({ "status": "break" })).await);
    let last = t.app.last_seq().await.unwrap();

    let taken = events.expect("call").await;
    let state = good(desk.get("/api/state").await);
    let mut as_taken = call.clone();
    as_taken["seq"] = json!(taken.id);
    assert_eq!(taken.data, as_taken, "the view of the interface");
    let unit = events.expect("unit").await;
    assert_eq!((unit.id, &unit.data["call_sign"]), (None, &json!("湖塘02")), "the unit comes before its call");
    let unit_in_state = state["units"].as_array().unwrap().iter().find(|row| row["id"] == unit.data["id"]);
    assert_eq!(unit_in_state, Some(&unit.data));
    let dispatched = events.expect("call").await;
    assert_eq!((&dispatched.data["state"], &dispatched.data["version"]), (&json!("dispatched"), &json!(2)));
    let noted = events.expect("call").await;
    assert_eq!(noted.data["version"], 3);
    let resting = events.expect("unit").await;
    assert_eq!((resting.id, &resting.data["status"]), (Some(last), &json!("break")), "alone it has a number");
    // Signing in takes a number too, which no screen hears of.
    let ids = [taken.id, dispatched.id, noted.id].map(|id| id.unwrap() - last);
    assert_eq!(ids, [-4, -3, -2]);
}

async fn what_was_missed_comes_again(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let mut events = live(&mut desk).await;
    let first = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let heard = events.expect("call").await.id.unwrap();
    drop(events);
    // While the line was down:
    let second = take(&mut desk, "noise", 9, 8).await["call"].clone();
    let sent = send(&t, &mut desk, &first, &["湖塘02"]).await;
    good(t.signed_in("officer1").await.post("/api/duty", json!({ "status": "break" })).await);
    desk.extra = vec![("last-event-id", heard.to_string())];
    // The browser repeats the address of the first time; what it heard last goes before it.
    let mut events = open(&mut desk, "/api/stream?after=1").await;
    desk.extra.clear();
    let missed = events.until_beat().await;
    let units: BTreeMap<&str, &Value> = missed
        .iter()
        .filter(|event| event.name == "unit" && event.id.is_none())
        .map(|event| (event.data["call_sign"].as_str().unwrap(), &event.data["status"]))
        .collect();
    assert_eq!(units.len(), 6, "all units as they are");
    assert_eq!((units["湖塘01"], units["湖塘02"]), (&json!("break"), &json!("committed")));
    let calls: Vec<_> = missed.iter().filter(|event| event.name == "call").collect();
    let ids: Vec<_> = calls.iter().map(|event| event.data["id"].clone()).collect();
    assert_eq!(ids, [second["id"].clone(), sent["id"].clone()], "by their last change, each once");
    assert!(heard < calls[0].id.unwrap() && calls[0].id < calls[1].id);
    assert_eq!(calls[1].data["version"], 2);
    assert_eq!(missed.len(), 8);

    // Up to date: nothing comes again, and what is new comes once.
    let now = seq(&mut desk).await;
    let mut events = open(&mut desk, &format!("/api/stream?after={now}")).await;
    assert_eq!(events.until_beat().await, []);
    act(&mut desk, &sent, "note", json!({ "text": "车在门口" })).await;
    assert_eq!(events.expect("call").await.id, Some(now + 1));
}

/// Calls are taken while streams open, break off and open again: in the end every listener knows every call.
async fn nothing_is_lost_while_the_stream_opens(t: TestApp) {
    const CALLS: u32 = 60;
    let start = seq(&mut t.signed_in("desk").await).await;
    let (app, caller) = (t.app.clone(), t.caller("desk"));
    let all: Vec<_> = (0..CALLS).map(|i| t.new_call("theft", i % 12, i % 10)).collect();
    let takes = tokio::spawn(async move {
        let mut ids = BTreeSet::new();
        for call in all {
            ids.insert(app.take_call(&caller, call).await.unwrap().call.id.to_string());
            tokio::task::yield_now().await;
        }
        ids
    });
    let mut listeners = Vec::new();
    for breaks_after in [1, 2, 3, 5, 8, 200] {
        let mut browser = t.signed_in("desk").await;
        listeners.push(tokio::spawn(async move {
            let (mut seen, mut after) = (BTreeSet::new(), start);
            while seen.len() < CALLS as usize {
                let mut events = open(&mut browser, &format!("/api/stream?after={after}")).await;
                for _ in 0..breaks_after {
                    if seen.len() == CALLS as usize {
                        break;
                    }
                    let event = next_call(&mut events).await;
                    seen.insert(event.data["id"].as_str().unwrap().to_owned());
                    after = event.id.unwrap();
                }
            }
            seen
        }));
    }
    let taken = takes.await.unwrap();
    for listener in listeners {
        assert_eq!(listener.await.unwrap(), taken);
    }
}

async fn unknown_numbers_start_anew(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let mut events = open(&mut desk, "/api/stream?after=1000000").await;
    let reset = events.expect("reset").await;
    assert_eq!((reset.id, reset.data), (None, json!({})), "a number of another database");
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    assert_eq!(next_call(&mut events).await.data["id"], call["id"], "the stream goes on");
    problem(&desk.stream("/api/stream?after=abc").await.err().unwrap(), 422, "invalid");
    desk.extra = vec![("last-event-id", "abc".to_owned())];
    assert_eq!(live(&mut desk).await.until_beat().await, [], "what is no number is none");
}

async fn officers_get_the_calls_of_their_unit(t: TestApp) {
    let (mut desk, mut officer) = (t.signed_in("desk").await, t.signed_in("officer1").await);
    let mut events = live(&mut officer).await;
    let other = take(&mut desk, "noise", 2, 3).await["call"].clone();
    send(&t, &mut desk, &other, &["湖塘02"]).await;
    let own = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let own = send(&t, &mut desk, &own, &["湖塘01", "湖塘03"]).await;
    let unit = events.expect("unit").await;
    assert_eq!((&unit.data["call_sign"], &unit.data["call_id"]), (&json!("湖塘01"), &own["id"]), "the own unit only");
    let told = events.expect("call").await;
    assert_eq!((&told.data["id"], &told.data["contact"]), (&own["id"], &Value::Null));
    assert!(told.data["acts"].as_array().unwrap().contains(&json!("acknowledge")), "{told:?}");

    let order = json!({ "unit_id": t.unit("湖塘01"), "reason": "另有任务" });
    act(&mut desk, &own, "recall", order).await;
    let unit = events.expect("unit").await;
    assert_eq!((&unit.data["status"], &unit.data["call_id"]), (&json!("available"), &Value::Null));
    let told = events.expect("call").await;
    let assignments = told.data["assignments"].as_array().unwrap();
    let mine = assignments.iter().find(|a| a["call_sign"] == "湖塘01").unwrap();
    assert_eq!((&mine["state"], &told.data["acts"]), (&json!("recalled"), &json!([])), "the phone can say so");
    // After a break the recall is told as well.
    let mut again = open(&mut officer, "/api/stream?after=1").await;
    let missed = again.until_beat().await;
    assert_eq!(missed.iter().map(|event| event.name.as_str()).collect::<Vec<_>>(), ["unit", "call"]);
    assert_eq!(missed[1].data["id"], own["id"]);
}

async fn chiefs_get_their_station(t: TestApp) {
    let (mut desk, mut chief) = (t.signed_in("desk").await, t.signed_in("chief2").await);
    let mut events = live(&mut chief).await;
    let near = take(&mut desk, "theft", 2, 3).await["call"].clone();
    send(&t, &mut desk, &near, &["湖塘01"]).await;
    let far = take(&mut desk, "theft", 9, 8).await["call"].clone();
    assert_eq!(events.expect("call").await.data["id"], far["id"]);
    // A unit of the station goes to a call of another: the chief hears of the unit, not of the call.
    let near = good(desk.get(&of(&near, "")).await)["call"].clone();
    send(&t, &mut desk, &near, &["新城01"]).await;
    act(&mut desk, &far, "note", json!({ "text": "车在门口" })).await;
    assert_eq!(events.expect("unit").await.data["call_sign"], "新城01");
    assert_eq!(events.expect("call").await.data["id"], far["id"]);
    let mut again = open(&mut chief, "/api/stream?after=1").await;
    let missed = again.until_beat().await;
    assert_eq!(missed.iter().filter(|event| event.name == "unit").count(), 3);
    let calls: Vec<_> = missed.iter().filter(|event| event.name == "call").map(|event| &event.data["id"]).collect();
    assert_eq!(calls, [&far["id"]]);
}

async fn complained_of_officers_hear_nothing(t: TestApp) {
    let (mut desk, mut officer) = (t.signed_in("desk").await, t.signed_in("officer1").await);
    let mut events = live(&mut officer).await;
    let mut body = intake("police_conduct", 2, 3);
    body["recused_units"] = json!([t.unit("湖塘01")]);
    let complaint = created(desk.post("/api/calls", body).await)["call"].clone();
    act(&mut desk, &complaint, "note", json!({ "text": "已记录" })).await;
    let own = take(&mut desk, "theft", 2, 3).await["call"].clone();
    send(&t, &mut desk, &own, &["湖塘01"]).await;
    assert_eq!(next_call(&mut events).await.data["id"], own["id"]);
}

async fn positions_name_units_by_their_place_in_the_state(t: TestApp) {
    let mut listeners = Vec::new();
    for who in ["desk", "chief2", "officer4"] {
        let mut browser = t.signed_in(who).await;
        let state = good(browser.get("/api/state").await);
        let place_of =
            |sign: &str| state["units"].as_array().unwrap().iter().position(|unit| unit["call_sign"] == sign);
        listeners.push((who, live(&mut browser).await, place_of("湖塘01"), place_of("新城01")));
    }
    t.clock.advance(60);
    for (who, column) in [("officer1", 4), ("officer4", 8)] {
        let at = place(column, 5);
        let here = json!({ "lon": at.lon, "lat": at.lat, "age_seconds": 10.4 });
        assert_eq!(t.signed_in(who).await.post("/api/position", here).await.status, 204);
    }
    let row = |unit: usize, column: u32| {
        let at = place(column, 5);
        json!([unit, (at.lon * 1e6).round() as i64, (at.lat * 1e6).round() as i64, 10])
    };
    for (who, mut events, first, second) in listeners {
        let mut expected: Vec<Value> =
            first.map(|unit| row(unit, 4)).into_iter().chain(second.map(|unit| row(unit, 8))).collect();
        assert_eq!(expected.len(), if who == "desk" { 2 } else { 1 }, "{who}");
        // Two positions may come in one frame or in two.
        while !expected.is_empty() {
            let frame = events.next().await.unwrap();
            if frame.name == "positions" {
                assert_eq!((frame.id, &frame.data["now"]), (None, &json!("2011-01-22T08:06:00Z")));
                for row in frame.data["units"].as_array().unwrap() {
                    let known = expected.iter().position(|other| other == row);
                    expected.remove(known.unwrap_or_else(|| panic!("{who}: {row}")));
                }
            }
        }
    }
    let state = good(t.signed_in("officer1").await.get("/api/state").await);
    assert_eq!(state["units"][0]["fix_at"], "2011-01-22T08:05:49.600Z");
}

async fn who_may_not_listen(t: TestApp) {
    let mut admin = t.signed_in("admin").await;
    problem(&admin.stream("/api/stream").await.err().unwrap(), 403, "forbidden");
    problem(&admin.stream("/api/stream?after=1").await.err().unwrap(), 403, "forbidden");
    problem(&t.browser().stream("/api/stream").await.err().unwrap(), 401, "signed_out");
    problem(&t.browser().stream("/receipt/stream").await.err().unwrap(), 401, "signed_out");
}

async fn a_revoked_device_hears_nothing_more(t: TestApp) {
    let (mut phone, mut tablet) = (t.signed_in("officer1").await, t.signed_in("officer1").await);
    let mut desk = t.signed_in("desk").await;
    let (mut lost, mut kept, mut other) = (live(&mut phone).await, live(&mut tablet).await, live(&mut desk).await);
    let officer = t.caller("officer1").actor.staff().unwrap().account;
    let session = t.app.session(phone.cookie("kaimen").unwrap()).await.unwrap().id;
    let asked = std::time::Instant::now();
    t.app.revoke_devices(&t.caller("chief1"), officer, Some(session)).await.unwrap();
    while lost.next().await.is_some() {}
    assert!(asked.elapsed() < std::time::Duration::from_secs(2), "{:?}", asked.elapsed());
    problem(&phone.stream("/api/stream").await.err().unwrap(), 401, "revoked");
    kept.expect("beat").await;
    other.expect("beat").await;

    // A command beside the server: the stream finds out with its next beat.
    t.another().await.revoke_devices(&Caller::system(), officer, None).await.unwrap();
    let asked = std::time::Instant::now();
    while kept.next().await.is_some() {}
    assert!(asked.elapsed() < std::time::Duration::from_secs(7), "{:?}", asked.elapsed());
}
