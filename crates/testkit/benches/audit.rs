//! The audit log: what an append costs of a commit, and how fast an export is verified. `make bench`
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark that cannot go on stops; it prints its figures"
)]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use futures::future::join_all;
use kaimen_app::{Caller, Error};
use kaimen_domain::act::Act;
use kaimen_domain::audit::Entry;
use kaimen_domain::audit::checkpoint::CheckpointKey;
use kaimen_domain::audit::export::Line;
use kaimen_domain::audit::leaf::{Covered, content_hash};
use kaimen_domain::audit::tree::Frontier;
use kaimen_domain::id::CallId;
use kaimen_store::Effect;
use kaimen_testkit::{Backend, TestApp};

/// Commits of each kind.
const COMMITS: usize = 1500;
/// Changes that wait at the same time in the second measurement.
const TOGETHER: usize = 32;
/// Rows of the export.
const ROWS: i64 = 1_000_000;

#[tokio::main(flavor = "multi_thread")]
async fn main() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let Some(t) = TestApp::on(backend).await else { continue };
        let call = t.app.take_call(&t.caller("desk"), t.new_call("theft", 2, 2)).await.unwrap().call.id;
        append(&t, call).await;
    }
    let folder = tempfile::tempdir().unwrap();
    verification(folder.path());
}

/// One change as the acts make them: read the call, save it at the next version; with its audit row or without.
async fn change(t: &TestApp, call: CallId, audited: bool) {
    let (at, actor) = (t.app.now(), t.caller("desk").actor.reference());
    let done: Result<(), Error> = t
        .app
        .database()
        .write(move |context| {
            Box::pin(async move {
                let mut found = kaimen_store::call::find(context.tx(), call).await?.ok_or(Error::NotFound)?;
                found.version += 1;
                kaimen_store::call::save(context, &found).await?;
                if audited {
                    let (act, subject) = (Act::Note.word().to_owned(), format!("call/{call}"));
                    let detail = r#"{"by":"值班员","text":"报警人在路口等候"}"#.to_owned();
                    let entry = Entry { at, actor, act, subject, why: String::new(), detail };
                    context.audit(entry, Effect::default()).await?;
                }
                Ok(())
            })
        })
        .await;
    done.unwrap();
}

/// Commits with and without the append in turn, so that whatever else the machine does falls on both.
async fn append(t: &TestApp, call: CallId) {
    for together in [1, TOGETHER] {
        let mut clocks = [Vec::new(), Vec::new()];
        for _ in 0..COMMITS / together.min(8) {
            for (audited, clock) in [false, true].into_iter().zip(&mut clocks) {
                let begun = Instant::now();
                join_all((0..together).map(|_| change(t, call, audited))).await;
                clock.push(begun.elapsed());
            }
        }
        let [without, with] = clocks.map(median);
        let share = (with.as_secs_f64() - without.as_secs_f64()) / with.as_secs_f64() * 100.0;
        println!(
            "append, {}, {together} at a time: commit without {:.0} µs, with {:.0} µs: the append is {share:.1} %",
            t.app.database().backend(),
            without.as_secs_f64() * 1e6,
            with.as_secs_f64() * 1e6,
        );
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The program itself on an export of its own form, from process start to exit.
fn verification(folder: &Path) {
    let key = CheckpointKey::new("kaimen/bench", &[1; 32]).unwrap();
    let root = write_export(&folder.join("rows.jsonl"));
    let size = ROWS.cast_unsigned();
    std::fs::write(folder.join("checkpoint"), key.sign(size, root).unwrap().note).unwrap();
    std::fs::write(folder.join("key"), key.verifier().text()).unwrap();
    let program = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("kaimen");
    let mut clocks = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        let arguments = ["audit", "verify", "rows.jsonl", "--checkpoint", "checkpoint", "--key", "key"];
        let done = Command::new(&program).args(arguments).current_dir(folder).output().unwrap();
        assert!(done.status.success(), "{done:?}");
        clocks.push(begun.elapsed());
    }
    let took = median(clocks).as_secs_f64();
    println!("verification of {ROWS} rows from an export: {took:.2} s, {:.0} rows/s", ROWS as f64 / took);
}

fn write_export(file: &Path) -> kaimen_domain::audit::Hash {
    let mut out = BufWriter::new(File::create(file).unwrap());
    let mut tree = Frontier::default();
    let actor = Caller::system().actor.reference();
    for seq in 1..=ROWS {
        let at = chrono::DateTime::from_timestamp_micros(1_295_683_500_000_000 + seq * 1_700_003).unwrap();
        let entry = Entry {
            at,
            actor: format!("{actor}/0197f2ab-6f0c-7c3e-9a51-{seq:012}"),
            act: "read-contact".to_owned(),
            subject: format!("call/0197f2ab-6f0c-7c3e-9a52-{seq:012}"),
            why: "处理警情需要联系报警人".to_owned(),
            detail: String::new(),
        };
        let content = content_hash(&[7; 16], &seq.to_string());
        let covered = Covered::of(seq, &entry, content);
        let leaf = covered.leaf();
        tree.push(leaf);
        let line = Line {
            seq,
            at,
            actor: covered.actor.into(),
            act: covered.act.into(),
            subject: covered.subject.into(),
            why: covered.why.into(),
            content_hash: content.into(),
            leaf: leaf.into(),
            salt: None,
            detail: None,
        };
        writeln!(out, "{}", line.text().unwrap()).unwrap();
    }
    out.flush().unwrap();
    tree.root()
}
