//! The receipt: pages without script, for whoever knows number and code.

use axum::http::StatusCode;
use kaimen_testkit::{Browser, TestApp, on_both_databases};
use serde_json::{Value, json};

use crate::steps::{act, created, header, intake, send, take};

on_both_databases!(
    wrong_and_right_codes,
    progress_step_by_step,
    joined_calls_show_the_common_progress,
    passed_on_and_answered_by_the_desk,
    closing_on_this_device,
    told_when_something_changes,
);

/// Opens the receipt of what the desk took; answers the resident's browser.
pub async fn open(t: &TestApp, taken: &Value) -> Browser {
    let mut resident = t.browser();
    let (number, code) = (taken["receipt_no"].as_str().unwrap(), taken["verify_code"].as_str().unwrap());
    let opened = resident.form("/zh/receipt", &[("number", number), ("code", code)]).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
    resident
}

/// The page in Chinese and in English; both must say something.
pub async fn read(resident: &mut Browser) -> [String; 2] {
    let pages = [resident.get("/zh/receipt").await, resident.get("/en/receipt").await];
    pages.map(|page| {
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        page.text
    })
}

#[track_caller]
pub fn says(pages: &[String; 2], texts: [&str; 2]) {
    for (page, text) in pages.iter().zip(texts) {
        assert!(page.contains(text), "{text} is not in {page}");
    }
}

#[track_caller]
pub fn is_silent_about(pages: &[String; 2], texts: [&str; 2]) {
    for (page, text) in pages.iter().zip(texts) {
        assert!(!page.contains(text), "{text} is in {page}");
    }
}

/// The steps that are done or current, by name, with their times.
fn steps(page: &str) -> Vec<(String, String)> {
    let cut = |text: &str, from: &str| text.split_once(from).unwrap().1.split_once("</span>").unwrap().0.to_owned();
    page.split("<li class=\"")
        .skip(1)
        .filter(|item| item.starts_with("done") || item.starts_with("current"))
        .map(|item| (cut(item, "class=\"step-name\">"), cut(item, "class=\"step-time number\">")))
        .collect()
}

