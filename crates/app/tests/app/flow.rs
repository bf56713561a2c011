//! A call from the telephone to its end.

use kaimen_app::Error;
use kaimen_domain::act::Act;
use kaimen_domain::assignment::AssignmentState;
use kaimen_domain::call::{CallState, DiversionMode, Outcome, Refused};
use kaimen_domain::unit::DutyStatus;
use kaimen_testkit::{TestApp, on_both_databases};

on_both_databases!(
    from_call_to_close,
    nearest_is_sent_in_one_step,
    passed_over_unit_needs_a_reason,
    recall_frees_the_unit,
    two_officers_go_as_a_team,
    joined_calls_come_apart_again,
    danger_to_life_is_not_passed_on,
    diverted_and_given_back,
    desk_answers_without_sending,
    stale_version_is_refused,
    places_off_the_map_are_refused,
    reopened_after_the_end,
);

async fn from_call_to_close(t: TestApp) {
    let (desk, officer) = (t.caller("desk"), t.caller("officer2"));
    let taken = t.app.take_call(&desk, t.new_call("theft", 2, 3)).await.unwrap();
    assert_eq!(taken.call.state, CallState::Classified);
    assert_eq!(taken.call.number, "20110122-00001");
    let id = taken.call.id;

    let advice = t.app.recommend_for(&desk, id, 3).await.unwrap();
    // 湖塘02 stands at column 2, row 2: one block of 300 m at 40 km/h away, less than half a minute.
    assert_eq!(advice.picks[0].call_sign, "湖塘02");
    let unit = advice.picks[0].unit_id;
    assert!((26_000..29_000).contains(&advice.picks[0].eta_ms), "{}", advice.picks[0].eta_ms);

    let sent = t.app.dispatch(&desk, id, taken.call.version, vec![unit], None).await.unwrap();
    assert_eq!(sent.state, CallState::Dispatched);
    for (act, seconds) in [(Act::Acknowledge, 5), (Act::EnRoute, 10), (Act::OnScene, 60)] {
        t.clock.advance(seconds);
        t.app.progress(&officer, id, act).await.unwrap();
    }
    t.clock.advance(600);
    let resolved = t.app.resolve(&officer, id).await.unwrap();
    assert_eq!(resolved.state, CallState::Resolved);
    let told = t.app.give_feedback(&officer, id, Outcome::Settled, "已登记并调取监控。").await.unwrap();
    let closed = t.app.close(&desk, id, told.version).await.unwrap();
    assert_eq!(closed.state, CallState::Closed);

    let assignment = &closed.assignments[0];
    assert_eq!(assignment.state, AssignmentState::Cleared);
    let clock = |at: Option<chrono::DateTime<chrono::Utc>>| (at.unwrap() - assignment.dispatched_at).num_seconds();
    assert_eq!(clock(assignment.acknowledged_at), 5);
    assert_eq!(clock(assignment.en_route_at), 15);
    assert_eq!(clock(assignment.on_scene_at), 75);
    assert_eq!(clock(assignment.cleared_at), 675);

    let units = t.app.units(&desk).await.unwrap();
    let unit = units.iter().find(|other| other.id == unit).unwrap();
    assert_eq!((unit.status, unit.call, unit.calls_this_shift), (DutyStatus::Available, None, 1));
    let detail = t.app.read_call(&desk, id).await.unwrap();
    let acts: Vec<&str> = detail.timeline.iter().map(|entry| entry.act.as_str()).collect();
    assert_eq!(acts, ["take", "dispatch", "acknowledge", "en-route", "on-scene", "resolve", "feedback", "close"]);
    assert_eq!(detail.call, *closed, "what was answered is what is stored");
}

async fn nearest_is_sent_in_one_step(t: TestApp) {
    let mut call = t.new_call("sudden_illness", 5, 4);
    call.dispatch_nearest = true;
    let taken = t.app.take_call(&t.caller("desk"), call).await.unwrap();
    assert_eq!(taken.call.state, CallState::Dispatched);
    assert_eq!(taken.call.assignments[0].unit, t.unit("湖塘03"));
    // Nobody is left when all are sent: the call is taken all the same.
    for _ in 0..5 {
        let mut call = t.new_call("sudden_illness", 5, 4);
        call.dispatch_nearest = true;
        t.app.take_call(&t.caller("desk"), call).await.unwrap();
    }
    let mut call = t.new_call("sudden_illness", 5, 4);
    call.dispatch_nearest = true;
    let waiting = t.app.take_call(&t.caller("desk"), call).await.unwrap();
    assert_eq!(waiting.call.state, CallState::Classified);
    let advice = t.app.recommend_for(&t.caller("desk"), waiting.call.id, 3).await.unwrap();
    assert!(advice.picks.is_empty());
    assert_eq!(advice.shortfall[0].code(), "all_committed");
}

