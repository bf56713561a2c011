//! `kaimen audit export`, `verify` of an export, and `checkpoint`: what somebody outside the bureau does.

use std::fs;
use std::path::Path;

use crate::running::one_line;
use crate::support::{Run, kaimen};

use super::audit::{changed, recorded};

/// Runs a command that must succeed, and keeps what it prints.
fn good(folder: &Path, arguments: &str) -> String {
    let run = kaimen(folder, arguments);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{arguments}: {run:?}");
    run.out
}

/// A recorded database with what a supervisor took from it: key, checkpoint, export.
fn held() -> tempfile::TempDir {
    let folder = recorded();
    let at = folder.path();
    fs::write(at.join("key"), good(at, "audit checkpoint --show-key")).unwrap();
    fs::write(at.join("checkpoint"), good(at, "audit checkpoint")).unwrap();
    good(at, "audit export --out held.jsonl");
    folder
}

const CHECKED: &str = "--checkpoint checkpoint --key key";

fn verify(folder: &Path, more: &str) -> Run {
    kaimen(folder, &format!("audit verify {more}"))
}

/// That the log is found not to be what it was, in these words.
fn disagrees(run: &Run, words: &str) {
    run.failed(3, words);
    assert!(run.err.contains("the audit log is not what it was"), "{run:?}");
    one_line(run);
}

#[test]
fn an_export_is_checked_without_the_bureau() {
    let folder = held();
    let at = folder.path();
    let lines = fs::read_to_string(at.join("held.jsonl")).unwrap();
    let rows = lines.lines().count();
    assert!(rows >= 5 && !lines.contains("\"detail\""), "{lines}");
    assert!(lines.lines().next().unwrap().starts_with("{\"seq\":1,\"at\":\"20"), "{lines}");
    fs::remove_dir_all(at.join("kaimen-data")).unwrap();
    let out = good(at, &format!("audit verify held.jsonl {CHECKED}"));
    assert!(out.contains(&format!("whole; rows: {rows}\n")) && out.contains(&format!("covers {rows} rows")), "{out}");
    let key = fs::read_to_string(at.join("key")).unwrap();
    good(at, &format!("audit verify held.jsonl --checkpoint checkpoint --key {key}"));
    assert!(good(at, "audit verify held.jsonl").contains("no checkpoint was compared"));
    good(at, &format!("audit verify held.jsonl {CHECKED} --held held.jsonl"));
}

#[test]
fn details_are_written_only_if_asked_for_and_are_checked_then() {
    let folder = held();
    let at = folder.path();
    good(at, "audit export --with-detail --out full.jsonl");
    let full = fs::read_to_string(at.join("full.jsonl")).unwrap();
    assert!(full.contains("\"detail\":\"{") && full.contains("\"salt\":\""), "{full}");
    good(at, &format!("audit verify full.jsonl {CHECKED}"));
    let changed = full.replacen("\"detail\":\"{", "\"detail\":\"{ ", 1);
    fs::write(at.join("changed.jsonl"), changed).unwrap();
    disagrees(&verify(at, "changed.jsonl"), "row 1 was changed");
}

