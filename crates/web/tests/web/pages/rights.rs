//! A person's rights on the pages: seen, asked, answered, contested, reviewed, done.

use axum::http::StatusCode;
use kaimen_testkit::{Browser, TestApp, on_both_databases};
use serde_json::{Value, json};

use super::receipt::{is_silent_about, open, says};
use crate::steps::{act, good, header, take};

on_both_databases!(seen_asked_refused_reviewed_and_gone, corrected, asked_badly, held_and_purged);

async fn data(resident: &mut Browser) -> [String; 2] {
    let pages = [resident.get("/zh/receipt/data").await, resident.get("/en/receipt/data").await];
    pages.map(|page| {
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        page.text
    })
}

/// A call that has ended, and its receipt opened by the resident.
async fn ended(t: &TestApp) -> (Value, Browser) {
    let mut desk = t.signed_in("desk").await;
    let taken = take(&mut desk, "noise", 2, 3).await;
    let told = act(&mut desk, &taken["call"], "feedback", json!({ "result": "settled", "text": "已劝导。" })).await;
    act(&mut desk, &told, "close", json!({})).await;
    let resident = open(t, &taken).await;
    (taken, resident)
}

/// Id of the only request.
async fn request(browser: &mut Browser) -> String {
    good(browser.get("/api/rights").await)[0]["id"].as_str().unwrap().to_owned()
}

async fn seen_asked_refused_reviewed_and_gone(t: TestApp) {
    let (_, mut resident) = ended(&t).await;
    let pages = data(&mut resident).await;
    says(&pages, ["袁某 138 0000 0000", "袁某 138 0000 0000"]);
    says(&pages, ["在田里施肥时突然头昏", "在田里施肥时突然头昏"]);
    says(&pages, ["最长保存 6 个月", "at most 6 months"]);
    says(&pages, ["保存至 2011-07-22", "Kept until 2011-07-22"]);
    says(&pages, ["接警登记", "took the call"]);
    is_silent_about(&pages, ["look-", "look-"]);
    let asked = [("wish", "deletion"), ("category", "contact"), ("category", "texts"), ("reason", "事情早已了结")];
    let sent = resident.form("/zh/receipt/rights", &asked).await;
    assert_eq!((sent.status, header(&sent, "location")), (StatusCode::SEE_OTHER, "/zh/receipt/data#requests"));
    resident.form("/zh/receipt/rights", &asked).await;
    let pages = data(&mut resident).await;
    says(&pages, ["权20110122-0001", "权20110122-0001"]);
    is_silent_about(&pages, ["权20110122-0002", "权20110122-0002"]);
    says(&pages, ["2011-02-06", "2011-02-06"]);

    let mut chief = t.signed_in("chief1").await;
    let id = request(&mut chief).await;
    let page = chief.get(&format!("/zh/rights/{id}")).await;
    assert!(page.text.contains("事情早已了结") && page.text.contains("可以删除"), "{}", page.text);
    let csrf = chief.csrf.clone();
    let address = format!("/zh/rights/{id}/answer");
    let silent = [("csrf", &*csrf), ("version", "1"), ("decision", "refused"), ("reasons", "")];
    let refused = chief.form(&address, &silent).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("请说明理由"), "{}", refused.text);
    let foreign = [("csrf", "wrong"), ("version", "1"), ("decision", "refused"), ("reasons", "需留存备查")];
    assert_eq!(chief.form(&address, &foreign).await.status, StatusCode::FORBIDDEN);
    let answered = [("csrf", &*csrf), ("version", "1"), ("decision", "refused"), ("reasons", "需留存备查")];
    assert_eq!(chief.form(&address, &answered).await.status, StatusCode::SEE_OTHER);

    let pages = data(&mut resident).await;
    says(&pages, ["需留存备查", "需留存备查"]);
    says(&pages, ["人民法院", "you can sue"]);
    let contest = format!("/zh/receipt/rights/{id}/contest");
    assert_eq!(resident.form(&contest, &[("reason", "没有说明依据")]).await.status, StatusCode::SEE_OTHER);
    let twice = resident.form(&contest, &[("reason", "没有说明依据")]).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER, "pressed twice");

    let mut inspection = t.signed_in("inspection").await;
    let body = json!({ "version": 3, "outcome": "overturned", "reasons": "依据不足" });
    let reviewed = good(inspection.post(&format!("/api/rights/{id}/review"), body.clone()).await);
    assert_eq!((reviewed["state"].as_str(), reviewed["outcome"].as_str()), (Some("reviewed"), Some("overturned")));
    let again = inspection.post(&format!("/api/rights/{id}/review"), body).await;
    assert_eq!((again.status.as_u16(), again.code()), (409, "stale_version".to_owned()));

    let pages = data(&mut resident).await;
    is_silent_about(&pages, ["袁某", "袁某"]);
    is_silent_about(&pages, ["在田里施肥", "在田里施肥"]);
    says(&pages, ["删除凭证", "Proof of deletion"]);
    says(&pages, ["依您的请求", "you asked for it"]);
    says(&pages, ["督察部门", "Inspection office"]);
    let file = resident.get("/en/receipt/data/file").await;
    assert!(header(&file, "content-disposition").contains("kaimen-data.json"));
    let copy = file.json();
    assert_eq!(copy["deleted"].as_array().unwrap().len(), 2);
    assert_eq!(copy["requests"][0]["review_reasons"], "依据不足");
    let print = resident.get("/zh/receipt/data/copy").await.text;
    assert!(!print.contains("<form") && print.contains("删除凭证"), "{print}");
}