async fn passed_over_unit_needs_a_reason(t: TestApp) {
    let desk = t.caller("desk");
    t.app.set_own_duty(&t.caller("officer2"), DutyStatus::Break).await.unwrap();
    let taken = t.app.take_call(&desk, t.new_call("theft", 2, 3)).await.unwrap();
    let units = vec![t.unit("湖塘02")];
    let refused = t.app.dispatch(&desk, taken.call.id, 1, units.clone(), None).await;
    assert!(matches!(refused, Err(Error::Invalid { field: "override_reason", .. })), "{refused:?}");
    let sent = t.app.dispatch(&desk, taken.call.id, 1, units, Some("就在楼下".into())).await.unwrap();
    assert_eq!(sent.assignments[0].override_reason.as_deref(), Some("就在楼下"));
    // Off duty is off duty, whatever the reason.
    t.app.set_own_duty(&t.caller("officer1"), DutyStatus::Off).await.unwrap();
    let off = t.app.dispatch(&desk, taken.call.id, 2, vec![t.unit("湖塘01")], Some("近".into())).await;
    assert!(matches!(off, Err(Error::UnitOff(_))), "{off:?}");
}

async fn recall_frees_the_unit(t: TestApp) {
    let desk = t.caller("desk");
    let mut call = t.new_call("noise", 2, 3);
    call.dispatch_nearest = true;
    let taken = t.app.take_call(&desk, call).await.unwrap();
    let unit = taken.call.assignments[0].unit;
    let recalled = t.app.recall(&desk, taken.call.id, 1, unit, "另有急警").await.unwrap();
    assert_eq!(recalled.state, CallState::Classified);
    let again = t.app.dispatch(&desk, taken.call.id, 2, vec![unit], None).await.unwrap();
    assert_eq!(again.assignments.len(), 2);
    let units = t.app.units(&desk).await.unwrap();
    assert_eq!(
        units.iter().find(|other| other.id == unit).unwrap().calls_this_shift,
        0,
        "a recall is no call answered"
    );
}

async fn two_officers_go_as_a_team(t: TestApp) {
    let mut call = t.new_call("robbery", 1, 2);
    call.dispatch_nearest = true;
    let taken = t.app.take_call(&t.caller("desk"), call).await.unwrap();
    // 湖塘01 and 湖塘02 have one officer each and are equally far.
    let mut sent: Vec<&str> = taken.call.assignments.iter().map(|a| a.call_sign.as_str()).collect();
    sent.sort_unstable();
    assert_eq!(sent, ["湖塘01", "湖塘02"]);
    let mut call = t.new_call("robbery", 4, 2);
    call.dispatch_nearest = true;
    let taken = t.app.take_call(&t.caller("desk"), call).await.unwrap();
    assert_eq!(taken.call.assignments.len(), 1, "湖塘03 rides with two");
}

async fn joined_calls_come_apart_again(t: TestApp) {
    let desk = t.caller("desk");
    let first = t.app.take_call(&desk, t.new_call("traffic_accident", 5, 5)).await.unwrap().call;
    t.clock.advance(120);
    let second = t.app.take_call(&desk, t.new_call("traffic_accident", 6, 5)).await.unwrap().call;
    let near = t.app.duplicates(&desk, second.id).await.unwrap();
    assert_eq!((near[0].call.id, near[0].seconds), (first.id, 120));
    assert!((250.0..320.0).contains(&near[0].metres));
    let merged = t.app.merge(&desk, second.id, 1, first.id).await.unwrap();
    assert_eq!((merged.state, merged.merged_into), (CallState::Merged, Some(first.id)));
    assert_eq!(t.app.read_call(&desk, first.id).await.unwrap().merged[0].id, second.id);
    let onto_itself = t.app.merge(&desk, first.id, 1, first.id).await;
    assert!(matches!(onto_itself, Err(Error::WrongState(Refused::BadMerge))));
    let apart = t.app.unmerge(&desk, second.id, 2).await.unwrap();
    assert_eq!((apart.state, apart.merged_into), (CallState::Classified, None));
}

