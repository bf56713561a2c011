//! What becomes due.

use kaimen_testkit::{TestApp, on_both_databases};

on_both_databases!(unacknowledged_orders_are_named, board_is_rebuilt);

async fn unacknowledged_orders_are_named(t: TestApp) {
    let mut call = t.new_call("theft", 2, 3);
    call.dispatch_nearest = true;
    let call = t.app.take_call(&t.caller("desk"), call).await.unwrap().call;
    assert_eq!(t.app.run_due_jobs().await.unwrap(), 0, "not yet due");
    t.clock.advance(61);
    assert_eq!(t.app.run_due_jobs().await.unwrap(), 1);
    assert_eq!(t.app.run_due_jobs().await.unwrap(), 0, "once");
    let detail = t.app.read_call(&t.caller("desk"), call.id).await.unwrap();
    let last = detail.timeline.last().unwrap();
    assert_eq!((last.act.as_str(), last.detail["units"][0].as_str()), ("not-acknowledged", Some("湖塘02")));
}

async fn board_is_rebuilt(t: TestApp) {
    let mut call = t.new_call("theft", 2, 3);
    call.dispatch_nearest = true;
    t.app.take_call(&t.caller("desk"), call).await.unwrap();
    let at = kaimen_testkit::place(11, 9);
    t.app.send_position(&t.caller("officer6"), at, t.app.now()).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(1300)).await;
    t.app.keep_fixes().await.unwrap();
    let other = t.another().await;
    let waiting = other.take_call(&t.caller("desk"), t.new_call("theft", 2, 3)).await.unwrap().call;
    let advice = other.recommend_for(&t.caller("desk"), waiting.id, 6).await.unwrap();
    assert!(advice.picks.iter().all(|pick| pick.call_sign != "湖塘02"), "who is sent stays sent");
    assert!(advice.passed_over.iter().any(|passed| passed.call_sign == "湖塘02"));
    let nearest = other.take_call(&t.caller("desk"), t.new_call("theft", 11, 9)).await.unwrap().call;
    let advice = other.recommend_for(&t.caller("desk"), nearest.id, 1).await.unwrap();
    assert_eq!((advice.picks[0].call_sign.as_str(), advice.picks[0].eta_ms), ("新城03", 0), "the last place is known");
}
