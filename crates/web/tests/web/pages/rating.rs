//! Rating the answer, once, after the end.

use axum::http::StatusCode;
use kaimen_testkit::{TestApp, on_both_databases};
use serde_json::json;

use super::receipt::{is_silent_about, open, read, says};
use crate::steps::{act, good, header, of, take};

on_both_databases!(rated_once, joined_calls_are_rated_after_the_common_end, ratings_without_sense);

const FORM: [&str; 2] = ["action=\"/zh/receipt/rate\"", "action=\"/en/receipt/rate\""];
const THANKS: [&str; 2] = ["感谢您的评价", "Thank you for your rating"];

async fn rated_once(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let taken = take(&mut desk, "noise", 2, 3).await;
    let mut resident = open(&t, &taken).await;
    let call = act(&mut desk, &taken["call"], "feedback", json!({ "result": "settled", "text": "已劝导。" })).await;
    resident.form("/zh/receipt/rate", &[("stars", "5")]).await;
    let call = act(&mut desk, &call, "close", json!({})).await;
    let pages = read(&mut resident).await;
    says(&pages, FORM);
    is_silent_about(&pages, THANKS);
    for stars in 1..=5 {
        let choice = format!("name=\"stars\" value=\"{stars}\"");
        says(&pages, [&choice, &choice]);
    }
    let rated = resident.form("/en/receipt/rate", &[("stars", "2")]).await;
    assert_eq!((rated.status, header(&rated, "location")), (StatusCode::SEE_OTHER, "/en/receipt"));
    let pages = read(&mut resident).await;
    says(&pages, THANKS);
    is_silent_about(&pages, FORM);
    assert_eq!(resident.form("/en/receipt/rate", &[("stars", "5")]).await.status, StatusCode::SEE_OTHER);
    says(&read(&mut open(&t, &taken).await).await, THANKS);
    // Nothing of it shows on the screens of staff, and the call is as they know it.
    let detail = good(desk.get(&of(&call, "")).await);
    assert_eq!(detail["call"]["version"], call["version"]);
    let text = detail.to_string();
    assert!(!text.contains("rate") && !text.contains("stars"), "{text}");
    act(&mut desk, &call, "reopen", json!({ "reason": "又响了" })).await;
}

async fn joined_calls_are_rated_after_the_common_end(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let first = take(&mut desk, "noise", 2, 3).await;
    let second = take(&mut desk, "noise", 2, 3).await;
    act(&mut desk, &second["call"], "merge", json!({ "into": first["call"]["id"] })).await;
    let mut resident = open(&t, &second).await;
    is_silent_about(&read(&mut resident).await, FORM);
    let call = act(&mut desk, &first["call"], "feedback", json!({ "result": "settled", "text": "已劝导。" })).await;
    act(&mut desk, &call, "close", json!({})).await;
    says(&read(&mut resident).await, FORM);
    resident.form("/zh/receipt/rate", &[("stars", "4")]).await;
    says(&read(&mut resident).await, THANKS);
    says(&read(&mut open(&t, &first).await).await, FORM);
}

async fn ratings_without_sense(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let taken = take(&mut desk, "noise", 2, 3).await;
    let call = act(&mut desk, &taken["call"], "feedback", json!({ "result": "settled", "text": "已劝导。" })).await;
    act(&mut desk, &call, "close", json!({})).await;
    let mut resident = open(&t, &taken).await;
    for stars in ["0", "6", "255"] {
        assert_eq!(resident.form("/zh/receipt/rate", &[("stars", stars)]).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(resident.form("/zh/receipt/rate", &[]).await.status, StatusCode::SEE_OTHER, "none chosen");
    for stars in ["many", "-1", "1000"] {
        let answer = resident.form("/zh/receipt/rate", &[("stars", stars)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains("<html lang=\"zh-CN\">"), "{}", answer.text);
    }
    says(&read(&mut resident).await, FORM);
    let stranger = t.browser().form("/zh/receipt/rate", &[("stars", "1")]).await;
    assert_eq!(header(&stranger, "location"), "/zh/receipt");
}