async fn danger_to_life_is_not_passed_on(t: TestApp) {
    let desk = t.caller("desk");
    let call = t.app.take_call(&desk, t.new_call("water_rescue", 5, 5)).await.unwrap().call;
    let refused = t.app.divert(&desk, call.id, 1, "12345", DiversionMode::Transfer).await;
    assert!(matches!(refused, Err(Error::WrongState(Refused::DangerToLife))));
}

async fn diverted_and_given_back(t: TestApp) {
    let desk = t.caller("desk");
    let call = t.app.take_call(&desk, t.new_call("noise", 5, 5)).await.unwrap().call;
    let away = t.app.divert(&desk, call.id, 1, "12345", DiversionMode::ThreeWay).await.unwrap();
    assert_eq!(away.state, CallState::Diverted);
    let back = t.app.diversion_answered(&desk, call.id, 2, false).await.unwrap();
    assert_eq!(back.state, CallState::Classified, "the first receiver keeps it");
    t.app.divert(&desk, call.id, 3, "12345", DiversionMode::Transfer).await.unwrap();
    let gone = t.app.diversion_answered(&desk, call.id, 4, true).await.unwrap();
    assert_eq!(gone.state, CallState::Accepted);
    assert_eq!(t.app.close(&desk, call.id, 5).await.unwrap().state, CallState::Closed);
}

async fn desk_answers_without_sending(t: TestApp) {
    let desk = t.caller("desk");
    let call = t.app.take_call(&desk, t.new_call("consultation", 5, 5)).await.unwrap().call;
    t.app.give_feedback(&desk, call.id, Outcome::Settled, "已电话解答。").await.unwrap();
    assert_eq!(t.app.close(&desk, call.id, 2).await.unwrap().state, CallState::Closed);
}

async fn stale_version_is_refused(t: TestApp) {
    let desk = t.caller("desk");
    let call = t.app.take_call(&desk, t.new_call("theft", 5, 5)).await.unwrap().call;
    let classified = t.app.classify(&desk, call.id, 1, "burglary", 2).await.unwrap();
    assert_eq!((classified.kind.as_str(), classified.first_kind.as_str()), ("burglary", "theft"));
    let stale = t.app.classify(&desk, call.id, 1, "fraud", 3).await;
    assert!(matches!(stale, Err(Error::StaleVersion { current: 2, sent: 1 })));
    assert_eq!(t.app.read_call(&desk, call.id).await.unwrap().call.kind, "burglary");
}

async fn places_off_the_map_are_refused(t: TestApp) {
    let desk = t.caller("desk");
    for (lon, lat) in [(0.0, 0.0), (f64::NAN, 31.7), (119.91, 91.0), (-119.91, 31.71)] {
        let mut call = t.new_call("theft", 5, 5);
        (call.place.lon, call.place.lat) = (lon, lat);
        assert!(matches!(t.app.take_call(&desk, call).await, Err(Error::OffMap)), "{lon} {lat}");
    }
    let mut call = t.new_call("theft", 5, 5);
    call.place.text = "  ".into();
    assert!(matches!(t.app.take_call(&desk, call).await, Err(Error::Invalid { field: "place", .. })));
    let mut call = t.new_call("no-such-kind", 5, 5);
    call.place.text = "x".into();
    assert!(matches!(t.app.take_call(&desk, call).await, Err(Error::Invalid { field: "kind", .. })));
    assert!(t.app.open_calls(&desk).await.unwrap().is_empty(), "nothing is half-written");
}

async fn reopened_after_the_end(t: TestApp) {
    let desk = t.caller("desk");
    let call = t.app.take_call(&desk, t.new_call("noise", 5, 5)).await.unwrap().call;
    t.app.give_feedback(&desk, call.id, Outcome::Unfounded, "未发现。").await.unwrap();
    t.app.close(&desk, call.id, 2).await.unwrap();
    let again = t.app.reopen(&desk, call.id, 3, "报警人再次来电").await.unwrap();
    assert_eq!((again.state, again.reopened, again.closed_at), (CallState::Classified, true, None));
}
