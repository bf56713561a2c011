//! The same request twice changes nothing twice.

use kaimen_app::{Caller, Error, RequestKey};
use kaimen_domain::act::Act;
use kaimen_testkit::{TestApp, on_both_databases};

on_both_databases!(
    a_call_is_taken_once,
    a_step_is_taken_once,
    a_key_is_for_one_request,
    the_last_step_is_taken_once,
    sending_is_done_once
);

fn keyed(caller: &Caller, key: &str, digest: u8) -> Caller {
    Caller { key: Some(RequestKey { key: key.into(), digest: [digest; 32] }), ..caller.clone() }
}

async fn a_call_is_taken_once(t: TestApp) {
    let desk = keyed(&t.caller("desk"), "k1", 1);
    let mut call = t.new_call("sudden_illness", 2, 2);
    call.dispatch_nearest = true;
    let first = t.app.take_call(&desk, call.clone()).await.unwrap();
    let (a, b) = tokio::join!(t.app.take_call(&desk, call.clone()), t.app.take_call(&desk, call.clone()));
    for again in [a.unwrap(), b.unwrap()] {
        assert_eq!(again.call.id, first.call.id);
        assert_eq!((&again.receipt_no, &again.verify_code), (&first.receipt_no, &first.verify_code));
    }
    assert_eq!(t.app.open_calls(&desk).await.unwrap().len(), 1);
}

async fn a_step_is_taken_once(t: TestApp) {
    let mut call = t.new_call("sudden_illness", 2, 2);
    call.dispatch_nearest = true;
    let taken = t.app.take_call(&t.caller("desk"), call).await.unwrap();
    let officer = keyed(&t.caller("officer2"), "k2", 1);
    let first = t.app.progress(&officer, taken.call.id, Act::Acknowledge).await.unwrap();
    let again = t.app.progress(&officer, taken.call.id, Act::Acknowledge).await.unwrap();
    assert_eq!(first.version, again.version);
    let without_key = t.app.progress(&t.caller("officer2"), taken.call.id, Act::Acknowledge).await;
    assert!(matches!(without_key, Err(Error::WrongState(_))));
}

async fn a_key_is_for_one_request(t: TestApp) {
    t.app.take_call(&keyed(&t.caller("desk"), "k3", 1), t.new_call("theft", 2, 2)).await.unwrap();
    let other = t.app.take_call(&keyed(&t.caller("desk"), "k3", 2), t.new_call("fraud", 2, 2)).await;
    assert!(matches!(other, Err(Error::KeyReused)));
    // The same key of another account is another key.
    t.app.take_call(&keyed(&t.caller("desk"), "k4", 1), t.new_call("theft", 2, 2)).await.unwrap();
    assert_eq!(t.app.open_calls(&t.caller("desk")).await.unwrap().len(), 2);
}

/// After it the officer is no longer on the call; the repeated request is answered all the same.
async fn the_last_step_is_taken_once(t: TestApp) {
    let mut call = t.new_call("sudden_illness", 2, 2);
    call.dispatch_nearest = true;
    let id = t.app.take_call(&t.caller("desk"), call).await.unwrap().call.id;
    t.app.progress(&t.caller("officer2"), id, Act::OnScene).await.unwrap();
    let officer = keyed(&t.caller("officer2"), "k5", 1);
    let first = t.app.resolve(&officer, id).await.unwrap();
    let again = t.app.resolve(&officer, id).await.unwrap();
    assert_eq!(first.version, again.version);
}

async fn sending_is_done_once(t: TestApp) {
    let call = t.app.take_call(&t.caller("desk"), t.new_call("theft", 2, 2)).await.unwrap().call;
    let desk = keyed(&t.caller("desk"), "k6", 1);
    let units = vec![t.unit("湖塘02")];
    let first = t.app.dispatch(&desk, call.id, 1, units.clone(), None).await.unwrap();
    let again = t.app.dispatch(&desk, call.id, 1, units, None).await.unwrap();
    assert_eq!((again.version, again.assignments.len()), (first.version, 1));
}
