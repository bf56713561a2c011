//! What every answer carries: security headers, cookies, and nothing personal in an address.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use kaimen_testkit::{Answer, Browser, PASSWORD, TestApp, on_one_database};

use crate::steps::{header, take};

on_one_database!(
    every_answer_is_guarded,
    what_may_be_kept_by_browsers,
    cookies_over_http,
    cookies_over_https,
    nothing_personal_in_addresses,
    forms_of_other_sites_are_refused,
);

fn guarded(answer: &Answer, what: &str) {
    let policy = header(answer, "content-security-policy");
    for rule in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.split("; ").any(|part| part.trim() == rule), "{what}: {rule} in {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{what}: {policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(header(answer, name), value, "{what}");
    }
    let features = header(answer, "permissions-policy");
    assert!(features.starts_with("geolocation=(self), camera=(), ") && !features.contains('*'), "{features}");
}

/// Scripts and styles of a page are files of our own; data for a script is no script.
fn holds_no_script(answer: &Answer, what: &str) {
    if !answer.headers.get("content-type").is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html")) {
        return;
    }
    for script in answer.text.split("<script").skip(1).map(|rest| rest.split('>').next().unwrap()) {
        assert!(script.contains("src=\"/assets/") || script.contains("type=\"application/json\""), "{what}: {script}");
    }
    for word in ["<style", " style=", "javascript:", "http-equiv"] {
        assert!(!answer.text.contains(word), "{what}: {word}");
    }
    let tags = answer.text.split('<').filter_map(|rest| rest.split('>').next());
    assert!(tags.into_iter().all(|tag| !tag.contains(" on")), "{what}: a handler in a tag");
}

async fn every_answer_is_guarded(t: TestApp) {
    let (mut desk, mut nobody) = (t.signed_in("desk").await, t.browser());
    for (method, address) in crate::routes::addresses(&t) {
        // A live stream does not end; it is looked at below.
        let asked = if address == "/api/stream" { vec![Method::DELETE] } else { vec![method, Method::DELETE] };
        for method in asked.into_iter().filter(|_| !address.ends_with("/sign-out")) {
            for browser in [&mut desk, &mut nobody] {
                let answer = browser.send(method.clone(), &address, None, Body::empty()).await;
                guarded(&answer, &format!("{method} {address}"));
                holds_no_script(&answer, &address);
            }
        }
    }
    for address in [
        "/",
        "/zh",
        "/en/receipt",
        "/zh/sign-in",
        "/zh/console",
        "/zh/duty",
        "/zh/admin",
        "/zh/nothing",
        "/nothing",
        "/api/state",
        "/api/kinds",
        "/api/nothing",
        "/api/places/at",
        "/api/calls/x",
        "/tiles/1/1/1",
        "/tiles/x/1/1",
        "/assets/nothing.js",
        "/receipt/stream",
        "/health",
    ] {
        guarded(&desk.get(address).await, address);
        guarded(&nobody.get(address).await, address);
    }
    guarded(&desk.send(Method::DELETE, "/api/state", None, Body::empty()).await, "405");
    guarded(&desk.post_raw("/api/calls", "x".repeat(70_000)).await, "413");
    guarded(&nobody.form("/zh/sign-in", &[("username", "desk"), ("password", "wrong")]).await, "422");
    let stream = desk.stream("/api/stream").await.unwrap_or_else(|answer| panic!("{answer:?}"));
    guarded(&Answer { status: StatusCode::OK, headers: stream.headers.clone(), text: String::new() }, "stream");
}

async fn what_may_be_kept_by_browsers(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    for address in ["/zh", "/zh/receipt", "/zh/console", "/api/state", "/api/map", "/api/nothing", "/health"] {
        assert_eq!(header(&desk.get(address).await, "cache-control"), "no-store", "{address}");
    }
    let stream = desk.stream("/api/stream").await.unwrap_or_else(|answer| panic!("{answer:?}"));
    assert_eq!(stream.headers["cache-control"], "no-cache");
    desk.extra = vec![("accept-encoding", "gzip".to_owned())];
    assert_eq!(header(&desk.get("/api/kinds").await, "content-encoding"), "gzip");
    let stream = desk.stream("/api/stream").await.unwrap_or_else(|answer| panic!("{answer:?}"));
    assert!(!stream.headers.contains_key("content-encoding"), "compressing would hold events back");
}

/// Attributes of the one cookie that is set, in order, with the name first.
fn cookie(answer: &Answer) -> Vec<String> {
    let set: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert_eq!(set.len(), 1, "{set:?}");
    let mut parts = set[0].to_str().unwrap().split("; ");
    let name = parts.next().unwrap().split('=').next().unwrap();
    let mut attributes: Vec<String> = parts.map(ToOwned::to_owned).collect();
    attributes.sort();
    attributes.insert(0, name.to_owned());
    attributes
}

async fn open_receipt(t: &TestApp, browser: &mut Browser) -> Answer {
    let taken = take(&mut t.signed_in("desk").await, "theft", 2, 3).await;
    let text = |field: &str| taken[field].as_str().unwrap().to_owned();
    browser.form("/zh/receipt", &[("number", &text("receipt_no")), ("code", &text("verify_code"))]).await
}

