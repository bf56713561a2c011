//! The audit log: what anybody may check, and the page of those who hold checkpoints.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use kaimen_domain::audit::Hash;
use kaimen_domain::audit::checkpoint::{Checkpoint, VerifierKey};
use kaimen_domain::audit::export::Line;
use kaimen_domain::audit::tree::{Frontier, includes, is_consistent};
use kaimen_domain::audit::verify::Verifier;
use kaimen_store::ConnectionTrait;
use kaimen_testkit::{Answer, Browser, TestApp, on_both_databases};

use crate::steps::{good, header, problem, take};

on_both_databases!(
    a_stranger_can_check_the_whole_log,
    proofs_that_nobody_can_give,
    checkpoints_are_printed_and_kept,
    what_is_held_is_compared,
    rows_are_downloaded_and_that_is_written_down,
    a_log_that_disagrees_is_said_aloud,
);

/// Some calls and a checkpoint over them.
async fn recorded(t: &TestApp, calls: u32) {
    let mut desk = t.signed_in("desk").await;
    for _ in 0..calls {
        take(&mut desk, "theft", 2, 2).await;
    }
    t.clock.advance(61);
    t.app.sign_checkpoint().await.unwrap();
}

/// The newest checkpoint, opened with the key that the server gives.
async fn newest(browser: &mut Browser) -> Checkpoint {
    let key = VerifierKey::parse(&good_text(browser.get("/log/key").await)).unwrap();
    Checkpoint::open(good_text(browser.get("/log/checkpoint").await).as_bytes(), &key).unwrap()
}

fn good_text(answer: Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(header(&answer, "content-type"), "text/plain; charset=utf-8");
    answer.text
}

async fn proof(browser: &mut Browser, address: &str) -> Vec<Hash> {
    let answer = good(browser.get(address).await);
    let hashes = answer["hashes"].as_array().unwrap();
    hashes.iter().map(|hash| Hash::parse_hash(hash.as_str().unwrap()).unwrap()).collect()
}

/// Hashes of a tile, as the store has them: answers of the test browser are text.
async fn leaves(t: &TestApp) -> Vec<Hash> {
    kaimen_store::audit::after(t.app.database().read(), 0, 10_000).await.unwrap().iter().map(|row| row.leaf).collect()
}

async fn a_stranger_can_check_the_whole_log(t: TestApp) {
    let mut stranger = t.browser();
    problem(&stranger.get("/log/checkpoint").await, 404, "not_found");
    recorded(&t, 3).await;
    let old = newest(&mut stranger).await;
    recorded(&t, 4).await;
    let new = newest(&mut stranger).await;
    assert!(new.size > old.size);
    let address = format!("/api/log/consistency?from={}&to={}", old.size, new.size);
    let steps = proof(&mut stranger, &address).await;
    assert!(is_consistent(steps, (old.size, old.root), (new.size, new.root)));
    let leaves = leaves(&t).await;
    for seq in 1..=new.size {
        let path = proof(&mut stranger, &format!("/api/log/inclusion?seq={seq}&size={}", new.size)).await;
        let leaf = leaves[usize::try_from(seq).unwrap() - 1];
        assert!(includes(path, new.size, new.root, seq - 1, leaf), "{seq}");
    }
    let raw = stranger.bytes(&format!("/log/tile/0/000.p/{}", new.size)).await;
    let mut tree = Frontier::default();
    for hash in raw.chunks_exact(32) {
        tree.push(Hash(hash.try_into().unwrap()));
    }
    assert_eq!((tree.size(), tree.root()), (new.size, new.root), "from the tile alone");
}

async fn proofs_that_nobody_can_give(t: TestApp) {
    recorded(&t, 2).await;
    let mut stranger = t.browser();
    for address in [
        "/api/log/inclusion?seq=0&size=1",
        "/api/log/inclusion?seq=2&size=1",
        "/api/log/inclusion?seq=1&size=1000",
        "/api/log/inclusion?seq=1&size=18446744073709551615",
        "/api/log/consistency?from=0&to=1",
        "/api/log/consistency?from=2&to=1",
        "/api/log/consistency?from=1&to=1000",
        "/log/tile/0/001",
        "/log/tile/0/000",
        "/log/tile/0/000.p/200",
        "/log/tile/1/000.p/1",
        "/log/tile/5/x999/x999/x999/x999/x999/999",
        "/log/tile/entries/000",
        "/log/tile/0/000.p/0",
        "/log/nothing",
    ] {
        problem(&stranger.get(address).await, 404, "not_found");
    }
    problem(&stranger.get("/api/log/inclusion?seq=x&size=1").await, 422, "invalid");
    problem(&stranger.get("/api/log/consistency?from=1").await, 422, "invalid");
}

