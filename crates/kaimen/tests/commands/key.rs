//! `kaimen key`: a new key beside a running server, killed at any moment.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use kaimen_store::{ConnectionTrait, Database, StoreError};

use crate::http::Client;
use crate::running::{Server, account};
use crate::support::{Run, kaimen, names, town_map};

/// Further keys, so that a rotation lasts long enough to be killed at many moments.
const KEYS: u32 = 60_000;

fn multiply(folder: &Path) {
    let url = format!("sqlite://{}", folder.join("kaimen-data/kaimen.sqlite").display());
    let rows = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {KEYS}) \
         INSERT INTO record_key (id, owner, generation, wrapped) \
         SELECT randomblob(16), owner, generation, wrapped FROM record_key, n"
    );
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let database = Database::open(&url, Arc::new(|_| ()), Arc::new(|| [0; 16])).await.unwrap();
        let written: Result<_, StoreError> = database
            .write(move |context| Box::pin(async move { Ok(context.tx().execute_unprepared(&rows).await?) }))
            .await;
        written.unwrap();
    });
}

/// Rows of `kaimen key list`: number, records, whether in use.
fn list(folder: &Path) -> Vec<(u32, u64, bool)> {
    let run = kaimen(folder, "key list");
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let row = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        (words[0].parse().unwrap(), words[2].parse().unwrap(), line.ends_with("in use"))
    };
    run.out.lines().skip(1).map(row).collect()
}

fn contact_is_read(client: &Client, call: &str) {
    let answer = client.get(&format!("/api/calls/{call}"));
    assert_eq!(answer.json()["call"]["contact"], "138 0000 0000", "{answer:?}");
}

fn take(client: &Client, name: &str) -> String {
    let answer = client.take_call(name, name).unwrap();
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["call"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn killed_at_any_moment_a_rotation_loses_nothing_and_goes_on() {
    let folder = town_map();
    let folder = folder.path();
    let password = account(folder, "desk", "duty_desk", "");
    let mut server = Server::serve(folder, "");
    let mut client = server.signed_in("desk", &password);
    let mut calls = vec![take(&client, "first")];
    multiply(folder);
    assert_eq!(list(folder), [(1, u64::from(KEYS) + 1, true)]);

    let mut halves = 0;
    for round in 0..12 {
        let mut rotation = Command::new(env!("CARGO_BIN_EXE_kaimen"))
            .args(["key", "rotate"])
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(round * round * 3));
        calls.push(take(&client, &format!("round-{round}")));
        rotation.kill().unwrap();
        rotation.wait().unwrap();
        let rows = list(folder);
        let records: u64 = rows.iter().map(|row| row.1).sum();
        assert_eq!(records, u64::from(KEYS) + calls.len() as u64, "{rows:?}");
        halves += usize::from(rows.iter().filter(|row| row.1 > 0).count() == 2);
        for call in &calls {
            contact_is_read(&client, call);
        }
        if round == 6 {
            server.kill();
            server = Server::serve(folder, "");
            client = client.moved(server.address);
        }
    }
    assert!(halves > 0, "no kill came half-way");

    let run = kaimen(folder, "key rotate");
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    assert!(run.out.contains("back up kaimen-data/keys now"), "{run:?}");
    let rows = list(folder);
    assert!(rows.iter().all(|row| (row.1 > 0) == row.2), "{rows:?}");
    let run = kaimen(folder, "key rotate --retire");
    assert!(run.out.starts_with("taken out of kaimen-data/keys: key 1"), "{run:?}");
    calls.push(take(&client, "last"));
    let [(newest, records, true)] = list(folder)[..] else { panic!("{:?}", list(folder)) };
    assert_eq!(records, u64::from(KEYS) + calls.len() as u64);
    calls.iter().for_each(|call| contact_is_read(&client, call));

    // The new file alone opens everything after a restart; without it the server says what to do.
    server.kill();
    let server = Server::serve(folder, "");
    let client = client.moved(server.address);
    calls.iter().for_each(|call| contact_is_read(&client, call));
    server.kill();
    let keys = folder.join("kaimen-data/keys");
    let text = fs::read_to_string(&keys).unwrap();
    fs::remove_file(&keys).unwrap();
    let run = kaimen(folder, "account add --map town.map --username other --name Other --role duty_desk");
    run.failed(1, &format!("key generation {newest} is missing in kaimen-data/keys"));
    fs::write(&keys, text).unwrap();
    assert_eq!(kaimen(folder, "audit verify").code, 0);
    let left: Vec<String> = names(&folder.join("kaimen-data"));
    assert!(!left.contains(&"keys.new".to_owned()), "{left:?}");
}

#[test]
fn a_folder_without_an_installation_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["key list", "key rotate", "key rotate --retire"] {
        let run: Run = kaimen(folder.path(), command);
        run.failed(1, "there is no secret.key in kaimen-data");
        assert!(names(folder.path()).is_empty());
    }
}