#[test]
fn an_export_edited_by_hand_is_found_out() {
    let folder = held();
    let at = folder.path();
    let text = fs::read_to_string(at.join("held.jsonl")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.len();
    let with = |change: &dyn Fn(&mut Vec<String>), words: &str| {
        let mut edited: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        change(&mut edited);
        fs::write(at.join("edited.jsonl"), edited.join("\n")).unwrap();
        disagrees(&verify(at, &format!("edited.jsonl {CHECKED}")), words);
    };
    with(&|rows| rows[2] = rows[2].replacen("\"actor\":\"", "\"actor\":\"x", 1), "row 3 was changed");
    with(&|rows| _ = rows.remove(2), "row 3 was missing: deleted");
    with(&|rows| rows.swap(1, 3), "row 2 stands after a later one");
    with(&|rows| rows.insert(3, rows[2].clone()), "row 3 is there twice");
    with(&|rows| _ = rows.pop(), &format!("the log ends after row {}, a checkpoint covers {last}", last - 1));
    with(&|rows| rows.clear(), "the log ends after row 0");
}

#[test]
fn what_cannot_be_read_proves_nothing_and_says_where() {
    let folder = held();
    let at = folder.path();
    fs::write(at.join("bad.jsonl"), "{\"seq\":1}\n").unwrap();
    fs::write(at.join("long.jsonl"), "x".repeat(1 << 21)).unwrap();
    fs::write(at.join("bytes.jsonl"), [0xff, 0xfe, 0]).unwrap();
    fs::write(at.join("bad.txt"), "hello\n").unwrap();
    let text = fs::read_to_string(at.join("checkpoint")).unwrap();
    let (head, rest) = text.split_once('\n').unwrap();
    let (size, rest) = rest.split_once('\n').unwrap();
    fs::write(at.join("forged.txt"), format!("{head}\n{}\n{rest}", size.parse::<u64>().unwrap() + 1)).unwrap();
    for (arguments, words) in [
        ("nothing.jsonl".to_owned(), "cannot read the export nothing.jsonl"),
        ("kaimen-data".to_owned(), "is a folder"),
        ("bad.jsonl".to_owned(), "bad.jsonl, line 1: damaged, or edited by hand"),
        ("long.jsonl".to_owned(), "long.jsonl, line 1"),
        ("bytes.jsonl".to_owned(), "bytes.jsonl, line 1"),
        ("held.jsonl --checkpoint checkpoint".to_owned(), "--checkpoint needs --key"),
        ("held.jsonl --checkpoint bad.txt --key key".to_owned(), "this is not a checkpoint"),
        ("held.jsonl --checkpoint nothing --key key".to_owned(), "cannot read nothing"),
        ("held.jsonl --checkpoint forged.txt --key key".to_owned(), "the signature is wrong"),
        ("held.jsonl --checkpoint checkpoint --key bad.txt".to_owned(), "not a key"),
        ("held.jsonl --checkpoint checkpoint --key kaimen-data/checkpoint.key".to_owned(), "this is the secret key"),
        (format!("held.jsonl {CHECKED} --held bad.jsonl"), "bad.jsonl, line 1"),
    ] {
        let run = verify(at, &arguments);
        run.failed(1, words);
        assert!(!run.err.contains("not what it was"), "{run:?}");
    }
    let other = held();
    fs::copy(other.path().join("checkpoint"), at.join("other.txt")).unwrap();
    verify(at, "held.jsonl --checkpoint other.txt --key key").failed(1, "of another log");
}

#[test]
fn an_export_held_from_before_names_the_very_row() {
    let folder = held();
    let at = folder.path();
    let columns = "at, actor, act, subject, why, detail, salt, content, leaf";
    for (name, statement, words) in [
        (
            "changed",
            "UPDATE audit SET actor = 'x' WHERE seq = 3".to_owned(),
            "row 3 is not what you hold: it was changed",
        ),
        ("cut", "DELETE FROM audit WHERE seq > 4".to_owned(), "the log ends after row 4, you hold"),
        ("first", "DELETE FROM audit WHERE seq = 1".to_owned(), "row 1 that you hold is gone"),
        (
            "added",
            format!("INSERT INTO audit SELECT 0, {columns} FROM audit WHERE seq = 4"),
            "row 1 is not in what you hold",
        ),
    ] {
        if changed(at, name, &statement).is_none() {
            return;
        }
        disagrees(&verify(at, &format!("--data {name} --held held.jsonl")), words);
        good(at, &format!("audit export --data {name} --out {name}.jsonl"));
        disagrees(&verify(at, &format!("{name}.jsonl --held held.jsonl")), words);
    }
    let text = fs::read_to_string(at.join("held.jsonl")).unwrap();
    fs::write(at.join("held.jsonl"), text.replacen("\"act\":\"", "\"act\":\"x", 1)).unwrap();
    disagrees(&verify(at, "--held held.jsonl"), "the export that you hold is itself damaged");
}

#[test]
fn nothing_is_signed_over_a_change() {
    let folder = held();
    let at = folder.path();
    // The server signed one as it started; rows that it covers are gone now.
    if changed(at, "cut", "DELETE FROM audit").is_some() {
        disagrees(&kaimen(at, "audit checkpoint --data cut"), "the log ends after row 0");
    }
    fs::remove_file(at.join("kaimen-data/checkpoint.key")).unwrap();
    kaimen(at, "audit checkpoint").failed(1, "a server makes it when it first starts");
}