async fn checkpoints_are_printed_and_kept(t: TestApp) {
    recorded(&t, 2).await;
    let size = newest(&mut t.browser()).await.size;
    for who in ["supervisor", "auditor"] {
        let mut holder = t.signed_in(who).await;
        for (lang, words) in [("zh", "操作日志与检查点"), ("en", "Audit log and checkpoints")] {
            let page = holder.get(&format!("/{lang}/log")).await;
            assert_eq!(page.status, StatusCode::OK);
            let link = format!("href=\"/{lang}/log/{size}/file\"");
            assert!(page.text.contains(words) && page.text.contains(&link), "{}", page.text);
            assert!(page.text.contains(t.app.verifier_key().text().split('+').next().unwrap()));
        }
        let printed = holder.get(&format!("/en/log/{size}")).await.text;
        assert!(printed.contains("<svg") && printed.contains("</svg>") && !printed.contains("<?xml"), "{printed}");
        assert!(!printed.contains("style="), "the policy of the page allows no style of its own: {printed}");
        let file = holder.get(&format!("/en/log/{size}/file")).await;
        let name = format!("attachment; filename=\"checkpoint-{size}.txt\"");
        assert_eq!(header(&file, "content-disposition"), name);
        assert_eq!(Checkpoint::open(file.text.as_bytes(), t.app.verifier_key()).unwrap().size, size);
        assert_eq!(holder.get("/en/log/100000").await.status, StatusCode::NOT_FOUND);
    }
}

/// Sends the form as a browser does where a file can be chosen.
async fn with_file(browser: &mut Browser, note: &str, file: &str) -> Answer {
    let csrf = browser.csrf.clone();
    let part = |name: &str, more: &str, value: &str| {
        format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
    };
    let parts = [part("csrf", "", &csrf), part("note", "", note), part("file", "; filename=\"c.txt\"", file)];
    let body = Body::from(format!("{}--x--\r\n", parts.concat()));
    browser.send(Method::POST, "/en/log", Some("multipart/form-data; boundary=x"), body).await
}

async fn what_is_held_is_compared(t: TestApp) {
    recorded(&t, 2).await;
    let held = newest(&mut t.browser()).await.note;
    recorded(&t, 2).await;
    let mut holder = t.signed_in("supervisor").await;
    let csrf = holder.csrf.clone();
    let pasted = holder.form("/en/log", &[("csrf", &csrf), ("note", &held)]).await;
    assert!(pasted.text.contains("It fits") && pasted.text.contains("Consistency proof"), "{}", pasted.text);
    assert!(with_file(&mut holder, "", &held).await.text.contains("It fits"));
    let printed = held.replace('\n', "\r\n");
    assert!(with_file(&mut holder, &printed, "").await.text.contains("It fits"), "line ends of browsers");
    let forged = held.replacen("\n3\n", "\n2\n", 1);
    let answer = with_file(&mut holder, "", &forged).await.text;
    assert!(answer.contains("It does NOT fit") || !held.contains("\n3\n"), "{answer}");
    assert!(with_file(&mut holder, "<b>hello</b>", "").await.text.contains("This is not a checkpoint"));
    let echoed = with_file(&mut holder, "<b>hello</b>", "").await.text;
    assert!(!echoed.contains("<b>hello"), "what was typed stays text");
    let on = t.app.database().read();
    on.execute_unprepared("DELETE FROM audit WHERE seq > 1").await.unwrap();
    let cut = with_file(&mut holder, &held, "").await.text;
    assert!(cut.contains("It does NOT fit") && cut.contains("cut off"), "{cut}");
    for csrf in ["", "x"] {
        let refused = holder.form("/en/log", &[("csrf", csrf), ("note", &held)]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(holder.form("/en/log/rows", &[("csrf", csrf)]).await.status, StatusCode::FORBIDDEN);
    }
}

async fn rows_are_downloaded_and_that_is_written_down(t: TestApp) {
    recorded(&t, 5).await;
    let mut auditor = t.signed_in("auditor").await;
    let csrf = auditor.csrf.clone();
    let file = auditor.form("/en/log/rows", &[("csrf", &csrf)]).await;
    assert_eq!(file.status, StatusCode::OK);
    let lines: Vec<Line<'_>> = file.text.lines().map(|line| Line::parse(line.as_bytes()).unwrap()).collect();
    assert_eq!(header(&file, "content-disposition"), format!("attachment; filename=\"audit-{}.jsonl\"", lines.len()));
    let mut verifier = Verifier::new(&[newest(&mut t.browser()).await]).unwrap();
    for line in &lines {
        verifier.push(&line.covered(), line.leaf()).unwrap();
        assert!(line.detail.is_none() && line.salt.is_none(), "no content");
    }
    verifier.finish().unwrap();
    let last = lines.last().unwrap();
    assert_eq!((last.act.as_ref(), last.subject.as_ref()), ("export-audit", "audit"));
}

async fn a_log_that_disagrees_is_said_aloud(t: TestApp) {
    recorded(&t, 3).await;
    let on = t.app.database().read();
    on.execute_unprepared("DELETE FROM audit WHERE seq > 2").await.unwrap();
    t.app.sign_checkpoint().await.unwrap();
    let mut holder = t.signed_in("supervisor").await;
    for (lang, words) in [("zh", "日志与最近的检查点不符"), ("en", "The log does not agree with its last checkpoint")]
    {
        let page = holder.get(&format!("/{lang}/log")).await.text;
        assert!(page.contains(words) && page.contains("role=\"alert\""), "{page}");
    }
    let mut desk = t.signed_in("desk").await;
    take(&mut desk, "theft", 2, 2).await;
}
