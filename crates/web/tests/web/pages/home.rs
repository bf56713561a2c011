//! The first page, and the language of all of them.

use axum::http::StatusCode;
use kaimen_testkit::{TestApp, on_one_database};

use crate::steps::header;

on_one_database!(the_browser_says_which_language, every_page_has_its_twin);

async fn the_browser_says_which_language(t: TestApp) {
    let mut browser = t.browser();
    for (asked, home) in [
        ("", "/zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "/zh"),
        ("en-GB,en;q=0.9", "/en"),
        ("fr-FR, EN;q=0.5", "/en"),
        ("de", "/zh"),
        ("ZH-tw", "/zh"),
        (";;,,=", "/zh"),
    ] {
        browser.extra = vec![("accept-language", asked.to_owned())];
        let answer = browser.get("/").await;
        assert_eq!((answer.status, header(&answer, "location")), (StatusCode::SEE_OTHER, home), "{asked}");
    }
    let lost = browser.get("/nothing").await;
    assert!(lost.text.contains("<html lang=\"zh-CN\">") && lost.text.contains("没有找到"), "{}", lost.text);
    browser.extra = vec![("accept-language", "en".to_owned())];
    let lost = browser.get("/nothing").await;
    assert!(lost.text.contains("<html lang=\"en\">") && lost.text.contains("Not found"), "{}", lost.text);
    let lost = browser.get("/zh/nothing").await;
    assert!(lost.text.contains("没有找到"), "the address goes before the browser: {}", lost.text);
}

async fn every_page_has_its_twin(t: TestApp) {
    let (mut nobody, mut admin) = (t.browser(), t.signed_in("admin").await);
    for (browser, page, chinese, english) in [
        (false, "", "家门口的社区警务", "Community policing at your door"),
        (false, "/receipt", "查询 110 处理进度", "Follow your 110 call"),
        (false, "/sign-in", "民警登录", "Staff sign-in"),
        (true, "/admin", "账号与系统", "Accounts and system"),
    ] {
        let is_public = !browser;
        let browser = if browser { &mut admin } else { &mut nobody };
        for (home, other, lang, other_lang, title) in
            [("/zh", "/en", "zh-CN", "en", chinese), ("/en", "/zh", "en", "zh-CN", english)]
        {
            let answer = browser.get(&format!("{home}{page}")).await;
            assert_eq!((answer.status, header(&answer, "content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
            let text = answer.text;
            assert!(text.contains(&format!("<html lang=\"{lang}\">")), "{text}");
            assert!(text.contains(&format!("<h1>{title}</h1>")), "{text}");
            let link = format!("href=\"{other}{page}\" lang=\"{other_lang}\" hreflang=\"{other_lang}\"");
            assert!(text.contains(&link), "{link} in {text}");
            assert_eq!(text.contains("href=\"tel:110\""), is_public, "help first for residents, room for staff");
            assert!(!text.contains("style=\"") && !text.contains("<style") && !text.contains("onclick"), "{text}");
        }
    }
}
