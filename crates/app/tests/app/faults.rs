//! Faults put into the log by hand, with and without the hashes that belong to the rows: each is found and located with
//! what a conduct supervisor holds.

use kaimen_app::audit::{Comparison, Trouble};
use kaimen_app::{App, Error};
use kaimen_domain::act::Act;
use kaimen_domain::audit::checkpoint::Checkpoint;
use kaimen_domain::audit::leaf::content_hash;
use kaimen_domain::audit::tree::{Frontier, is_consistent};
use kaimen_domain::audit::verify::Fault;
use kaimen_domain::audit::{Hash, checkpoint::BadCheckpoint};
use kaimen_store::ConnectionTrait;
use kaimen_store::audit::verify::verify;
use kaimen_store::audit::{self, Row};
use kaimen_testkit::{TestApp, on_both_databases};

use crate::log::append;

on_both_databases!(
    rows_changed_by_hand_are_named,
    rows_rewritten_with_all_hashes_lie_between_checkpoints,
    the_server_says_so_and_goes_on,
    checkpoints_are_compared,
    checkpoints_are_signed_once_a_minute_while_the_log_grows,
    a_record_is_proved_to_be_in_the_log,
);

/// Rows before each checkpoint that the supervisor holds.
const HELD: [i64; 3] = [101, 300, 520];

/// A log of 520 rows and the checkpoints that were signed on the way.
async fn recorded(t: &TestApp) -> Vec<Checkpoint> {
    let mut held = Vec::new();
    let mut before = 1;
    for size in HELD {
        append(t, &t.app, usize::try_from(size - before).unwrap()).await;
        before = size;
        t.clock.advance(120);
        t.app.sign_checkpoint().await.unwrap();
        let newest = t.app.newest_checkpoint().await.unwrap().unwrap();
        assert_eq!(newest.size, size);
        held.push(Checkpoint::open(newest.note.as_bytes(), t.app.verifier_key()).unwrap());
    }
    held
}

async fn run(app: &App, statements: &[&str]) {
    for statement in statements {
        app.database().read().execute_unprepared(statement).await.unwrap();
    }
}

/// A copy of the table beside it, so that the faults can be tried one after another.
async fn keep(app: &App) {
    run(app, &["CREATE TABLE kept AS SELECT * FROM audit", "CREATE TABLE kept_tile AS SELECT * FROM audit_tile"]).await;
}

async fn restore(app: &App) {
    run(
        app,
        &[
            "DELETE FROM audit",
            "INSERT INTO audit SELECT * FROM kept",
            "DELETE FROM audit_tile",
            "INSERT INTO audit_tile SELECT * FROM kept_tile",
        ],
    )
    .await;
}

