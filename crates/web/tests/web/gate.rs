//! Pages are refused before calls are: what the public does never holds up whoever is signed in.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode};
use futures::StreamExt;
use kaimen_testkit::{Browser, PASSWORD, TestApp, on_one_database};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::steps::{created, good, header, intake, problem};

on_one_database!(a_flood_from_one_network, a_flood_of_slow_requests, made_up_sessions_count_as_public, live_receipts);

const FORM: Option<&str> = Some("application/x-www-form-urlencoded");

async fn a_flood_from_one_network(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    good(desk.get("/api/kinds").await);
    let mut crowd = desk.neighbour();
    let mut served = 0;
    let refused = loop {
        let answer = crowd.get("/en/sign-in").await;
        if answer.status != StatusCode::OK {
            break answer;
        }
        served += 1;
        assert!(served < 2_000, "no limit");
    };
    assert!(served > 300, "a crowd behind one address is served: {served}");
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(header(&refused, "retry-after"), "1");
    assert!(refused.text.contains("call 110") && refused.headers.contains_key("content-security-policy"));
    problem(&crowd.get("/api/state").await, 429, "too_many_requests");
    assert_eq!(crowd.get("/health").await.status, StatusCode::OK);
    // The desk is in the same network.
    created(desk.post("/api/calls", intake("theft", 2, 3)).await);
    good(desk.get("/api/state").await);
    // So is somebody whom this server has not seen yet, because it has just started.
    let chief = t.signed_in("chief1").await;
    let mut after_start = desk.neighbour();
    after_start.extra = vec![("cookie", format!("kaimen={}", chief.cookie("kaimen").unwrap()))];
    good(after_start.get("/api/state").await);
    t.clock.advance(1);
    assert_eq!(crowd.get("/en/sign-in").await.status, StatusCode::OK);
}

/// Begins a form whose body never ends; tells when the server waits for it.
fn begin(mut browser: Browser, begun: &Arc<Semaphore>) -> tokio::task::JoinHandle<()> {
    let begun = Arc::clone(begun);
    tokio::spawn(async move {
        let first = futures::stream::once(async move {
            begun.add_permits(1);
            Ok::<_, std::io::Error>(Bytes::from_static(b"number="))
        });
        let body = Body::from_stream(first.chain(futures::stream::pending()));
        browser.send(Method::POST, "/zh/receipt", FORM, body).await;
    })
}

async fn a_flood_of_slow_requests(t: TestApp) {
    let mut desk = t.secure_browser();
    desk.extra = vec![("x-forwarded-for", "192.0.2.1".to_owned())];
    desk.sign_in("desk", PASSWORD).await;
    good(desk.get("/api/kinds").await);
    let begun = Arc::new(Semaphore::new(0));
    let mut slow = Vec::new();
    for network in 0..8 {
        let from = vec![("x-forwarded-for", format!("198.51.100.{network}"))];
        for _ in 0..32 {
            let mut browser = desk.neighbour();
            browser.extra = from.clone();
            slow.push(begin(browser, &begun));
        }
        let all = begun.acquire_many(32 * (network + 1));
        drop(timeout(Duration::from_secs(20), all).await.unwrap().unwrap());
        let mut one_more = desk.neighbour();
        one_more.extra = from;
        assert_eq!(one_more.get("/zh/sign-in").await.status, StatusCode::TOO_MANY_REQUESTS, "32 of one network");
    }
    let mut resident = desk.neighbour();
    resident.extra = vec![("x-forwarded-for", "203.0.113.9".to_owned())];
    let busy = resident.get("/zh/receipt").await;
    assert_eq!(busy.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(busy.text.contains("110") && header(&busy, "retry-after") == "1");
    problem(&resident.get("/api/state").await, 503, "busy");
    created(desk.post("/api/calls", intake("theft", 2, 3)).await);
    good(desk.get("/api/state").await);
    slow.iter().for_each(tokio::task::JoinHandle::abort);
    for task in slow {
        let _ = task.await;
    }
    assert_eq!(resident.get("/zh/receipt").await.status, StatusCode::OK, "places are given back");
}

async fn made_up_sessions_count_as_public(t: TestApp) {
    let mut forger = t.browser();
    let mut answers = Vec::new();
    for number in 0..700 {
        forger.extra = vec![("cookie", format!("kaimen=forged-{number}"))];
        answers.push(forger.get("/api/kinds").await.status);
    }
    assert_eq!(answers[0], StatusCode::UNAUTHORIZED);
    assert_eq!(answers.last(), Some(&StatusCode::TOO_MANY_REQUESTS));
}

async fn live_receipts(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let taken = created(desk.post("/api/calls", intake("theft", 2, 3)).await);
    let text = |field: &str| taken[field].as_str().unwrap().to_owned();
    let mut resident = desk.neighbour();
    resident.form("/zh/receipt", &[("number", &text("receipt_no")), ("code", &text("verify_code"))]).await;
    let mut open = Vec::new();
    let refused = loop {
        match resident.stream("/receipt/stream").await {
            Ok(stream) => open.push(stream),
            Err(answer) => break answer,
        }
        if open.len() % 500 == 0 {
            t.clock.advance(10);
        }
        assert!(open.len() < 3_000, "no limit");
    };
    assert_eq!((open.len(), refused.status), (1_000, StatusCode::SERVICE_UNAVAILABLE));
    good(desk.get("/api/state").await);
    open.truncate(999);
    assert!(resident.stream("/receipt/stream").await.is_ok(), "a place is given back");
}
