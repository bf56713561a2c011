//! The own sign-in: second factors, recovery codes, devices, password.

use axum::http::StatusCode;
use kaimen_testkit::{Answer, Browser, PASSWORD, TestApp, code, on_both_databases, on_one_database, sign_in};

use crate::steps::{header, problem};

on_both_databases!(an_authenticator_app_from_the_picture_to_the_sign_in, devices_are_ended_from_the_page);
on_one_database!(
    a_required_factor_is_set_up_first,
    a_new_password_is_explained,
    passkeys_say_where_they_work,
    half_a_session_reaches_nothing,
    forms_of_other_sites_change_nothing,
);

const PHONE: &str = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Mobile";

/// Page token of a page.
fn csrf(page: &Answer) -> String {
    let (_, rest) = page.text.split_once("name=\"csrf\" value=\"").unwrap_or_else(|| panic!("{}", page.text));
    rest.split('"').next().unwrap().to_owned()
}

/// Sends a form of the page that the browser shows at `from`.
async fn send(browser: &mut Browser, from: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
    let token = csrf(&browser.get(from).await);
    let fields: Vec<_> = fields.iter().copied().chain([("csrf", token.as_str())]).collect();
    browser.form(to, &fields).await
}

fn leads_to(answer: &Answer, address: &str) {
    assert_eq!((answer.status, header(answer, "location")), (StatusCode::SEE_OTHER, address), "{}", answer.text);
}

