//! A unit can never be given to two calls, however many ask in the same moment and from however many processes.

use futures::future::join_all;
use kaimen_app::Error;
use kaimen_domain::id::UnitId;
use kaimen_testkit::{TestApp, on_both_databases};

on_both_databases!(
    one_unit_many_calls,
    many_calls_few_units,
    two_processes,
    one_call_many_desks,
    two_calls_into_each_other,
    a_call_is_taken_whatever_happens
);

async fn one_unit_many_calls(t: TestApp) {
    let desk = t.caller("desk");
    let unit = t.unit("湖塘02");
    let mut calls = Vec::new();
    for row in 0..10 {
        calls.push(t.app.take_call(&desk, t.new_call("theft", 2, row)).await.unwrap().call.id);
    }
    let answers = join_all(calls.iter().map(|id| {
        let (app, desk, id) = (t.app.clone(), desk.clone(), *id);
        async move { app.dispatch(&desk, id, 1, vec![unit], Some("试".into())).await }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    let taken = answers.iter().filter(|answer| matches!(answer, Err(Error::UnitTaken(_)))).count();
    assert_eq!(taken, 9, "{answers:?}");
    assert_units_are_on_one_call(&t, &[unit]).await;
}

async fn many_calls_few_units(t: TestApp) {
    let desk = t.caller("desk");
    let takes = join_all((0..20).map(|i| {
        let (app, desk) = (t.app.clone(), desk.clone());
        let mut call = t.new_call("sudden_illness", i % 12, i % 10);
        call.dispatch_nearest = true;
        async move { app.take_call(&desk, call).await }
    }))
    .await;
    let calls: Vec<_> = takes.into_iter().map(|taken| taken.unwrap().call).collect();
    let sent = calls.iter().filter(|call| call.has_open_units()).count();
    assert!(sent <= 6);
    let numbers: std::collections::BTreeSet<_> = calls.iter().map(|call| call.number.clone()).collect();
    assert_eq!(numbers.len(), 20, "every call has a number of its own");
    let all: Vec<UnitId> = t.app.units(&desk).await.unwrap().iter().map(|unit| unit.id).collect();
    assert_units_are_on_one_call(&t, &all).await;
}

async fn two_processes(t: TestApp) {
    let desk = t.caller("desk");
    let other = t.another().await;
    let unit = t.unit("新城01");
    let mut calls = Vec::new();
    for row in 0..8 {
        calls.push(t.app.take_call(&desk, t.new_call("theft", 7, row)).await.unwrap().call.id);
    }
    let answers = join_all(calls.iter().enumerate().map(|(i, id)| {
        let app = if i % 2 == 0 { t.app.clone() } else { other.clone() };
        let (desk, id) = (desk.clone(), *id);
        async move { app.dispatch(&desk, id, 1, vec![unit], Some("试".into())).await }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    assert_units_are_on_one_call(&t, &[unit]).await;
    let verified = kaimen_store::audit::verify::verify(t.app.database().read(), &[]).await.unwrap();
    assert_eq!(verified.fault, None, "two processes write one chain");
}

async fn one_call_many_desks(t: TestApp) {
    let desk = t.caller("desk");
    let id = t.app.take_call(&desk, t.new_call("theft", 2, 2)).await.unwrap().call.id;
    let units: Vec<UnitId> = t.app.units(&desk).await.unwrap().iter().map(|unit| unit.id).collect();
    let answers = join_all(units.iter().map(|unit| {
        let (app, desk, unit) = (t.app.clone(), desk.clone(), *unit);
        async move { app.dispatch(&desk, id, 1, vec![unit], Some("试".into())).await }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "the version lets one desk through");
}

async fn assert_units_are_on_one_call(t: &TestApp, units: &[UnitId]) {
    let calls = t.app.open_calls(&t.caller("desk")).await.unwrap();
    let stored = t.app.units(&t.caller("desk")).await.unwrap();
    for unit in units {
        let on: Vec<_> =
            calls.iter().filter(|call| call.open_assignment(*unit).is_some()).map(|call| call.id).collect();
        assert!(on.len() <= 1, "a unit is on {} calls", on.len());
        let stored = stored.iter().find(|other| other.id == *unit).unwrap();
        assert_eq!(stored.call, on.first().copied(), "unit and assignment agree");
    }
}

async fn two_calls_into_each_other(t: TestApp) {
    let desk = t.caller("desk");
    let first = t.app.take_call(&desk, t.new_call("noise", 2, 2)).await.unwrap().call.id;
    let second = t.app.take_call(&desk, t.new_call("noise", 2, 2)).await.unwrap().call.id;
    let (a, b) = tokio::join!(t.app.merge(&desk, first, 1, second), t.app.merge(&desk, second, 1, first));
    assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1, "one of them stays in the queue: {a:?} {b:?}");
}

/// The board believes that units are free which another process has sent: nobody goes, but the call is taken.
async fn a_call_is_taken_whatever_happens(t: TestApp) {
    let desk = t.caller("desk");
    let other = t.another().await;
    for _ in 0..6 {
        let mut call = t.new_call("sudden_illness", 5, 5);
        call.dispatch_nearest = true;
        assert!(other.take_call(&desk, call).await.unwrap().call.has_open_units());
    }
    let mut call = t.new_call("sudden_illness", 5, 5);
    call.dispatch_nearest = true;
    let taken = t.app.take_call(&desk, call).await.unwrap();
    assert!(!taken.call.has_open_units());
}