async fn rows_changed_by_hand_are_named(t: TestApp) {
    let held = recorded(&t).await;
    keep(&t.app).await;
    let swap = |one: i64, other: i64| {
        vec![
            format!("UPDATE audit SET seq = -1 WHERE seq = {one}"),
            format!("UPDATE audit SET seq = {one} WHERE seq = {other}"),
            format!("UPDATE audit SET seq = {other} WHERE seq = -1"),
        ]
    };
    let plain = |statement: &str| vec![statement.to_owned()];
    let whole = "seq + 1, at, actor, act, subject, why, detail, salt, content, leaf";
    let cases = [
        (plain("UPDATE audit SET actor = 'x' WHERE seq = 7"), Fault::Changed { seq: 7 }),
        (plain("UPDATE audit SET act = 'x' WHERE seq = 256"), Fault::Changed { seq: 256 }),
        (plain("UPDATE audit SET subject = 'x' WHERE seq = 257"), Fault::Changed { seq: 257 }),
        (plain("UPDATE audit SET why = 'x' WHERE seq = 520"), Fault::Changed { seq: 520 }),
        (plain("UPDATE audit SET detail = '{}' WHERE seq = 2"), Fault::Changed { seq: 2 }),
        (plain("UPDATE audit SET at = (SELECT at FROM kept WHERE seq = 150) WHERE seq = 3"), Fault::Changed { seq: 3 }),
        (plain("UPDATE audit SET content = leaf WHERE seq = 9"), Fault::Changed { seq: 9 }),
        (plain("UPDATE audit SET leaf = content WHERE seq = 9"), Fault::Changed { seq: 9 }),
        (plain("DELETE FROM audit WHERE seq = 1"), Fault::Missing { from: 1, to: 1 }),
        (plain("DELETE FROM audit WHERE seq BETWEEN 40 AND 44"), Fault::Missing { from: 40, to: 44 }),
        (plain("DELETE FROM audit WHERE seq > 519"), Fault::Truncated { have: 519, size: 520 }),
        (plain("DELETE FROM audit WHERE seq > 100"), Fault::Truncated { have: 100, size: 520 }),
        (plain("DELETE FROM audit"), Fault::Truncated { have: 0, size: 520 }),
        (
            plain(
                "INSERT INTO audit SELECT 0, at, actor, act, subject, why, detail, salt, content, leaf FROM kept WHERE seq = 4",
            ),
            Fault::PutIn { seq: 0 },
        ),
        (swap(12, 400), Fault::Moved { seq: 12, was: 400 }),
        (swap(12, 13), Fault::Moved { seq: 12, was: 13 }),
        (
            vec![
                "UPDATE audit SET seq = -seq WHERE seq > 50".to_owned(),
                "UPDATE audit SET seq = 1 - seq WHERE seq < 0".to_owned(),
                format!("INSERT INTO audit SELECT {whole} FROM kept WHERE seq = 50"),
            ],
            Fault::Moved { seq: 51, was: 50 },
        ),
        (
            vec![
                "DELETE FROM audit WHERE seq = 60".to_owned(),
                "UPDATE audit SET seq = -seq WHERE seq > 60".to_owned(),
                "UPDATE audit SET seq = -seq - 1 WHERE seq < 0".to_owned(),
            ],
            Fault::Moved { seq: 60, was: 61 },
        ),
        (
            plain("UPDATE audit_tile SET hash = (SELECT leaf FROM kept WHERE seq = 1) WHERE place = 1"),
            Fault::Tile { from: 257, to: 512 },
        ),
        (plain("DELETE FROM audit_tile WHERE place = 0"), Fault::Tile { from: 1, to: 256 }),
    ];
    let on = t.app.database().read();
    for (statements, fault) in cases {
        let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
        run(&t.app, &statements).await;
        assert_eq!(verify(on, &held).await.unwrap().fault, Some(fault), "{statements:?}");
        restore(&t.app).await;
        assert_eq!(verify(on, &held).await.unwrap().fault, None);
    }
    let copied = format!("INSERT INTO audit SELECT {whole} FROM kept WHERE seq = 520");
    run(&t.app, &[&copied]).await;
    assert_eq!(verify(on, &held).await.unwrap().fault, Some(Fault::Moved { seq: 521, was: 520 }), "put in at the end");
}

/// Makes every hash anew, as somebody would who knows how the log is kept.
async fn repair(app: &App) {
    let on = app.database().read();
    let backend_literal = |hash: Hash, sqlite: bool| {
        let hex = kaimen_app::hex(&hash.0);
        if sqlite { format!("x'{hex}'") } else { format!("'\\x{hex}'") }
    };
    let sqlite = app.database().backend() == "sqlite";
    let rows = audit::after(on, 0, 100_000).await.unwrap();
    run(app, &["UPDATE audit SET seq = -seq", "DELETE FROM audit_tile"]).await;
    let mut tree = Frontier::default();
    for (place, row) in rows.into_iter().enumerate() {
        let (old, seq) = (row.seq, i64::try_from(place).unwrap() + 1);
        let content = row.salt.map_or(row.content, |salt| content_hash(&salt, &row.entry.detail));
        let row = Row { seq, content, ..row };
        let leaf = row.covered().leaf();
        let (content, literal) = (backend_literal(content, sqlite), backend_literal(leaf, sqlite));
        run(app, &[&format!("UPDATE audit SET seq = {seq}, content = {content}, leaf = {literal} WHERE seq = -{old}")])
            .await;
        for completed in tree.push(leaf) {
            let hash = backend_literal(completed.hash, sqlite);
            run(app, &[&format!("INSERT INTO audit_tile VALUES ({}, {}, {hash})", completed.level, completed.index)])
                .await;
        }
    }
}