/// Sets an authenticator app up on the pages; answers its secret.
async fn set_up(t: &TestApp, browser: &mut Browser) -> String {
    let begun = send(browser, "/en/account", "/en/account/authenticator", &[]).await;
    leads_to(&begun, "/en/account/authenticator");
    let page = browser.get("/en/account/authenticator").await;
    assert!(page.text.contains("<svg"), "the picture is drawn");
    let (_, rest) = page.text.split_once("<p class=\"number secret\">").unwrap();
    let secret = rest.split('<').next().unwrap().replace(' ', "");
    let wrong = send(browser, "/en/account/authenticator", "/en/account/authenticator/confirm", &[("code", "1")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("was used before") && wrong.text.contains(&rest[..19]), "the same secret again");
    let before = browser.cookie("kaimen").unwrap().to_owned();
    let typed = code(&secret, t.app.now());
    let address = "/en/account/authenticator/confirm";
    leads_to(
        &send(browser, "/en/account/authenticator", address, &[("code", &typed)]).await,
        "/en/account?done=authenticator",
    );
    assert_ne!(browser.cookie("kaimen"), Some(before.as_str()), "a new token");
    t.clock.advance(30);
    secret
}

async fn an_authenticator_app_from_the_picture_to_the_sign_in(t: TestApp) {
    let mut browser = t.signed_in("desk").await;
    let secret = set_up(&t, &mut browser).await;
    let page = browser.get("/en/account?done=authenticator").await;
    assert!(page.text.contains("The authenticator app is set up.") && page.text.contains("Now make recovery codes"));
    let codes = send(&mut browser, "/en/account", "/en/account/recovery-codes", &[]).await;
    let codes: Vec<&str> = codes.text.split("<li>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    assert_eq!(codes.len(), 10, "{codes:?}");
    assert!(browser.get("/en/account").await.text.contains("10 are left"));

    for typed in [code(&secret, t.app.now()), codes[0].to_owned()] {
        let mut phone = t.browser();
        let password = [("username", "desk"), ("password", PASSWORD)];
        leads_to(&phone.form("/zh/sign-in", &password).await, "/zh/sign-in/code");
        let half = phone.cookie("kaimen").unwrap().to_owned();
        let page = phone.get("/zh/sign-in/code").await;
        assert!(page.text.contains("动态码"), "{}", page.text);
        let wrong = send(&mut phone, "/zh/sign-in/code", "/zh/sign-in/code", &[("code", "000000")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        leads_to(&send(&mut phone, "/zh/sign-in/code", "/zh/sign-in/code", &[("code", &typed)]).await, "/zh/console");
        assert_ne!(phone.cookie("kaimen"), Some(half.as_str()));
        assert_eq!(phone.get("/zh/console").await.status, StatusCode::OK);
        let mut thief = t.browser();
        thief.extra = vec![("cookie", format!("kaimen={half}"))];
        problem(&thief.get("/api/state").await, 401, "signed_out");
    }
    let page = browser.get("/zh/account").await;
    assert!(page.text.contains("还剩 9 个"));
    let removed = send(&mut browser, "/zh/account", "/zh/account/authenticator/remove", &[]).await;
    leads_to(&removed, "/zh/account?done=removed");
    leads_to(&t.browser().form("/zh/sign-in", &[("username", "desk"), ("password", PASSWORD)]).await, "/zh/console");
}

async fn devices_are_ended_from_the_page(t: TestApp) {
    let mut browser = t.signed_in("desk").await;
    let mut phone = t.browser();
    phone.extra = vec![("user-agent", PHONE.to_owned())];
    phone.sign_in("desk", PASSWORD).await;
    let page = browser.get("/en/account").await;
    assert!(page.text.contains("Chrome · Android") && page.text.contains("Unknown device"), "{}", page.text);
    assert_eq!(page.text.matches("This device").count(), 1);
    let (_, rest) = page.text.split_once("/en/account/devices/").unwrap();
    let ended = rest.split('"').next().unwrap();
    let answer = send(&mut browser, "/en/account", &format!("/en/account/devices/{ended}"), &[]).await;
    leads_to(&answer, "/en/account?done=devices");
    let told = phone.get("/zh/console").await;
    assert_eq!(told.status, StatusCode::UNAUTHORIZED);
    assert_eq!(header(&told, "clear-site-data"), "\"storage\"");
    assert!(told.text.contains("本设备的登录已被终止"), "{}", told.text);
    problem(&phone.get("/api/state").await, 401, "revoked");
    assert_eq!(browser.get("/en/console").await.status, StatusCode::OK);

    // A chief signs a lost phone out; the chief of another station does not see it.
    let mut officer = t.signed_in("officer1").await;
    let (mut chief, mut other) = (t.signed_in("chief1").await, t.signed_in("chief2").await);
    let page = chief.get("/en/devices").await;
    let (_, rest) = page.text.split_once("<section class=\"panel\" aria-label=\"officer1\">").unwrap();
    let (_, rest) = rest.split_once("/en/devices/").unwrap();
    let end = format!("/en/devices/{}", rest.split('"').next().unwrap());
    assert!(!other.get("/en/devices").await.text.contains("aria-label=\"officer1\""));
    assert_eq!(send(&mut other, "/en/devices", &end, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(officer.get("/api/device-key").await.status, StatusCode::OK);
    leads_to(&send(&mut chief, "/en/devices", &end, &[]).await, "/en/devices");
    problem(&officer.get("/api/device-key").await, 401, "revoked");
}

async fn a_required_factor_is_set_up_first(t: TestApp) {
    let strict = t.another_with(sign_in(true)).await;
    let mut browser = t.browser_on(&strict);
    leads_to(&browser.form("/en/sign-in", &[("username", "desk"), ("password", PASSWORD)]).await, "/en/account");
    problem(&browser.get("/api/state").await, 401, "factor_needed");
    leads_to(&browser.get("/en/console").await, "/en/account");
    leads_to(&browser.get("/en/devices").await, "/en/account");
    assert!(browser.get("/en/account").await.text.contains("asks for a second factor"));
    set_up(&t, &mut browser).await;
    assert_eq!(browser.get("/en/console").await.status, StatusCode::OK);
}

async fn a_new_password_is_explained(t: TestApp) {
    let mut browser = t.signed_in("desk").await;
    for (old, new, words) in [
        ("wrong", "tram olive 47 kettle", "原密码不对"),
        (PASSWORD, "k7#tQ", "至少 12 个字符"),
        (PASSWORD, "password123456", "容易被猜中"),
        (PASSWORD, "the desk by the window", "不能包含您的姓名或用户名"),
    ] {
        let answer = send(&mut browser, "/zh/account", "/zh/account/password", &[("old", old), ("new", new)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains(words) && answer.text.contains("role=\"alert\""), "{words} in {}", answer.text);
        assert!(!answer.text.contains(new), "nothing that was typed comes back");
    }
    let fields = [("old", PASSWORD), ("new", "tram olive 47 kettle")];
    leads_to(&send(&mut browser, "/zh/account", "/zh/account/password", &fields).await, "/zh/account?done=password");
    t.browser().sign_in("desk", "tram olive 47 kettle").await;
}

async fn passkeys_say_where_they_work(t: TestApp) {
    let mut browser = t.signed_in("desk").await;
    let elsewhere = browser.get("/en/account").await.text;
    assert!(elsewhere.contains("Passkeys work at http://localhost only"), "{elsewhere}");
    assert!(!elsewhere.contains("data-passkey"));
    assert!(t.browser().get("/en/sign-in").await.text.contains("Passkeys work at http://localhost only"));
    let mut nowhere = t.browser_on(&t.another_with(kaimen_app::SignInSettings::default()).await);
    nowhere.sign_in("desk", PASSWORD).await;
    assert!(nowhere.get("/en/account").await.text.contains("(--origin)"));
    let begun = nowhere.post("/en/sign-in/passkey/begin", serde_json::json!({})).await;
    problem(&begun, 422, "invalid");
}

async fn half_a_session_reaches_nothing(t: TestApp) {
    set_up(&t, &mut t.signed_in("desk").await).await;
    let mut half = t.browser();
    half.form("/en/sign-in", &[("username", "desk"), ("password", PASSWORD)]).await;
    for page in ["/en/console", "/en/account", "/en/devices", "/en/account/authenticator", "/en/admin"] {
        leads_to(&half.get(page).await, "/en/sign-in/code");
    }
    problem(&half.get("/api/state").await, 401, "code_asked");
    let begun = half.post("/en/account/passkeys/begin", serde_json::json!({})).await;
    problem(&begun, 401, "code_asked");
    assert!(half.stream("/api/stream").await.is_err());
    leads_to(&half.form("/en/sign-out", &[]).await, "/en/sign-in");
}

async fn forms_of_other_sites_change_nothing(t: TestApp) {
    let mut browser = t.signed_in("desk").await;
    let right = csrf(&browser.get("/zh/account").await);
    for address in [
        "/zh/account/password",
        "/zh/account/devices/end-others",
        "/zh/account/authenticator",
        "/zh/account/authenticator/confirm",
        "/zh/account/authenticator/remove",
        "/zh/account/recovery-codes",
    ] {
        assert_eq!(browser.form(address, &[("csrf", "x")]).await.status, StatusCode::FORBIDDEN, "{address}");
        browser.extra = vec![("sec-fetch-site", "cross-site".to_owned())];
        assert_eq!(browser.form(address, &[("csrf", &right)]).await.status, StatusCode::FORBIDDEN, "{address}");
        browser.extra.clear();
    }
    for address in ["/zh/account/passkeys/begin", "/zh/sign-in/passkey/begin"] {
        browser.extra = vec![("sec-fetch-site", "cross-site".to_owned())];
        problem(&browser.post(address, serde_json::json!({ "csrf": right })).await, 403, "csrf");
        browser.extra.clear();
    }
}
