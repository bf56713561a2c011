//! Keys of the installation: a new one beside a running server, cut off, missing, retired; and what was there before.

use std::sync::Arc;

use kaimen_app::vault::{Rotated, Standing, retire, rotate, standing};
use kaimen_app::{App, Error, Ids, Keyring};
use kaimen_domain::call::Call;
use kaimen_store::{ConnectionTrait, Database, StoreError};
use kaimen_testkit::{TestApp, on_both_databases, secret};

on_both_databases!(
    a_new_key_beside_a_running_server,
    a_rotation_that_was_cut_off_is_finished,
    a_missing_or_wrong_key_is_named,
    what_is_erased_does_not_open,
    contacts_from_before_the_vault_open
);

/// What `kaimen key` works with: another process on the same database and file.
struct Beside {
    database: Database,
    keys: Arc<Keyring>,
    ids: Arc<Ids>,
}

async fn beside(t: &TestApp) -> Beside {
    Beside {
        database: Database::open(t.database.url(), Arc::new(|_| ()), Arc::new(|| [7; 16])).await.unwrap(),
        keys: Arc::new(App::keys(t.folder(), &secret(), t.app.now()).unwrap()),
        ids: Arc::new(Ids::from_system().unwrap()),
    }
}

impl Beside {
    async fn rotate(&self, t: &TestApp) -> Rotated {
        rotate(&self.database, &self.keys, &self.ids, t.app.now(), |_, _| ()).await.unwrap()
    }

    async fn retire(&self, t: &TestApp) -> Vec<u32> {
        retire(&self.database, &self.keys, t.app.now()).await.unwrap()
    }

    async fn standing(&self) -> Vec<(u32, u64, bool)> {
        let lines = standing(&self.database, &self.keys).await.unwrap();
        lines.iter().map(|line: &Standing| (line.generation, line.keys, line.current)).collect()
    }
}

async fn take(t: &TestApp) -> Arc<Call> {
    t.app.take_call(&t.caller("desk"), t.new_call("theft", 2, 3)).await.unwrap().call
}

async fn contact(t: &TestApp, app: &App, call: &Call) -> Option<String> {
    app.read_call(&t.caller("desk"), call.id).await.unwrap().contact
}

/// Many further keys, sealed as the first one is.
async fn multiply(t: &TestApp, times: u32) {
    let id = if t.app.database().backend() == "sqlite" { "randomblob(16)" } else { "gen_random_uuid()" };
    let rows = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times}) INSERT INTO record_key (id, owner, generation, wrapped) \
         SELECT {id}, owner, generation, wrapped FROM record_key, n"
    );
    t.app.database().read().execute_unprepared(&rows).await.unwrap();
}

async fn a_new_key_beside_a_running_server(t: TestApp) {
    let old = take(&t).await;
    multiply(&t, 1200).await;
    let beside = beside(&t).await;
    assert_eq!(beside.standing().await, [(1, 1201, true)]);
    let mut told = Vec::new();
    let tell = |done, total| told.push((done, total));
    let rotated = rotate(&beside.database, &beside.keys, &beside.ids, t.app.now(), tell).await.unwrap();
    assert_eq!(rotated, Rotated { generation: 2, keys: 1201, resumed: false });
    assert_eq!(told, [(0, 1201), (500, 1201), (1000, 1201), (1201, 1201)]);
    let new = take(&t).await;
    assert_eq!(beside.standing().await, [(1, 0, false), (2, 1202, true)], "the server seals under the new key at once");
    assert_eq!(beside.retire(&t).await, [1]);
    assert_eq!(beside.retire(&t).await, [0; 0]);
    assert_eq!(beside.standing().await, [(2, 1202, true)]);
    let afresh = t.another().await;
    for app in [&t.app, &afresh] {
        for call in [&old, &new] {
            assert_eq!(contact(&t, app, call).await.as_deref(), Some("袁某 138 0000 0000"));
        }
    }
    let rows = kaimen_store::audit::about(t.app.database().read(), "keys").await.unwrap();
    let acts: Vec<&str> = rows.iter().map(|row| row.entry.act.as_str()).collect();
    assert_eq!(acts, ["rotate-keys", "keys-rotated", "retire-keys"]);
}

async fn a_rotation_that_was_cut_off_is_finished(t: TestApp) {
    let call = take(&t).await;
    multiply(&t, 1200).await;
    let beside = beside(&t).await;
    // After the first batch nothing more happens, as if the process had been killed.
    let (cut, mut heard) = tokio::sync::oneshot::channel();
    let mut cut = Some(cut);
    let tell = |done, _| {
        if done >= 500
            && let Some(cut) = cut.take()
        {
            cut.send(()).unwrap();
        }
    };
    tokio::select! {
        biased;
        _ = &mut heard => {}
        _ = rotate(&beside.database, &beside.keys, &beside.ids, t.app.now(), tell) => panic!("it was not cut off"),
    }
    beside.database.drain().await;
    let half = beside.standing().await;
    assert!(half[0].1 > 0 && half[1].1 >= 500 && half[1].2, "{half:?}");
    assert_eq!(contact(&t, &t.app, &call).await.as_deref(), Some("袁某 138 0000 0000"));
    assert_eq!(beside.retire(&t).await, [0; 0], "it is still needed");
    let rotated = beside.rotate(&t).await;
    assert_eq!((rotated.generation, rotated.resumed), (2, true), "no third one is made");
    assert_eq!(beside.standing().await, [(1, 0, false), (2, 1201, true)]);
    assert_eq!(beside.rotate(&t).await, Rotated { generation: 3, keys: 1201, resumed: false });
    assert_eq!(contact(&t, &t.another().await, &call).await.as_deref(), Some("袁某 138 0000 0000"));
}