async fn cookies_over_http(t: TestApp) {
    let mut browser = t.browser();
    let signed_in = browser.form("/zh/sign-in", &[("username", "desk"), ("password", PASSWORD)]).await;
    assert!(!signed_in.headers.contains_key("strict-transport-security"), "it would lock people out");
    assert_eq!(cookie(&signed_in), ["kaimen", "HttpOnly", "Path=/", "SameSite=Lax"]);
    assert_eq!(cookie(&open_receipt(&t, &mut browser).await), ["receipt", "HttpOnly", "Path=/", "SameSite=Strict"]);
    for address in ["/zh", "/zh/sign-in", "/zh/receipt", "/api/state"] {
        assert!(!browser.get(address).await.headers.contains_key("set-cookie"), "{address}");
    }
}

async fn cookies_over_https(t: TestApp) {
    let mut browser = t.secure_browser();
    let signed_in = browser.form("/zh/sign-in", &[("username", "desk"), ("password", PASSWORD)]).await;
    assert_eq!(cookie(&signed_in), ["__Host-kaimen", "HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
    let opened = open_receipt(&t, &mut browser).await;
    assert_eq!(cookie(&opened), ["__Host-receipt", "HttpOnly", "Path=/", "SameSite=Strict", "Secure"]);
    assert_eq!(browser.get("/api/state").await.status, StatusCode::OK);
    assert_eq!(header(&opened, "strict-transport-security"), "max-age=31536000");
    // A cookie without the prefix could have been set by a neighbouring host.
    let token = browser.cookie("__Host-kaimen").unwrap().to_owned();
    let mut other = t.secure_browser();
    other.extra = vec![("cookie", format!("kaimen={token}"))];
    assert_eq!(other.get("/api/state").await.status, StatusCode::UNAUTHORIZED);
    let out = browser.form("/zh/sign-out", &[]).await;
    let gone = cookie(&out);
    assert!(gone.contains(&"Secure".to_owned()) && gone.contains(&"Max-Age=0".to_owned()), "{gone:?}");
    assert_eq!(browser.cookie("__Host-kaimen"), None);
    assert_eq!(browser.get("/api/state").await.status, StatusCode::UNAUTHORIZED);
}

/// Every address in a page.
fn addresses(page: &str) -> Vec<&str> {
    ["href=\"", "action=\"", "src=\""]
        .iter()
        .flat_map(|start| page.split(start).skip(1))
        .map(|rest| rest.split('"').next().unwrap())
        .collect()
}

async fn nothing_personal_in_addresses(t: TestApp) {
    let taken = take(&mut t.signed_in("desk").await, "theft", 2, 3).await;
    let secrets: Vec<String> = ["/receipt_no", "/verify_code", "/call/number", "/call/id", "/call/place/text"]
        .iter()
        .map(|at| taken.pointer(at).unwrap().as_str().unwrap().to_owned())
        .collect();
    let mut browser = t.browser();
    let form = browser.get("/zh/receipt").await;
    assert!(form.text.contains("<form method=\"post\" action=\"/zh/receipt\""), "typed numbers go into no address");
    let opened = browser.form("/zh/receipt", &[("number", &secrets[0]), ("code", &secrets[1])]).await;
    assert_eq!(header(&opened, "location"), "/zh/receipt");
    let page = browser.get("/zh/receipt").await;
    assert!(page.text.contains(&secrets[0]) && !page.text.contains(&secrets[1]), "the code is not shown again");
    assert!(!page.text.contains("138 0000"), "nor who called");
    let mut desk = t.browser();
    let signed_in = desk.form("/zh/sign-in", &[("username", "desk"), ("password", PASSWORD)]).await;
    assert_eq!(header(&signed_in, "location"), "/zh/console");
    let wrong = t.browser().form("/zh/sign-in", &[("username", "desk"), ("password", "wrong-secret")]).await;
    assert!(!wrong.text.contains("wrong-secret"), "a password is never sent back");
    let admin = t.signed_in("admin").await.get("/zh/admin").await;
    for text in [&page.text, &form.text, &admin.text, &wrong.text] {
        for address in addresses(text) {
            assert!(!address.contains('?'), "{address}");
            assert!(secrets.iter().all(|secret| !address.contains(secret.as_str())), "{address}");
        }
    }
}

async fn forms_of_other_sites_are_refused(t: TestApp) {
    let mut admin = t.signed_in("admin").await;
    open_receipt(&t, &mut admin).await;
    let csrf = admin.csrf.clone();
    let account = t.caller("officer6").actor.staff().unwrap().account;
    let forms = [
        ("/zh/receipt".to_owned(), 422),
        ("/zh/receipt/rate".to_owned(), 303),
        ("/zh/admin".to_owned(), 422),
        (format!("/zh/admin/{account}/active"), 303),
        (format!("/zh/admin/{account}/password"), 200),
        ("/zh/receipt/close".to_owned(), 303),
        ("/zh/sign-out".to_owned(), 303),
        ("/zh/sign-in".to_owned(), 303),
    ];
    let fields = [("csrf", csrf.as_str()), ("username", "admin"), ("password", PASSWORD), ("active", "true")];
    for from in [
        vec![("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site")],
        vec![("origin", "https://evil.example")],
        vec![("origin", "null")],
        vec![("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1")],
    ] {
        admin.extra = from.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        for (address, _) in &forms {
            let answer = admin.form(address, &fields).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address} {from:?}");
            assert!(!answer.headers.contains_key("set-cookie"), "{address} {from:?}");
        }
    }
    admin.extra.clear();
    assert_eq!(admin.get("/zh/admin").await.status, StatusCode::OK, "still signed in");
    assert!(admin.get("/zh/receipt").await.text.contains("/zh/receipt/close"), "the receipt is still open");
    admin.extra = vec![("origin", "http://127.0.0.1".to_owned())];
    for (address, status) in &forms {
        assert_eq!(admin.form(address, &fields).await.status, *status, "{address} from our own page");
    }
}
