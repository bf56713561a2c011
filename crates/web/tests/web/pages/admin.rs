//! Accounts of staff. The administrator sees no content.

use axum::http::StatusCode;
use kaimen_testkit::{Answer, Browser, PASSWORD, TestApp, on_both_databases};

use crate::steps::{header, problem, take};

on_both_databases!(
    accounts_are_made,
    forms_with_mistakes,
    passwords_are_reset,
    accounts_are_closed_and_opened,
    page_tokens_are_asked_for,
    no_content_is_shown,
);

/// Sends a form of the page with its page token.
async fn send(admin: &mut Browser, address: &str, fields: &[(&str, &str)]) -> Answer {
    let csrf = admin.csrf.clone();
    let fields: Vec<_> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
    admin.form(address, &fields).await
}

/// The password that a page shows once.
fn password(page: &Answer) -> String {
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let (_, rest) = page.text.split_once("<p class=\"number password\">").unwrap();
    rest.split_once('<').unwrap().0.to_owned()
}

fn account(t: &TestApp, who: &str) -> String {
    t.caller(who).actor.staff().unwrap().account.to_string()
}

async fn accounts_are_made(t: TestApp) {
    let mut admin = t.signed_in("admin").await;
    let page = admin.get("/en/admin").await.text;
    assert!(page.contains("Accounts (21)") && page.contains("your account"), "{page}");
    let unit = t.unit("新城02").to_string();
    let station = t.caller("chief1").actor.staff().unwrap().station.unwrap().to_string();
    for (username, role, field, value, own) in [
        ("wu", "community_officer", "unit", unit.as_str(), "/zh/duty"),
        ("li", "station_chief", "station", station.as_str(), "/zh/console"),
        ("zhao", "duty_desk", "unit", unit.as_str(), "/zh/console"),
    ] {
        let fields = [("username", username), ("name", "吴文佳"), ("role", role), (field, value)];
        let made = send(&mut admin, "/en/admin", &fields).await;
        assert!(made.text.contains(&format!("New password for {username}")), "{}", made.text);
        let password = password(&made);
        assert!(password.len() >= 12, "{password}");
        assert!(!admin.get("/en/admin").await.text.contains(&password), "shown once");
        let mut browser = t.browser();
        browser.sign_in(username, &password).await;
        assert_eq!(browser.get(own).await.status, StatusCode::OK);
    }
    assert!(admin.get("/en/admin").await.text.contains("新城派出所 · 新城02"));
}

async fn forms_with_mistakes(t: TestApp) {
    let mut admin = t.signed_in("admin").await;
    let unit = t.unit("新城02").to_string();
    for (username, name, role, unit, text) in [
        ("desk", "Li", "duty_desk", "", "not allowed or already in use"),
        ("Wu!", "Li", "duty_desk", "", "not allowed or already in use"),
        ("", "Li", "duty_desk", "", "not allowed or already in use"),
        ("wu", " ", "duty_desk", "", "Please enter a name"),
        ("wu", "Li", "emperor", "", "Please choose a role"),
        ("wu", "Li", "community_officer", "", "needs a unit"),
        ("wu", "Li", "community_officer", "no-id", "needs a unit"),
        ("wu", "Li", "station_chief", unit.as_str(), "needs a station"),
    ] {
        let fields = [("username", username), ("name", name), ("role", role), ("unit", unit)];
        let answer = send(&mut admin, "/en/admin", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        assert!(answer.text.contains(text) && answer.text.contains("role=\"alert\""), "{text} in {}", answer.text);
        assert!(answer.text.contains(&format!("name=\"username\" value=\"{username}\"")), "{}", answer.text);
        assert!(!answer.text.contains("class=\"number password\""));
    }
    let kept = [("username", "wu"), ("name", "Li"), ("role", "community_officer")];
    let answer = send(&mut admin, "/zh/admin", &kept).await;
    assert!(answer.text.contains("value=\"community_officer\" selected"), "{}", answer.text);
    assert!(answer.text.contains("社区民警必须选择所在警力"), "{}", answer.text);
    assert!(admin.get("/en/admin").await.text.contains("Accounts (21)"), "nobody was made");
}

async fn passwords_are_reset(t: TestApp) {
    let (mut admin, mut desk) = (t.signed_in("admin").await, t.signed_in("desk").await);
    let address = format!("/en/admin/{}/password", account(&t, "desk"));
    let page = send(&mut admin, &address, &[]).await;
    let new = password(&page);
    assert!(page.text.contains("href=\"/zh/admin\""), "the page in the other language is the list: {}", page.text);
    problem(&desk.get("/api/state").await, 401, "revoked");
    let old = desk.form("/en/sign-in", &[("username", "desk"), ("password", PASSWORD)]).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    desk.sign_in("desk", &new).await;
    let nobody = "/en/admin/00000000-0000-4000-8000-000000000000/password";
    assert_eq!(send(&mut admin, nobody, &[]).await.status, StatusCode::NOT_FOUND);
}

async fn accounts_are_closed_and_opened(t: TestApp) {
    let (mut admin, mut desk) = (t.signed_in("admin").await, t.signed_in("desk").await);
    let address = format!("/en/admin/{}/active", account(&t, "desk"));
    let closed = send(&mut admin, &address, &[("active", "false")]).await;
    assert_eq!((closed.status, header(&closed, "location")), (StatusCode::SEE_OTHER, "/en/admin"));
    assert!(admin.get("/en/admin").await.text.contains("tag-mute"), "shown as closed");
    problem(&desk.get("/api/state").await, 401, "revoked");
    let refused = desk.form("/en/sign-in", &[("username", "desk"), ("password", PASSWORD)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    send(&mut admin, &address, &[("active", "true")]).await;
    desk.sign_in("desk", PASSWORD).await;
    // Whoever closes the last administrator's account could let nobody in again.
    let own = format!("/en/admin/{}/active", account(&t, "admin"));
    assert_eq!(send(&mut admin, &own, &[("active", "false")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(admin.get("/en/admin").await.status, StatusCode::OK);
}

async fn page_tokens_are_asked_for(t: TestApp) {
    let mut admin = t.signed_in("admin").await;
    let desk = account(&t, "desk");
    let other = t.signed_in("admin").await.csrf;
    for csrf in ["", "x", other.as_str()] {
        for (address, fields) in [
            ("/zh/admin".to_owned(), [("username", "wu"), ("name", "Li"), ("role", "duty_desk")]),
            (format!("/zh/admin/{desk}/password"), [("a", ""), ("b", ""), ("c", "")]),
            (format!("/zh/admin/{desk}/active"), [("active", "false"), ("b", ""), ("c", "")]),
        ] {
            let fields: Vec<_> = fields.into_iter().chain([("csrf", csrf)]).collect();
            let answer = admin.form(&address, &fields).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address}");
            assert!(answer.text.contains("请重新打开页面"), "{}", answer.text);
        }
    }
    t.browser().sign_in("desk", PASSWORD).await;
    assert!(admin.get("/en/admin").await.text.contains("Accounts (21)"));
}

async fn no_content_is_shown(t: TestApp) {
    take(&mut t.signed_in("desk").await, "theft", 2, 3).await;
    let page = t.signed_in("admin").await.get("/zh/admin").await.text;
    for content in ["20110122-", "第2街", "施肥", "138 0000"] {
        assert!(!page.contains(content), "{content}");
    }
    assert!(page.contains("小区"), "the map is named: {page}");
    let refused = t.signed_in("chief1").await.get("/zh/admin").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text.contains("没有权限") && !refused.text.contains("officer1"), "{}", refused.text);
}