async fn a_missing_or_wrong_key_is_named(t: TestApp) {
    let call = take(&t).await;
    let beside = beside(&t).await;
    let file = t.folder().join("keys");
    let first = std::fs::read_to_string(&file).unwrap();
    beside.rotate(&t).await;
    let both = std::fs::read_to_string(&file).unwrap();
    let other = both.replace(both.lines().last().unwrap(), &first.lines().last().unwrap().replacen('1', "2", 1));
    for (text, words) in [(&first, "key generation 2 is missing in "), (&other, "key generation 2 is another key in ")]
    {
        std::fs::write(&file, text).unwrap();
        let Err(Error::Internal(why)) = t.try_another().await else { panic!("{words}") };
        let why = why.to_string();
        assert!(why.contains(words) && why.contains(&file.display().to_string()) && why.contains("backup"), "{why}");
    }
    std::fs::write(&file, &both).unwrap();
    assert_eq!(contact(&t, &t.another().await, &call).await.as_deref(), Some("袁某 138 0000 0000"));
}

async fn what_is_erased_does_not_open(t: TestApp) {
    let (erased, kept) = (take(&t).await, take(&t).await);
    let id = erased.id.0;
    let keys: Result<u64, Error> = t
        .app
        .database()
        .write(move |context| Box::pin(async move { Ok(kaimen_store::record_key::erase_of(context, &[id]).await?) }))
        .await;
    assert_eq!(keys.unwrap(), 1);
    assert_eq!(contact(&t, &t.app, &erased).await, None, "the sealed row is there and says nothing");
    assert!(contact(&t, &t.app, &kept).await.is_some());
    // Moved to another call it does not open either.
    let moved = format!("DELETE FROM contact WHERE call_id = {}", literal(&t, id));
    t.app.database().read().execute_unprepared(&moved).await.unwrap();
    let moved = format!("UPDATE contact SET call_id = {}", literal(&t, id));
    t.app.database().read().execute_unprepared(&moved).await.unwrap();
    assert_eq!(contact(&t, &t.app, &erased).await, None);
}

fn literal(t: &TestApp, id: uuid::Uuid) -> String {
    match t.app.database().backend() {
        "sqlite" => format!("x'{}'", id.simple()),
        _ => format!("'{id}'"),
    }
}

/// Takes the tables back to what they were before the vault, and opens the database as a new version does.
async fn contacts_from_before_the_vault_open(t: TestApp) {
    let call = take(&t).await;
    let (uuid, bytes) = if t.app.database().backend() == "sqlite" { ("uuid_text", "blob") } else { ("uuid", "bytea") };
    let statements = [
        format!(
            "CREATE TABLE before (call_id {uuid} NOT NULL PRIMARY KEY, record_key {bytes} NOT NULL, sealed {bytes} \
             NOT NULL)"
        ),
        "INSERT INTO before SELECT call_id, wrapped, sealed FROM contact JOIN record_key ON record_key.id = \
         contact.key_id"
            .to_owned(),
        "DROP TABLE contact".to_owned(),
        "ALTER TABLE before RENAME TO contact".to_owned(),
        "DROP TABLE record_key".to_owned(),
        "DROP TABLE blob".to_owned(),
        "DROP TABLE attachment".to_owned(),
        "DELETE FROM setting WHERE name = 'key_generation'".to_owned(),
        "DELETE FROM seaql_migrations WHERE version = 'm0006_vault'".to_owned(),
    ];
    let taken_back: Result<(), StoreError> = t
        .app
        .database()
        .write(move |context| {
            Box::pin(async move {
                for statement in &statements {
                    context.tx().execute_unprepared(statement).await?;
                }
                Ok(())
            })
        })
        .await;
    taken_back.unwrap();
    std::fs::remove_file(t.folder().join("keys")).unwrap();
    let upgraded = t.another().await;
    assert_eq!(contact(&t, &upgraded, &call).await.as_deref(), Some("袁某 138 0000 0000"));
    let beside = beside(&t).await;
    assert_eq!(beside.standing().await, [(1, 1, true)]);
    beside.rotate(&t).await;
    assert_eq!(contact(&t, &upgraded, &call).await.as_deref(), Some("袁某 138 0000 0000"));
}
