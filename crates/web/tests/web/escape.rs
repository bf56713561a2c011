//! What people typed is shown as they typed it, never as part of a page.

use axum::http::StatusCode;
use kaimen_testkit::{Browser, TestApp, on_one_database};
use serde_json::{Value, json};

use crate::steps::{act, created, good, intake, of};

on_one_database!(receipts_escape, forms_escape, accounts_escape, boot_data_escape);

const EVIL: &str = "</script><script>alert('1')</script>\"><img src=x>&amp;";

/// Nothing typed has become markup.
#[track_caller]
fn harmless(page: &str) {
    assert!(!page.contains("<script>alert") && !page.contains("<img"), "{page}");
}

#[track_caller]
fn shown(page: &str) {
    harmless(page);
    assert!(page.contains("&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;&#34;"), "{page}");
    assert!(page.contains("&#38;amp;"), "{page}");
}

async fn receipts_escape(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let mut body = intake("consultation", 2, 3);
    for field in ["summary", "contact"] {
        body[field] = json!(EVIL);
    }
    body["place"]["text"] = json!(EVIL);
    let taken = created(desk.post("/api/calls", body).await);
    let call = taken["call"].clone();
    assert_eq!((&call["summary"], &call["place"]["text"]), (&json!(EVIL), &json!(EVIL)), "kept as it was typed");
    let mut resident = t.browser();
    let field = |name: &str| taken[name].as_str().unwrap().to_owned();
    resident.form("/zh/receipt", &[("number", &field("receipt_no")), ("code", &field("verify_code"))]).await;
    shown(&resident.get("/zh/receipt").await.text);
    let call = act(&mut desk, &call, "divert", json!({ "to": EVIL, "mode": "transfer" })).await;
    shown(&resident.get("/en/receipt").await.text);
    let call = act(&mut desk, &call, "divert-bounced", json!({})).await;
    act(&mut desk, &call, "feedback", json!({ "result": "settled", "text": EVIL })).await;
    let page = resident.get("/zh/receipt").await;
    shown(&page.text);
    assert!(page.text.matches("&#60;script&#62;").count() >= 2, "place and feedback");
    let api = desk.get(&of(&call, "")).await;
    assert_eq!(api.headers["content-type"], "application/json", "never sniffed as a page");
}

async fn forms_escape(t: TestApp) {
    let mut browser = t.browser();
    let wrong = browser.form("/zh/sign-in", &[("username", EVIL), ("password", EVIL)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    harmless(&wrong.text);
    assert!(wrong.text.contains("value=\"&#60;/script&#62;&#60;script&#62;"), "{}", wrong.text);
    let wrong = browser.form("/en/receipt", &[("number", EVIL), ("code", EVIL)]).await;
    harmless(&wrong.text);
    assert!(wrong.text.contains("value=\"&#60;/script&#62;"), "{}", wrong.text);
    harmless(&browser.get("/zh/%3Cscript%3Ealert(1)%3C/script%3E").await.text);
    harmless(&browser.get("/%22%3E%3Cscript%3Ealert(1)").await.text);
}

/// Makes an account by the form; answers the page.
async fn make(admin: &mut Browser, username: &str, role: &str) -> String {
    let csrf = admin.csrf.clone();
    let fields = [("csrf", csrf.as_str()), ("username", username), ("name", EVIL), ("role", role)];
    admin.form("/zh/admin", &fields).await.text
}

async fn accounts_escape(t: TestApp) {
    let mut admin = t.signed_in("admin").await;
    shown(&make(&mut admin, "wu", "duty_desk").await);
    shown(&make(&mut admin, EVIL, "duty_desk").await);
    shown(&make(&mut admin, "li", EVIL).await);
    shown(&admin.get("/en/admin").await.text);
}

/// The boot data of a page, as its screen reads them.
fn boot(page: &str) -> Value {
    let (_, rest) = page.split_once("<script id=\"boot\" type=\"application/json\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

async fn boot_data_escape(t: TestApp) {
    let mut admin = t.signed_in("admin").await;
    let page = make(&mut admin, "wu", "duty_desk").await;
    let (_, rest) = page.split_once("<p class=\"number password\">").unwrap();
    let password = rest.split_once('<').unwrap().0.to_owned();
    let mut desk = t.browser();
    desk.sign_in("wu", &password).await;
    let page = desk.get("/zh/console").await.text;
    assert!(!page.contains("<script>alert") && !page.contains("<img"), "{page}");
    assert_eq!(page.matches("</script>").count(), 2, "boot data and screen: {page}");
    assert_eq!(boot(&page)["account"]["name"], EVIL);
    // The name goes into timelines as data, not as markup.
    let call = crate::steps::take(&mut desk, "theft", 2, 3).await["call"].clone();
    assert_eq!(good(desk.get(&of(&call, "")).await)["timeline"][0]["actor"], EVIL);
}