async fn corrected(t: TestApp) {
    let (taken, mut resident) = ended(&t).await;
    let asked = [("wish", "correction"), ("field", "place"), ("wrong", "不是路口"), ("right", "窑头村东头")];
    assert_eq!(resident.form("/zh/receipt/rights", &asked).await.status, StatusCode::SEE_OTHER);
    let mut privacy = t.signed_in("privacy").await;
    let id = request(&mut privacy).await;
    privacy.extra.push(("idempotency-key", "once".to_owned()));
    let body = json!({ "version": 1, "answered": "granted" });
    let one = good(privacy.post(&format!("/api/rights/{id}/answer"), body.clone()).await);
    let two = good(privacy.post(&format!("/api/rights/{id}/answer"), body).await);
    assert_eq!((one["state"].as_str(), two["version"].as_u64()), (Some("closed"), Some(2)), "sent twice, done once");
    let pages = data(&mut resident).await;
    says(&pages, ["窑头村东头", "窑头村东头"]);
    says(&pages, ["更正前", "Before"]);
    says(&pages, ["第2街第3路口", "第2街第3路口"]);
    let number = taken["call"]["id"].as_str().unwrap();
    let detail = good(t.signed_in("desk").await.get(&format!("/api/calls/{number}")).await);
    assert_eq!(detail["call"]["place"]["text"], "窑头村东头");
}

async fn asked_badly(t: TestApp) {
    let (_, mut resident) = ended(&t).await;
    for (fields, text) in [
        (vec![("wish", "deletion"), ("reason", "不想留")], "请选择要删除的内容"),
        (vec![("wish", "deletion"), ("category", "audit"), ("reason", "不想留")], "请选择要删除的内容"),
        (vec![("wish", "correction"), ("field", "place"), ("wrong", "错了<b>")], "请填写完整"),
        (vec![("wish", "explanation"), ("question", " ")], "请填写完整"),
    ] {
        let answer = resident.form("/zh/receipt/rights", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains(text) && !answer.text.contains("<b>"), "{}", answer.text);
    }
    resident.extra.push(("sec-fetch-site", "cross-site".to_owned()));
    let foreign = resident.form("/zh/receipt/rights", &[("wish", "explanation"), ("question", "为什么")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let nobody = t.browser().get("/zh/receipt/data").await;
    assert_eq!((nobody.status, header(&nobody, "location")), (StatusCode::SEE_OTHER, "/zh/receipt"));
}

async fn held_and_purged(t: TestApp) {
    let ((held, mut resident), _) = (ended(&t).await, ended(&t).await);
    let mut privacy = t.signed_in("privacy").await;
    let (csrf, number) = (privacy.csrf.clone(), held["call"]["number"].as_str().unwrap());
    let hold = |review: &'static str| {
        [
            ("csrf", csrf.clone()),
            ("number", number.to_owned()),
            ("reason", "法院调卷".to_owned()),
            ("review", review.to_owned()),
        ]
    };
    for (review, status) in [("soon", 422), ("2011-01-22", 422), ("2011-12-22", 303), ("2011-12-22", 422)] {
        let fields = hold(review);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = privacy.form("/zh/retention/hold", &fields).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    }
    says(&data(&mut resident).await, ["已依法封存", "legal hold"]);
    t.clock.advance(190 * 86_400);
    let (mut privacy, mut supervisor) = (t.signed_in("privacy").await, t.signed_in("supervisor").await);
    let plan = supervisor.get("/zh/retention").await.text;
    assert!(plan.contains("法院调卷") && plan.contains("R01") && !plan.contains("立即删除"), "{plan}");
    let csrf = privacy.csrf.clone();
    assert!(privacy.get("/en/retention").await.text.contains("Delete what is due now (1)"));
    assert_eq!(privacy.form("/zh/retention/run", &[("csrf", &csrf)]).await.status, StatusCode::SEE_OTHER);
    assert!(privacy.get("/en/retention").await.text.contains("Delete what is due now (0)"));
}
