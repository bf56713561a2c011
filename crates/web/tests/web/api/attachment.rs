//! Files of a matter over HTTP: by a script and by a page without one.

use axum::body::Body;
use axum::http::Method;
use kaimen_testkit::{Answer, Browser, TestApp, on_one_database, wave};
use serde_json::{Value, json};

use crate::steps::{send, take};

on_one_database!(
    a_script_adds_reads_removes_and_restores,
    a_page_without_script_does_the_same,
    what_is_not_taken_is_refused_with_its_code,
    nobody_sends_without_the_token_of_the_page
);

/// A form with a file, as a browser sends it.
fn form(csrf: Option<&str>, name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    if let Some(csrf) = csrf {
        body.extend(format!("--x\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n").bytes());
    }
    let head = format!("--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n");
    body.extend(head.bytes());
    // What the sender says it is plays no part.
    body.extend(b"content-type: text/html\r\n\r\n");
    body.extend(bytes);
    body.extend(b"\r\n--x--\r\n");
    body
}

async fn post(browser: &mut Browser, address: &str, body: Vec<u8>) -> Answer {
    browser.send(Method::POST, address, Some("multipart/form-data; boundary=x"), Body::from(body)).await
}

async fn call(t: &TestApp, desk: &mut Browser) -> (Value, String) {
    let call = take(desk, "theft", 2, 3).await["call"].clone();
    let call = send(t, desk, &call, &["湖塘01"]).await;
    let address = format!("/api/matters/{}/attachments", call["id"].as_str().unwrap());
    (call, address)
}

async fn a_script_adds_reads_removes_and_restores(t: TestApp) {
    let (mut desk, mut officer) = (t.signed_in("desk").await, t.signed_in("officer1").await);
    let (_, address) = call(&t, &mut desk).await;
    officer.extra = vec![("idempotency-key", "once".to_owned())];
    let added = post(&mut officer, &address, form(None, "录音 \\\"<1>\\\".html", &wave())).await;
    assert_eq!(added.status, 201, "{}", added.text);
    let again = post(&mut officer, &address, form(None, "录音 \\\"<1>\\\".html", &wave())).await;
    assert_eq!(added.json(), again.json(), "sent again, it is added once");
    let listed = desk.get(&address).await.json();
    let [file] = &listed.as_array().unwrap()[..] else { panic!("{listed}") };
    assert_eq!(
        (&file["name"], &file["media"], &file["size"]),
        (&json!("录音 1.wav"), &json!("audio/wav"), &json!(204))
    );
    assert_eq!((&file["pixels"], &file["gone_at"]), (&Value::Null, &Value::Null));

    let one = format!("{address}/{}", file["id"].as_str().unwrap());
    let read = desk.get(&one).await;
    assert_eq!(read.status, 200);
    let header = |name: &str| read.headers[name].to_str().unwrap();
    assert_eq!(header("content-type"), "audio/wav");
    assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'; style-src 'unsafe-inline'");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("content-disposition"), "attachment; filename*=UTF-8''%E5%BD%95%E9%9F%B3%201.wav");
    assert_eq!(header("cache-control"), "no-store");

    assert_eq!(desk.post(&format!("{one}/remove"), json!({})).await.status, 204);
    assert_eq!(desk.get(&one).await.status, 404);
    assert_eq!(desk.get(&address).await.json()[0]["gone_at"], "2011-02-21T08:05:00Z");
    assert_eq!(desk.post(&format!("{one}/restore"), json!({})).await.status, 204);
    assert_eq!(desk.get(&one).await.status, 200);
}

async fn a_page_without_script_does_the_same(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let (call, address) = call(&t, &mut desk).await;
    let page = format!("/en/matters/{}/attachments", call["id"].as_str().unwrap());
    let csrf = std::mem::take(&mut desk.csrf);
    let empty = desk.get(&page).await;
    assert!(empty.text.contains("No files yet.") && empty.text.contains("enctype=\"multipart/form-data\""));
    let added = post(&mut desk, &page, form(Some(&csrf), "<b>a</b>.wav", &wave())).await;
    let matter = format!("{}#files", page.trim_end_matches("/attachments"));
    assert_eq!((added.status.as_u16(), &added.headers["location"]), (303, &matter.parse().unwrap()), "{}", added.text);
    assert!(desk.get(&matter).await.text.contains(">b.wav</a>"), "it stands on the page of the matter");
    let shown = desk.get(&page).await;
    assert!(shown.text.contains(">b.wav</a>") && shown.text.contains("1 KB · "), "{}", shown.text);
    let id = {
        desk.csrf.clone_from(&csrf);
        desk.get(&address).await.json()[0]["id"].as_str().unwrap().to_owned()
    };
    for (step, shown) in [("remove", "gone for good"), ("restore", ">b.wav</a>")] {
        let done = desk.form(&format!("{page}/{id}/{step}"), &[("csrf", &csrf)]).await;
        assert_eq!(done.status, 303);
        assert!(desk.get(&page).await.text.contains(shown), "{step}");
    }
    for (bytes, words) in [(&b"<script>"[..], "Files of this kind are not taken"), (b"", "No file was chosen")] {
        let refused = post(&mut desk, &page, form(Some(&csrf), "a.html", bytes)).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains(words) && refused.text.contains(">b.wav</a>"), "{}", refused.text);
    }
    let chinese = post(&mut desk, &page.replace("/en/", "/zh/"), form(Some(&csrf), "a", b"MZ")).await;
    assert!(chinese.text.contains("不接收这种文件"));
}

async fn what_is_not_taken_is_refused_with_its_code(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let (_, address) = call(&t, &mut desk).await;
    let large = [wave(), vec![0; 10 * 1024 * 1024]].concat();
    let much_too_large = vec![0; 11 * 1024 * 1024];
    for (bytes, status, code) in [
        (&b"<svg onload='alert(1)'/>"[..], 422, "file_kind"),
        (&wave()[..100], 422, "file_damaged"),
        (&large, 413, "file_too_large"),
        (&much_too_large, 413, "file_too_large"),
        (b"", 422, "invalid"),
    ] {
        let refused = post(&mut desk, &address, form(None, "a.jpg", bytes)).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (status, code));
    }
    let cut = form(None, "a.wav", &wave());
    assert_eq!(post(&mut desk, &address, cut[..cut.len() - 40].to_vec()).await.code(), "invalid");
    assert_eq!(desk.post(&address, json!({})).await.code(), "invalid");
    let nothing = desk.get(&address).await;
    assert_eq!(nothing.json(), json!([]));
}

async fn nobody_sends_without_the_token_of_the_page(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let (_, address) = call(&t, &mut desk).await;
    desk.csrf.clear();
    assert_eq!(post(&mut desk, &address, form(None, "a.wav", &wave())).await.code(), "csrf");
    assert_eq!(post(&mut desk, &address, form(Some("wrong"), "a.wav", &wave())).await.code(), "csrf");
    desk.csrf = "wrong".to_owned();
    assert_eq!(post(&mut desk, &address, form(None, "a.wav", &wave())).await.code(), "csrf");
    let mut nobody = t.browser();
    assert_eq!(post(&mut nobody, &address, form(None, "a.wav", &wave())).await.code(), "signed_out");
    assert_eq!(nobody.get(&address).await.code(), "signed_out");
}
