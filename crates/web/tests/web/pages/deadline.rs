//! What is due, on pages that work without a script, and the register to read.

use axum::http::StatusCode;
use kaimen_testkit::{Answer, Browser, TestApp, on_both_databases, on_one_database};
use serde_json::{Value, json};

use crate::steps::{act, header, take};

on_both_databases!(the_list_says_what_is_due_and_what_is_over, clocks_are_handled_by_forms);
on_one_database!(the_register_is_there_to_read, forms_are_refused_in_words);

/// Sends a form of the page with its page token.
async fn send(browser: &mut Browser, address: &str, fields: &[(&str, &str)]) -> Answer {
    let csrf = browser.csrf.clone();
    let fields: Vec<_> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
    browser.form(address, &fields).await
}

async fn page(browser: &mut Browser, address: &str) -> String {
    let answer = browser.get(address).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.text
}

fn clocks(call: &Value, rest: &str) -> String {
    format!("/zh/matters/{}/clocks{rest}", call["id"].as_str().unwrap())
}

async fn the_list_says_what_is_due_and_what_is_over(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let first = take(&mut desk, "theft", 2, 3).await["call"].clone();
    act(&mut desk, &first, "divert", json!({ "to": "12345", "mode": "transfer" })).await;
    let second = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let start = send(&mut desk, &clocks(&second, ""), &[("deadline", "D8.decide")]).await;
    assert_eq!((start.status, header(&start, "location")), (StatusCode::SEE_OTHER, clocks(&second, "").as_str()));

    let text = page(&mut desk, "/zh/deadlines").await;
    for part in [
        "2011年1月23日 星期日 16:05",
        "还剩 24 小时 0 分",
        "2011年2月21日 星期一 24:00",
        "还剩 30 天",
        "移送有管辖权的单位并告知报案人",
        "第38条",
        "待办 · 2 件",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let (near, far) = (text.find("星期日 16:05").unwrap(), text.find("星期一 24:00").unwrap());
    assert!(near < far, "the nearest first");
    t.clock.advance(2 * 86_400 + 3600);
    t.app.run_due_jobs().await.unwrap();
    let mut desk = t.signed_in("desk").await;
    let text = page(&mut desk, "/en/deadlines?list=overdue").await;
    for part in ["overdue by 25 h 0 min", "missed", "inspection office", first["number"].as_str().unwrap()] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains(second["number"].as_str().unwrap()));
    assert!(page(&mut desk, "/zh/deadlines?list=paused").await.contains("这里没有期限"));
    // Only the reader's own.
    let mut chief = t.signed_in("chief2").await;
    assert!(page(&mut chief, "/zh/deadlines").await.contains("待办 · 0 件"));
    assert_eq!(t.signed_in("admin").await.get("/zh/deadlines").await.status, StatusCode::FORBIDDEN);
    assert_eq!(t.browser().get("/zh/deadlines").await.status, StatusCode::SEE_OTHER);
}

/// Id and version of the only clock of a call.
async fn clock(browser: &mut Browser, call: &Value) -> (String, String) {
    let address = format!("/api/matters/{}/clocks", call["id"].as_str().unwrap());
    let found = browser.get(&address).await.json()[0].clone();
    (found["id"].as_str().unwrap().to_owned(), found["version"].to_string())
}

async fn clocks_are_handled_by_forms(t: TestApp) {
    let (mut desk, mut command) = (t.signed_in("desk").await, t.signed_in("command").await);
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    assert!(page(&mut desk, &clocks(&call, "")).await.contains("本事项没有开始计时的期限"));
    let fields = [("deadline", "D8.decide"), ("at", "2011-01-20T09:30")];
    send(&mut desk, &clocks(&call, ""), &fields).await;
    let text = page(&mut desk, &clocks(&call, "")).await;
    for part in ["2011年1月20日 星期四 09:30", "2011年2月21日 星期一 24:00", "暂停计时", "申请延长", "已办结"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    for (who, act, reason, shows) in [
        (0, "pause", "expert", "因鉴定暂停计时"),
        (0, "resume", "", "鉴定期间不计入"),
        (0, "ask-extension", "案情复杂", "申请延长：案情复杂"),
        (1, "approve", "", "批准延长：案情复杂"),
        (0, "meet", "", "按期办结"),
    ] {
        let (id, version) = clock(&mut desk, &call).await;
        let browser = if who == 0 { &mut desk } else { &mut command };
        let fields = [("act", act), ("version", version.as_str()), ("reason", reason)];
        let done = send(browser, &clocks(&call, &format!("/{id}")), &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{act}: {}", done.text);
        let text = page(browser, &clocks(&call, "")).await;
        assert!(text.contains(shows), "{shows}: {text}");
    }
    let english = page(&mut desk, &clocks(&call, "").replace("/zh/", "/en/")).await;
    assert!(english.contains("done in time") && english.contains("More time approved"), "{english}");
}

async fn forms_are_refused_in_words(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    for (fields, says) in [
        ([("deadline", "D2.register"), ("at", "")], "尚未施行"),
        ([("deadline", ""), ("at", "")], "请从列表中选择"),
        ([("deadline", "D8.decide"), ("at", "2011-02-30T09:30")], "请填写过去的日期和时间"),
        ([("deadline", "D8.decide"), ("at", "2031-01-01T09:30")], "请填写过去的日期和时间"),
        ([("deadline", "D8.decide"), ("at", "2007-12-01T09:30")], "2007年的节假日安排尚未导入"),
    ] {
        let answer = send(&mut desk, &clocks(&call, ""), &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
        assert!(answer.text.contains(says) && answer.text.contains("role=\"alert\""), "{says}: {}", answer.text);
    }
    send(&mut desk, &clocks(&call, ""), &[("deadline", "D13.decide")]).await;
    let (id, version) = clock(&mut desk, &call).await;
    for (act, reason, version, says) in [
        ("pause", "", version.as_str(), "请说明理由"),
        ("pause", "hearing", version.as_str(), "不允许因此原因暂停"),
        ("resume", "", version.as_str(), "没有暂停计时"),
        ("ask-extension", " ", version.as_str(), "请说明理由"),
        ("meet", "", "9", "已被他人更新"),
        ("dance", "", version.as_str(), "请从列表中选择"),
    ] {
        let fields = [("act", act), ("reason", reason), ("version", version)];
        let answer = send(&mut desk, &clocks(&call, &format!("/{id}")), &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}: {}", answer.text);
        assert!(answer.text.contains(says), "{says}: {}", answer.text);
    }
    let address = clocks(&call, &format!("/{id}"));
    let forged = desk.form(&address, &[("act", "meet"), ("version", &version), ("csrf", "x")]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

async fn the_register_is_there_to_read(t: TestApp) {
    t.app.set_deadline("D8.decide".parse().unwrap(), Some(20)).await.unwrap();
    let mut admin = t.signed_in("admin").await;
    let text = page(&mut admin, "/zh/deadlines/rules").await;
    for part in [
        "D1 上门报案当场办理",
        "目前没有施行中的规定",
        "D8.decide",
        "20 日",
        "本局自定，登记表为30 日",
        "治安管理处罚法（2005年）第99条",
        "这是当事人的权利期限",
        "2008–2026",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    t.clock.advance(15 * 366 * 86_400);
    let text = page(&mut t.signed_in("officer1").await, "/en/deadlines/rules").await;
    for part in [
        "at once",
        "at least 6 months",
        "at most 5 persons",
        "24 h",
        "5 working days",
        "May be extended 2 times by 30 d each",
        "our own",
        "practice",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("Not in force today"));
}