async fn rows_rewritten_with_all_hashes_lie_between_checkpoints(t: TestApp) {
    let held = recorded(&t).await;
    keep(&t.app).await;
    let on = t.app.database().read();
    let whole = "10000, at, actor, act, subject, why, detail, salt, content, leaf";
    let put_in = format!("INSERT INTO audit SELECT {whole} FROM kept WHERE seq = 50");
    for (statement, fault) in [
        ("UPDATE audit SET actor = 'x' WHERE seq = 150", Fault::Rewritten { from: 102, to: 300 }),
        ("UPDATE audit SET detail = '{}' WHERE seq = 301", Fault::Rewritten { from: 301, to: 520 }),
        ("DELETE FROM audit WHERE seq = 3", Fault::Rewritten { from: 1, to: 101 }),
        ("DELETE FROM audit WHERE seq = 520", Fault::Truncated { have: 519, size: 520 }),
        (put_in.as_str(), Fault::Rewritten { from: 0, to: 0 }),
    ] {
        run(&t.app, &[statement]).await;
        repair(&t.app).await;
        let without = verify(on, &[]).await.unwrap();
        assert_eq!(without.fault, None, "{statement}: it looks whole to whoever holds nothing");
        let found = verify(on, &held).await.unwrap().fault;
        if statement == put_in {
            assert_eq!(
                (found, without.rows),
                (None, 521),
                "added after the last checkpoint, which is what a log is for"
            );
        } else {
            assert_eq!(found, Some(fault), "{statement}");
        }
        restore(&t.app).await;
    }
    // The same, but at the place where it hurts: before the end, everything after renumbered.
    run(
        &t.app,
        &[
            "UPDATE audit SET seq = -seq WHERE seq > 200",
            "UPDATE audit SET seq = 1 - seq WHERE seq < 0",
            "INSERT INTO audit SELECT 201, at, actor, act, subject, why, detail, salt, content, leaf FROM kept WHERE seq = 9",
        ],
    )
    .await;
    repair(&t.app).await;
    assert_eq!(verify(on, &held).await.unwrap().fault, Some(Fault::Rewritten { from: 102, to: 300 }));
}

async fn the_server_says_so_and_goes_on(t: TestApp) {
    recorded(&t).await;
    assert_eq!(t.app.log_trouble(), None);
    keep(&t.app).await;
    let desk = t.caller("desk");
    let supervisor = t.caller("supervisor");
    for (statement, trouble) in [
        ("UPDATE audit SET actor = 'x' WHERE seq = 150", "rewritten"),
        ("DELETE FROM audit WHERE seq > 400", "truncated"),
        ("DELETE FROM audit WHERE seq = 519", "missing"),
        ("UPDATE checkpoint SET note = 'x' WHERE size = 520", "signature"),
    ] {
        run(&t.app, &[statement]).await;
        if trouble == "rewritten" {
            repair(&t.app).await;
        }
        let started = t.another().await;
        started.watch_log().await.unwrap();
        assert_eq!(started.log_trouble().map(Trouble::code), Some(trouble), "{statement}");
        assert_eq!(started.log_overview(&supervisor).await.unwrap().trouble.map(Trouble::size), Some(520));
        assert!(!started.alerts(&supervisor).await.unwrap().is_empty());
        started.take_call(&desk, t.new_call("theft", 2, 2)).await.unwrap();
        t.clock.advance(120);
        started.sign_checkpoint().await.unwrap();
        let newest = started.newest_checkpoint().await.unwrap().unwrap();
        if trouble == "signature" {
            assert_eq!(newest.size, 521, "the rows are sound, and are signed with the key that there is");
        } else {
            assert_eq!(newest.size, 520, "nothing is signed over a change: {statement}");
        }
        restore(&t.app).await;
    }
}

