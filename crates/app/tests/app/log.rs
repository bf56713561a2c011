//! The audit log in the database: what is appended, what is proved, and what tampering leaves behind.

use futures::future::join_all;
use kaimen_app::Error;
use kaimen_domain::audit::Entry;
use kaimen_domain::audit::leaf::content_hash;
use kaimen_domain::audit::tree::{Frontier, Question, includes, is_consistent};
use kaimen_domain::audit::verify::Fault;
use kaimen_store::audit::verify::verify;
use kaimen_store::audit::{self, tile};
use kaimen_store::{ConnectionTrait, Effect, StoreError};
use kaimen_testkit::{TestApp, on_both_databases};

on_both_databases!(
    rows_make_a_tree_without_gap_whatever_is_refused,
    two_processes_append_to_one_tree,
    details_can_be_erased_and_the_log_still_verifies,
    a_damaged_log_takes_calls_all_the_same,
);

/// A row about nothing in particular.
fn entry(t: &TestApp, number: usize) -> Entry {
    Entry {
        at: t.app.now(),
        actor: "system".into(),
        act: "test".into(),
        subject: format!("test/{}", number % 7),
        why: String::new(),
        detail: format!("{{\"number\":{number}}}"),
    }
}

/// Appends `rows` rows, many to a commit; each third change is refused after it wrote its row.
pub(crate) async fn append(t: &TestApp, app: &kaimen_app::App, rows: usize) {
    let changes = (0..rows + rows / 2).map(|number| {
        let entry = entry(t, number);
        app.database().write(move |context| {
            Box::pin(async move {
                context.audit(entry, Effect::default()).await?;
                if number % 3 == 2 { Err(Error::NotFound) } else { Ok(()) }
            })
        })
    });
    let good = join_all(changes).await.into_iter().filter(Result::is_ok).count();
    assert_eq!(good, rows);
}

async fn rows_make_a_tree_without_gap_whatever_is_refused(t: TestApp) {
    append(&t, &t.app, 600).await;
    let on = t.app.database().read();
    let rows = audit::after(on, 0, 10_000).await.unwrap();
    assert_eq!(rows.len(), 601, "the installation and 600 more");
    let mut tree = Frontier::default();
    let mut roots = vec![tree.root()];
    for row in &rows {
        assert_eq!(row.leaf, row.covered().leaf());
        tree.push(row.leaf);
        roots.push(tree.root());
    }
    for size in [1, 2, 255, 256, 257, 512, 600, 601] {
        assert_eq!(tile::root(on, size as u64).await.unwrap(), roots[size], "{size}");
        let proof = tile::answer(on, Question::Consistency { from: size as u64, to: 601 }).await.unwrap();
        assert!(is_consistent(proof, (size as u64, roots[size]), (601, roots[601])), "{size}");
        let index = size as u64 - 1;
        let proof = tile::answer(on, Question::Inclusion { index, size: 601 }).await.unwrap();
        assert!(includes(proof, 601, roots[601], index, rows[size - 1].leaf), "{size}");
    }
    assert!(matches!(tile::root(on, 602).await, Err(StoreError::Corrupt(_))), "not made up");
    let verified = verify(on, &[]).await.unwrap();
    assert_eq!((verified.rows, verified.root, verified.fault, verified.erased), (601, roots[601], None, 0));
    let salts: std::collections::HashSet<_> = rows.iter().map(|row| row.salt.unwrap()).collect();
    assert_eq!(salts.len(), rows.len(), "a salt for each");
    assert!(rows.iter().all(|row| content_hash(&row.salt.unwrap(), &row.entry.detail) == row.content));
}

async fn two_processes_append_to_one_tree(t: TestApp) {
    let other = t.another().await;
    for _ in 0..4 {
        futures::join!(append(&t, &t.app, 40), append(&t, &other, 30));
    }
    let verified = verify(t.app.database().read(), &[]).await.unwrap();
    assert_eq!((verified.rows, verified.fault), (281, None));
}

async fn details_can_be_erased_and_the_log_still_verifies(t: TestApp) {
    append(&t, &t.app, 300).await;
    let before = tile::root(t.app.database().read(), 301).await.unwrap();
    let erased: Result<u64, Error> = t
        .app
        .database()
        .write(|context| {
            Box::pin(async move { Ok(audit::erase_details(context, &["test/3".to_owned()], None).await?) })
        })
        .await;
    let erased = erased.unwrap();
    let on = t.app.database().read();
    let rows = audit::about(on, "test/3").await.unwrap();
    assert_eq!(erased, rows.len() as u64);
    assert!(!rows.is_empty() && rows.iter().all(|row| row.entry.detail.is_empty() && row.salt.is_none()));
    assert!(audit::about(on, "test/4").await.unwrap().iter().all(|row| !row.entry.detail.is_empty()));
    let verified = verify(on, &[]).await.unwrap();
    assert_eq!((verified.fault, verified.erased, verified.root), (None, erased as i64, before));
    on.execute_unprepared("UPDATE audit SET detail = '{}' WHERE subject = 'test/3'").await.unwrap();
    let fault = verify(on, &[]).await.unwrap().fault;
    assert_eq!(fault, Some(Fault::Changed { seq: rows[0].seq }), "what was erased cannot be made up");
}

async fn a_damaged_log_takes_calls_all_the_same(t: TestApp) {
    append(&t, &t.app, 20).await;
    let on = t.app.database().read();
    on.execute_unprepared("DELETE FROM audit WHERE seq = 11").await.unwrap();
    let other = t.another().await;
    other.take_call(&t.caller("desk"), t.new_call("theft", 2, 2)).await.unwrap();
    t.app.take_call(&t.caller("desk"), t.new_call("noise", 2, 2)).await.unwrap();
    assert_eq!(audit::last_seq(on).await.unwrap(), 23);
    assert_eq!(verify(on, &[]).await.unwrap().fault, Some(Fault::Missing { from: 11, to: 11 }));
    // Rows cut off behind the back of a running server: it goes on after what is left.
    on.execute_unprepared("DELETE FROM audit WHERE seq > 15").await.unwrap();
    t.app.take_call(&t.caller("desk"), t.new_call("noise", 3, 2)).await.unwrap();
    assert_eq!(audit::last_seq(on).await.unwrap(), 16);
    append(&t, &t.app, 284).await;
    on.execute_unprepared("DELETE FROM audit WHERE seq > 200").await.unwrap();
    append(&t, &t.app, 100).await;
    assert_eq!(audit::last_seq(on).await.unwrap(), 300, "past the place of a hash that was kept");
}
