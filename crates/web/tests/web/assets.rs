//! Scripts and styles; they are there when `client/dist` was built before this crate.

use axum::http::StatusCode;
use kaimen_testkit::{TestApp, on_one_database};

use crate::steps::header;

on_one_database!(assets_are_served_for_ever, pages_name_assets_that_exist, nothing_else_is_served);

/// Addresses of the scripts and styles of a page.
fn assets(page: &str) -> Vec<String> {
    page.split("\"/assets/").skip(1).map(|rest| format!("/assets/{}", rest.split('"').next().unwrap())).collect()
}

async fn assets_are_served_for_ever(t: TestApp) {
    if !kaimen_web::are_built() {
        return;
    }
    let mut browser = t.browser();
    let style = assets(&browser.get("/zh").await.text).pop().unwrap();
    let plain = browser.get(&style).await;
    assert_eq!(plain.status, StatusCode::OK);
    assert_eq!(header(&plain, "content-type"), "text/css; charset=utf-8");
    assert_eq!(header(&plain, "cache-control"), "public, max-age=31536000, immutable");
    for (accepted, codings) in [("gzip, deflate, br", "br gzip"), ("gzip", "gzip"), ("deflate, gzip;q=0.8", "gzip")] {
        browser.extra = vec![("accept-encoding", accepted.to_owned())];
        let packed = browser.get(&style).await;
        assert!(codings.contains(header(&packed, "content-encoding")), "{accepted}: {:?}", packed.headers);
        assert_eq!(header(&packed, "content-type"), "text/css; charset=utf-8");
        assert!(header(&packed, "vary").contains("accept-encoding"));
        assert!(packed.text.len() < plain.text.len());
    }
}

async fn pages_name_assets_that_exist(t: TestApp) {
    if !kaimen_web::are_built() {
        return;
    }
    for (who, page, least) in [("desk", "/zh/console", 2), ("officer1", "/en/duty", 2), ("admin", "/zh/admin", 1)] {
        let mut browser = t.signed_in(who).await;
        let named = assets(&browser.get(page).await.text);
        assert!(named.len() >= least, "{page}: {named:?}");
        for address in named {
            assert_eq!(browser.get(&address).await.status, StatusCode::OK, "{address} of {page}");
        }
    }
}

async fn nothing_else_is_served(t: TestApp) {
    let mut browser = t.browser();
    for address in ["/assets/nothing.js", "/assets/..%2f..%2fCargo.toml", "/assets/%2e%2e", "/assets/", "/assets/a/b"] {
        assert_eq!(browser.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
}