async fn checkpoints_are_compared(t: TestApp) {
    let held = recorded(&t).await;
    let supervisor = t.caller("supervisor");
    for held in &held {
        let Comparison::Fits { size, newest: Some((newest, proof)) } =
            t.app.compare_checkpoint(&supervisor, &held.note).await.unwrap()
        else {
            panic!("{held:?}")
        };
        assert_eq!((size, newest.size), (held.size, 520));
        assert!(is_consistent(proof, (held.size, held.root), (520, newest.root)));
    }
    let compare = async |note: &str| t.app.compare_checkpoint(&supervisor, note).await.unwrap();
    assert_eq!(compare("hello").await, Comparison::Unreadable(BadCheckpoint::Form));
    let forged = held[0].note.replacen("\n101\n", "\n102\n", 1);
    assert_eq!(compare(&forged).await, Comparison::Unreadable(BadCheckpoint::Signature));
    run(&t.app, &["DELETE FROM audit WHERE seq > 400"]).await;
    assert_eq!(compare(&held[2].note).await, Comparison::Disagrees(Fault::Truncated { have: 400, size: 520 }));
    run(&t.app, &["UPDATE audit SET actor = 'x' WHERE seq = 150"]).await;
    repair(&t.app).await;
    assert!(matches!(compare(&held[0].note).await, Comparison::Fits { size: 101, .. }), "what it covers is untouched");
    assert_eq!(compare(&held[1].note).await, Comparison::Disagrees(Fault::Rewritten { from: 1, to: 300 }));
    run(&t.app, &["UPDATE checkpoint SET root = (SELECT leaf FROM audit WHERE seq = 1) WHERE size = 300"]).await;
    assert_eq!(compare(&held[1].note).await, Comparison::Disagrees(Fault::SplitView { size: 300 }));
    run(&t.app, &["DELETE FROM audit WHERE seq = 299"]).await;
    assert_eq!(compare(&held[1].note).await, Comparison::Missing { size: 300 });
    for who in ["desk", "command", "chief1", "officer1", "admin"] {
        let asked = t.app.compare_checkpoint(&t.caller(who), &held[0].note).await;
        assert!(matches!(asked, Err(Error::Forbidden)), "{who}");
        assert!(matches!(t.app.begin_export(&t.caller(who)).await, Err(Error::Forbidden)), "{who}");
        assert!(matches!(t.app.log_overview(&t.caller(who)).await, Err(Error::Forbidden)), "{who}");
    }
}

async fn checkpoints_are_signed_once_a_minute_while_the_log_grows(t: TestApp) {
    t.app.sign_checkpoint().await.unwrap();
    let newest = async || t.app.newest_checkpoint().await.unwrap().unwrap().size;
    assert_eq!(newest().await, 1);
    append(&t, &t.app, 4).await;
    t.clock.advance(59);
    t.app.sign_checkpoint().await.unwrap();
    assert_eq!(newest().await, 1, "not yet");
    t.clock.advance(1);
    t.app.sign_checkpoint().await.unwrap();
    assert_eq!(newest().await, 5);
    t.clock.advance(3600);
    t.app.sign_checkpoint().await.unwrap();
    let overview = t.app.log_overview(&t.caller("auditor")).await.unwrap();
    assert_eq!(
        (overview.size, overview.checkpoints.len(), overview.trouble),
        (5, 2, None),
        "nothing new, nothing signed"
    );
}

async fn a_record_is_proved_to_be_in_the_log(t: TestApp) {
    let taken = t.app.take_call(&t.caller("desk"), t.new_call("theft", 2, 2)).await.unwrap();
    let subject = format!("call/{}", taken.call.id);
    assert!(t.app.inclusion_of(&subject).await.unwrap().is_empty(), "no checkpoint covers it yet");
    append(&t, &t.app, 300).await;
    t.app.sign_checkpoint().await.unwrap();
    t.app.note(&t.caller("desk"), taken.call.id, "补充").await.unwrap();
    assert_eq!(t.app.read_call(&t.caller("desk"), taken.call.id).await.unwrap().call.id, taken.call.id);
    let proved = t.app.inclusion_of(&subject).await.unwrap();
    assert_eq!(proved.iter().map(|row| row.act.as_str()).collect::<Vec<_>>(), [Act::TakeCall.word()]);
    let row = &proved[0];
    let signed = Checkpoint::open(row.checkpoint.note.as_bytes(), t.app.verifier_key()).unwrap();
    let index = u64::try_from(row.seq).unwrap() - 1;
    assert!(kaimen_domain::audit::tree::includes(row.proof.clone(), signed.size, signed.root, index, row.leaf));
}
