//! The resident's side.

use kaimen_app::Error;
use kaimen_domain::call::Outcome;
use kaimen_testkit::{TestApp, on_both_databases};

on_both_databases!(
    number_and_code_open_it,
    rated_once_and_unlinked,
    averages_need_ten_ratings,
    guessing_is_slowed,
    joined_calls_show_one_progress
);

async fn number_and_code_open_it(t: TestApp) {
    let taken = t.app.take_call(&t.caller("desk"), t.new_call("theft", 2, 2)).await.unwrap();
    let typed = taken.receipt_no.to_lowercase().replace('-', " ");
    let token = t.app.open_receipt(&typed, &taken.verify_code, "").await.unwrap();
    assert_eq!(t.app.read_receipt(&token).await.unwrap().own.id, taken.call.id);
    assert!(matches!(t.app.open_receipt(&taken.receipt_no, "12345x", "").await, Err(Error::BadCredentials)));
    assert!(matches!(t.app.open_receipt("不是编号", &taken.verify_code, "").await, Err(Error::BadCredentials)));
    t.clock.advance(2 * 3600 + 1);
    assert!(matches!(t.app.read_receipt(&token).await, Err(Error::SignedOut)), "it closes by itself");
}

async fn rated_once_and_unlinked(t: TestApp) {
    let desk = t.caller("desk");
    let taken = t.app.take_call(&desk, t.new_call("noise", 2, 2)).await.unwrap();
    let id = taken.call.id;
    let token = t.app.open_receipt(&taken.receipt_no, &taken.verify_code, "").await.unwrap();
    let receipt = t.app.read_receipt(&token).await.unwrap();
    assert!(matches!(t.app.rate(&receipt.caller, id, 5).await, Err(Error::WrongState(_))), "not before the end");
    t.app.give_feedback(&desk, id, Outcome::Settled, "已劝导。").await.unwrap();
    t.app.close(&desk, id, 2).await.unwrap();
    assert!(matches!(t.app.rate(&receipt.caller, id, 6).await, Err(Error::Invalid { field: "stars", .. })));
    t.app.rate(&receipt.caller, id, 2).await.unwrap();
    assert!(matches!(t.app.rate(&receipt.caller, id, 5).await, Err(Error::WrongState(_))), "once");
    let receipt = t.app.read_receipt(&token).await.unwrap();
    assert!(receipt.own.rated && !t.app.can_rate(&receipt));

    // Neither the call nor the chain tells who rated, when, or what.
    let detail = t.app.read_call(&desk, id).await.unwrap();
    assert!(detail.timeline.iter().all(|entry| entry.act != "rate"));
    assert_eq!(detail.call.version, 3, "the call shows no change by it");
    let rows = kaimen_store::audit::after(t.app.database().read(), 0, 100).await.unwrap();
    let row = rows.iter().find(|row| row.entry.act == "rate").unwrap();
    assert_eq!(row.entry.at.to_rfc3339(), "2010-12-31T16:00:00+00:00", "the month, no day");
    assert!(!row.entry.detail.contains("stars") && !row.entry.detail.contains("station"), "{}", row.entry.detail);
    assert_eq!(kaimen_store::audit::verify::verify(t.app.database().read(), &[]).await.unwrap().fault, None);
}

async fn averages_need_ten_ratings(t: TestApp) {
    let desk = t.caller("desk");
    for rated in 1..=10 {
        let taken = t.app.take_call(&desk, t.new_call("noise", 2, 2)).await.unwrap();
        t.app.give_feedback(&desk, taken.call.id, Outcome::Settled, "已劝导。").await.unwrap();
        t.app.close(&desk, taken.call.id, 2).await.unwrap();
        let token = t.app.open_receipt(&taken.receipt_no, &taken.verify_code, "").await.unwrap();
        let receipt = t.app.read_receipt(&token).await.unwrap();
        t.app.rate(&receipt.caller, taken.call.id, if rated == 10 { 5 } else { 3 }).await.unwrap();
        if rated == 9 {
            t.clock.advance(20 * 86_400);
            assert_eq!(t.app.averages().await.unwrap(), [], "nine are too few");
            t.clock.advance(-20 * 86_400);
        }
    }
    assert_eq!(t.app.averages().await.unwrap(), [], "a month is shown when it has ended");
    t.clock.advance(20 * 86_400);
    let averages = t.app.averages().await.unwrap();
    assert_eq!((averages[0].station.as_str(), averages[0].count, averages[0].mean), ("湖塘派出所", 10, 3.2));
}

async fn guessing_is_slowed(t: TestApp) {
    let taken = t.app.take_call(&t.caller("desk"), t.new_call("theft", 2, 2)).await.unwrap();
    for _ in 0..4 {
        assert!(matches!(t.app.open_receipt(&taken.receipt_no, "000", "").await, Err(Error::BadCredentials)));
    }
    let slowed = t.app.open_receipt(&taken.receipt_no, &taken.verify_code, "").await;
    assert!(matches!(slowed, Err(Error::TooManyTries { .. })), "even the right code waits");
    t.clock.advance(61);
    assert!(t.app.open_receipt(&taken.receipt_no, &taken.verify_code, "").await.is_ok());
}

async fn joined_calls_show_one_progress(t: TestApp) {
    let desk = t.caller("desk");
    let first = t.app.take_call(&desk, t.new_call("traffic_accident", 5, 5)).await.unwrap().call;
    let second = t.app.take_call(&desk, t.new_call("traffic_accident", 5, 5)).await.unwrap();
    t.app.merge(&desk, second.call.id, 1, first.id).await.unwrap();
    t.app.give_feedback(&desk, first.id, Outcome::Settled, "已快处快赔。").await.unwrap();
    let token = t.app.open_receipt(&second.receipt_no, &second.verify_code, "").await.unwrap();
    let receipt = t.app.read_receipt(&token).await.unwrap();
    assert_eq!((receipt.own.id, receipt.handled.id), (second.call.id, first.id));
    assert_eq!(receipt.handled.feedback.as_deref(), Some("已快处快赔。"));
    // Who called second judges the answer as well.
    assert!(!t.app.can_rate(&receipt));
    t.app.close(&desk, first.id, 2).await.unwrap();
    let receipt = t.app.read_receipt(&token).await.unwrap();
    assert!(t.app.can_rate(&receipt));
    t.app.rate(&receipt.caller, second.call.id, 4).await.unwrap();
}