async fn wrong_and_right_codes(t: TestApp) {
    let taken = take(&mut t.signed_in("desk").await, "theft", 2, 3).await;
    let (number, code) = (taken["receipt_no"].as_str().unwrap(), taken["verify_code"].as_str().unwrap());
    let mut resident = t.browser();
    let wrong_code = if code == "000000" { "000001" } else { "000000" };
    for (number, code) in [(number, wrong_code), ("K4M-7WX-29D", code), ("", ""), (number, "")] {
        for (home, text) in [("/zh", "编号或验证码不对"), ("/en", "do not match")] {
            let answer = resident.form(&format!("{home}/receipt"), &[("number", number), ("code", code)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text.contains(text) && answer.text.contains("role=\"alert\""), "{}", answer.text);
            assert!(answer.text.contains(&format!("value=\"{number}\"")), "what was typed stays: {}", answer.text);
            assert!(code.is_empty() || !answer.text.contains(code), "the code does not");
            assert!(!answer.headers.contains_key("set-cookie"));
        }
        t.clock.advance(60);
    }
    let typed = number.to_lowercase().replace('-', " ");
    let opened = resident.form("/en/receipt", &[("number", &typed), ("code", &format!(" {code} "))]).await;
    assert_eq!((opened.status, header(&opened, "location")), (StatusCode::SEE_OTHER, "/en/receipt"));
    says(&read(&mut resident).await, [number, number]);
    t.clock.advance(2 * 3600);
    says(&read(&mut resident).await, ["name=\"code\"", "name=\"code\""]);
}

async fn progress_step_by_step(t: TestApp) {
    let (mut desk, mut officer) = (t.signed_in("desk").await, t.signed_in("officer1").await);
    let taken = take(&mut desk, "sudden_illness", 2, 3).await;
    let mut resident = open(&t, &taken).await;
    let pages = read(&mut resident).await;
    says(&pages, ["正在安排民警", "An officer is being assigned"]);
    says(&pages, ["突发疾病", "Sudden illness"]);
    says(&pages, ["第2街第3路口", "第2街第3路口"]);
    says(&pages, ["aria-current=\"step\"", "aria-current=\"step\""]);
    assert_eq!(steps(&pages[1]), [("Call received".to_owned(), "01-22 16:05".to_owned())]);

    t.clock.advance(60);
    let call = send(&t, &mut desk, &taken["call"], &["湖塘01", "湖塘02"]).await;
    let pages = read(&mut resident).await;
    says(&pages, ["民警1 湖塘01", "民警2 湖塘02"]);
    says(&pages, ["已通知", "told"]);
    says(&pages, ["预计 16:0", "Expected at about 16:0"]);
    is_silent_about(&pages, ["正在安排", "being assigned"]);
    let order = json!({ "unit_id": t.unit("湖塘02"), "reason": "另有任务" });
    act(&mut desk, &call, "recall", order).await;
    is_silent_about(&read(&mut resident).await, ["湖塘02", "湖塘02"]);

    for (step, texts) in [
        ("acknowledge", ["已接单，准备出发", "acknowledged, about to leave"]),
        ("en-route", ["正在赶来", "on the way to you"]),
        ("on-scene", ["已在现场", "with you"]),
    ] {
        t.clock.advance(60);
        act(&mut officer, &call, step, json!({})).await;
        says(&read(&mut resident).await, texts);
    }
    is_silent_about(&read(&mut resident).await, ["预计", "Expected"]);
    act(&mut officer, &call, "medical/request", json!({ "condition": "unconscious" })).await;
    let pages = read(&mut resident).await;
    says(&pages, ["已联系 120 急救", "120 ambulance service has been contacted"]);
    is_silent_about(&pages, ["昏迷", "nconscious"]);
    act(&mut officer, &call, "medical/ambulance-arrived", json!({})).await;
    t.clock.advance(60);
    act(&mut officer, &call, "resolve", json!({})).await;
    says(&read(&mut resident).await, ["已处理完毕", "finished"]);
    let call = act(&mut officer, &call, "feedback", json!({ "result": "medical", "text": "已送医。" })).await;
    let pages = read(&mut resident).await;
    says(&pages, ["处理结果", "Result"]);
    says(&pages, ["已送医。", "已送医。"]);
    is_silent_about(&pages, ["请您评价", "Your rating"]);
    t.clock.advance(60);
    act(&mut desk, &call, "close", json!({})).await;
    let pages = read(&mut resident).await;
    let names = [
        "Call received",
        "Officer assigned",
        "Officer on the way",
        "Officer arrived",
        "Dealt with on the scene",
        "Closed",
    ];
    let times = ["16:05", "16:06", "16:08", "16:09", "16:10", "16:11"];
    let all: Vec<_> =
        names.iter().zip(times).map(|(name, time)| ((*name).to_owned(), format!("01-22 {time}"))).collect();
    assert_eq!(steps(&pages[1]), all);
    for private in ["在田里施肥", "138", "熟悉情况", "另有任务", "desk"] {
        is_silent_about(&pages, [private, private]);
    }
}

async fn joined_calls_show_the_common_progress(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let first = take(&mut desk, "traffic_accident", 5, 5).await;
    let mut body = intake("theft", 5, 6);
    body["place"]["text"] = json!("窑头村口");
    let second = created(desk.post("/api/calls", body).await);
    let mut resident = open(&t, &second).await;
    act(&mut desk, &second["call"], "merge", json!({ "into": first["call"]["id"] })).await;
    send(&t, &mut desk, &first["call"], &["湖塘01"]).await;
    let pages = read(&mut resident).await;
    says(&pages, ["合并处理", "together with another call"]);
    says(&pages, ["民警1 湖塘01", "民警1 湖塘01"]);
    says(&pages, ["窑头村口", "窑头村口"]);
    let own = second["call"]["number"].as_str().unwrap();
    says(&pages, [own, own]);
    let (number, receipt) = (first["call"]["number"].as_str().unwrap(), first["receipt_no"].as_str().unwrap());
    for other in [number, receipt, "第5街第5路口"] {
        is_silent_about(&pages, [other, other]);
    }
}

async fn passed_on_and_answered_by_the_desk(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let taken = take(&mut desk, "consultation", 2, 3).await;
    let mut resident = open(&t, &taken).await;
    let call = act(&mut desk, &taken["call"], "divert", json!({ "to": "12345", "mode": "transfer" })).await;
    let pages = read(&mut resident).await;
    says(&pages, ["此事已转交 12345", "This was passed on to 12345"]);
    is_silent_about(&pages, ["正在安排民警", "being assigned"]);
    let call = act(&mut desk, &call, "divert-bounced", json!({})).await;
    let pages = read(&mut resident).await;
    is_silent_about(&pages, ["12345", "12345"]);
    says(&pages, ["正在安排民警", "being assigned"]);
    let call = act(&mut desk, &call, "feedback", json!({ "result": "settled", "text": "已解答。" })).await;
    act(&mut desk, &call, "close", json!({})).await;
    let pages = read(&mut resident).await;
    says(&pages, ["已解答。", "已解答。"]);
    // Nobody was sent, and nobody will be.
    is_silent_about(&pages, ["正在安排民警", "being assigned"]);
}

async fn closing_on_this_device(t: TestApp) {
    let taken = take(&mut t.signed_in("desk").await, "theft", 2, 3).await;
    let mut resident = open(&t, &taken).await;
    says(&read(&mut resident).await, ["/zh/receipt/close", "/en/receipt/close"]);
    let closed = resident.form("/en/receipt/close", &[]).await;
    assert_eq!((closed.status, header(&closed, "location")), (StatusCode::SEE_OTHER, "/en/receipt"));
    assert_eq!(resident.cookie("receipt"), None);
    let pages = read(&mut resident).await;
    says(&pages, ["name=\"code\"", "name=\"code\""]);
    let receipt = taken["receipt_no"].as_str().unwrap();
    is_silent_about(&pages, [receipt, receipt]);
    resident.extra = vec![("cookie", "receipt=forged".to_owned())];
    says(&read(&mut resident).await, ["name=\"code\"", "name=\"code\""]);
}

async fn told_when_something_changes(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let taken = take(&mut desk, "theft", 2, 3).await;
    let mut events =
        open(&t, &taken).await.stream("/receipt/stream").await.unwrap_or_else(|answer| panic!("{answer:?}"));
    take(&mut desk, "theft", 2, 4).await;
    act(&mut desk, &taken["call"], "note", json!({ "text": "车在门口" })).await;
    let told = events.next().await.unwrap();
    assert_eq!((told.name.as_str(), told.id, told.data), ("changed", None, json!({})), "that, not what");
}
