//! `kaimen audit verify`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::running::{Server, account, one_line};
use crate::support::{kaimen, town_map};

/// A database with several rows of audit, in a folder `kaimen-data`.
pub(crate) fn recorded() -> tempfile::TempDir {
    let folder = town_map();
    fs::write(folder.path().join("units.csv"), "call_sign,name,station,profile,crew\nA1,Somebody,Station One,car,1\n")
        .unwrap();
    assert_eq!(kaimen(folder.path(), "unit import units.csv --map town.map").code, 0);
    let password = account(folder.path(), "desk", "duty_desk", "");
    let server = Server::serve(folder.path(), "");
    let client = server.signed_in("desk", &password);
    for call in ["one", "two", "three"] {
        assert_eq!(client.take_call(call, call).unwrap().status, 201);
    }
    assert_eq!(server.stop("TERM").0.code(), Some(0));
    folder
}

fn rows(folder: &Path, data: &str) -> u64 {
    let run = kaimen(folder, &format!("audit verify --data {data}"));
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let first = run.out.lines().next().unwrap();
    first.strip_prefix("the audit log is whole; rows: ").unwrap().parse().unwrap()
}

/// A copy of the database in which one statement was run by another program, or `None` where there is none.
pub(crate) fn changed(folder: &Path, name: &str, statement: &str) -> Option<PathBuf> {
    const PYTHON: &str = "import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as c: c.execute(sys.argv[2])";
    let to = folder.join(name);
    fs::create_dir(&to).unwrap();
    for file in fs::read_dir(folder.join("kaimen-data")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
    let database = to.join("kaimen.sqlite");
    let mut programs = [Command::new("sqlite3"), Command::new("python3")];
    programs[1].args(["-c", PYTHON]);
    for mut program in programs {
        if let Ok(done) = program.arg(&database).arg(statement).output() {
            assert!(done.status.success(), "{done:?}");
            return Some(to);
        }
    }
    eprintln!("skipped: neither sqlite3 nor python3 is there to change a database with");
    None
}

#[test]
fn a_whole_chain_is_whole_while_the_server_runs_too() {
    let folder = recorded();
    let before = rows(folder.path(), "kaimen-data");
    assert!(before >= 5, "{before}");
    let _server = Server::serve(folder.path(), "");
    account(folder.path(), "other", "administrator", "");
    assert_eq!(rows(folder.path(), "kaimen-data"), before + 1);
}

#[test]
fn the_first_changed_row_is_named() {
    let folder = recorded();
    let last = rows(folder.path(), "kaimen-data");
    for (name, statement, fault) in [
        ("actor", "UPDATE audit SET actor = 'x' || substr(actor, 2) WHERE seq = 3", "row 3 was changed"),
        ("detail", "UPDATE audit SET detail = detail || ' ' WHERE seq = 1", "row 1 was changed"),
        ("time", "UPDATE audit SET at = replace(at, '20', '21') WHERE seq = 4", "row 4 was changed"),
        ("hash", "UPDATE audit SET leaf = zeroblob(32) WHERE seq = 2", "row 2 was changed"),
        ("short", "UPDATE audit SET leaf = x'00' WHERE seq = 2", "row 2 was changed"),
        ("gone", "DELETE FROM audit WHERE seq = 2", "row 2 was missing: deleted"),
        ("first", "DELETE FROM audit WHERE seq = 1", "row 1 was missing: deleted"),
        ("two", "UPDATE audit SET act = 'x' WHERE seq IN (3, 5)", "row 3 was changed"),
        (
            "added",
            "INSERT INTO audit SELECT seq + 1, at, actor, act, subject, why, detail, salt, content, leaf FROM audit \
          ORDER BY seq DESC LIMIT 1",
            &format!("row {} was written as row {last}: ", last + 1),
        ),
    ] {
        if changed(folder.path(), name, statement).is_none() {
            return;
        }
        let run = kaimen(folder.path(), &format!("audit verify --data {name}"));
        run.failed(3, fault);
        one_line(&run);
    }
    // Rows taken off the end show by their number only, as the help says.
    changed(folder.path(), "end", &format!("DELETE FROM audit WHERE seq = {last}")).unwrap();
    assert_eq!(rows(folder.path(), "end"), last - 1);
    assert_eq!(rows(folder.path(), "kaimen-data"), last);
}
