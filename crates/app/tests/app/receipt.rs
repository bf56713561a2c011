//! The resident's side.

use kaimen_app::{App, Error};
use kaimen_domain::call::Outcome;
use kaimen_testkit::{TestApp, on_both_databases};

on_both_databases!(
    number_and_code_open_it,
    rated_once_and_unlinked,
    guessing_is_slowed,
    joined_calls_show_one_progress
);

async fn number_and_code_open_it(t: TestApp) {
    let taken = t.app.take_call(&t.caller("desk"), t.new_call("theft", 2, 2)).await.unwrap();
    let typed = taken.receipt_no.to_lowercase().replace('-', " ");
    let token = t.app.open_receipt(&typed, &taken.verify_code).await.unwrap();
    assert_eq!(t.app.read_receipt(&token).await.unwrap().own.id, taken.call.id);
    assert!(matches!(t.app.open_receipt(&taken.receipt_no, "12345x").await, Err(Error::BadCredentials)));
    assert!(matches!(t.app.open_receipt("不是编号", &taken.verify_code).await, Err(Error::BadCredentials)));
    t.clock.advance(2 * 3600 + 1);
    assert!(matches!(t.app.read_receipt(&token).await, Err(Error::SignedOut)), "it closes by itself");
}

async fn rated_once_and_unlinked(t: TestApp) {
    let desk = t.caller("desk");
    let taken = t.app.take_call(&desk, t.new_call("noise", 2, 2)).await.unwrap();
    let id = taken.call.id;
    let token = t.app.open_receipt(&taken.receipt_no, &taken.verify_code).await.unwrap();
    let receipt = t.app.read_receipt(&token).await.unwrap();
    assert!(matches!(t.app.rate(&receipt.caller, id, 5).await, Err(Error::WrongState(_))), "not before the end");
    t.app.give_feedback(&desk, id, Outcome::Settled, "已劝导。").await.unwrap();
    t.app.close(&desk, id, 2).await.unwrap();
    assert!(matches!(t.app.rate(&receipt.caller, id, 6).await, Err(Error::Invalid { field: "stars", .. })));
    t.app.rate(&receipt.caller, id, 2).await.unwrap();
    assert!(matches!(t.app.rate(&receipt.caller, id, 5).await, Err(Error::WrongState(_))), "once");
    let receipt = t.app.read_receipt(&token).await.unwrap();
    assert!(receipt.own.rated && !App::can_rate(&receipt.caller, &receipt.own));

    // Neither the call's timeline nor the rating's row leads to the other.
    let detail = t.app.read_call(&desk, id).await.unwrap();
    assert!(detail.timeline.iter().all(|entry| entry.act != "rate"));
    let rows = kaimen_store::audit::after(t.app.database().read(), 0, 100).await.unwrap();
    let rating = rows.iter().find(|row| row.entry.act == "rate").unwrap();
    assert!(!rating.entry.detail.contains(&id.to_string()) && !rating.entry.subject.contains(&id.to_string()));

    // Too few ratings show no average, not even to the chief.
    let chief = t.caller("chief1");
    let station = chief.actor.staff().unwrap().station.unwrap();
    let average = t.app.average_rating(&chief, station).await.unwrap();
    assert_eq!((average.count, average.mean), (None, None));
}

async fn guessing_is_slowed(t: TestApp) {
    let taken = t.app.take_call(&t.caller("desk"), t.new_call("theft", 2, 2)).await.unwrap();
    for _ in 0..4 {
        assert!(matches!(t.app.open_receipt(&taken.receipt_no, "000").await, Err(Error::BadCredentials)));
    }
    let slowed = t.app.open_receipt(&taken.receipt_no, &taken.verify_code).await;
    assert!(matches!(slowed, Err(Error::TooManyTries { .. })), "even the right code waits");
    t.clock.advance(61);
    assert!(t.app.open_receipt(&taken.receipt_no, &taken.verify_code).await.is_ok());
}

async fn joined_calls_show_one_progress(t: TestApp) {
    let desk = t.caller("desk");
    let first = t.app.take_call(&desk, t.new_call("traffic_accident", 5, 5)).await.unwrap().call;
    let second = t.app.take_call(&desk, t.new_call("traffic_accident", 5, 5)).await.unwrap();
    t.app.merge(&desk, second.call.id, 1, first.id).await.unwrap();
    t.app.give_feedback(&desk, first.id, Outcome::Settled, "已快处快赔。").await.unwrap();
    let token = t.app.open_receipt(&second.receipt_no, &second.verify_code).await.unwrap();
    let receipt = t.app.read_receipt(&token).await.unwrap();
    assert_eq!((receipt.own.id, receipt.handled.id), (second.call.id, first.id));
    assert_eq!(receipt.handled.feedback.as_deref(), Some("已快处快赔。"));
}
