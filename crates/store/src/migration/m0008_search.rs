//! Words by which matters are found, indexes in order of time for lists, and links between matters.

use sea_orm::{DatabaseBackend, Statement};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    pk_auto, pk_uuid, string, text, timestamp_with_time_zone as time, timestamp_with_time_zone_null as time_null, uuid,
    uuid_null, uuid_uniq,
};
use uuid::Uuid;

use super::{index, table};
use crate::search;

/// The search.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Matters whose words are written in one statement.
const CHUNK: usize = 500;

/// The index of the words. Kept by triggers, so that both databases take the same changes to the table; what is deleted
/// leaves the index at once.
const SQLITE: [&str; 5] = [
    "CREATE VIRTUAL TABLE matter_index USING fts5(words, content='matter_words', content_rowid='seq', \
     tokenize='ascii', detail='none')",
    "INSERT INTO matter_index (matter_index, rank) VALUES ('secure-delete', 1)",
    "CREATE TRIGGER matter_words_insert AFTER INSERT ON matter_words BEGIN \
     INSERT INTO matter_index (rowid, words) VALUES (new.seq, new.words); END",
    "CREATE TRIGGER matter_words_delete AFTER DELETE ON matter_words BEGIN \
     INSERT INTO matter_index (matter_index, rowid, words) VALUES ('delete', old.seq, old.words); END",
    "CREATE TRIGGER matter_words_update AFTER UPDATE OF words ON matter_words BEGIN \
     INSERT INTO matter_index (matter_index, rowid, words) VALUES ('delete', old.seq, old.words); \
     INSERT INTO matter_index (rowid, words) VALUES (new.seq, new.words); END",
];

/// The words as they are, without a parser or a dictionary in between.
const POSTGRES: [&str; 1] =
    ["CREATE INDEX matter_words_index ON matter_words USING gin (array_to_tsvector(string_to_array(words, ' ')))"];

fn link() -> TableCreateStatement {
    table(
        "matter_link",
        vec![
            pk_uuid("id"),
            uuid("a"),
            uuid("b"),
            string("kind"),
            uuid("by_id"),
            time("at"),
            uuid_null("removed_by"),
            time_null("removed_at"),
        ],
    )
}

fn indexes() -> Vec<IndexCreateStatement> {
    let mut once = index("matter_link_once", "matter_link", &["a", "b"]);
    once.unique().cond_where(Expr::col("removed_at").is_null());
    let in_time = |name, columns: &[&'static str]| {
        index(name, "matter", &[&["kind"], columns, &["ended", "received_at", "id"]].concat())
    };
    vec![
        once,
        index("matter_link_b", "matter_link", &["b"]),
        in_time("matter_in_time", &[]),
        in_time("matter_station_in_time", &["station_id"]),
        in_time("matter_complaint_in_time", &["complaint"]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let on = manager.get_connection();
        manager
            .create_table(table("matter_words", vec![pk_auto("seq"), uuid_uniq("matter_id"), text("words")]))
            .await?;
        let is_sqlite = on.get_database_backend() == DatabaseBackend::Sqlite;
        for statement in if is_sqlite { &SQLITE[..] } else { &POSTGRES[..] } {
            on.execute_unprepared(statement).await?;
        }
        fill(manager).await?;
        manager.create_table(link()).await?;
        manager.drop_index(Index::drop().name("matter_station").table("matter").to_owned()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// Matters that are there already, oldest first.
async fn fill(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let on = manager.get_connection();
    let mut done = 0;
    loop {
        let page = format!(
            "SELECT m.id, m.number, m.place, m.summary, c.feedback FROM matter m LEFT JOIN call c ON c.id = m.id \
             ORDER BY m.received_at, m.id LIMIT {CHUNK} OFFSET {done}"
        );
        let rows = on.query_all_raw(Statement::from_string(on.get_database_backend(), page)).await?;
        let mut matters: Vec<(Uuid, [Option<String>; 4])> = Vec::with_capacity(rows.len());
        for row in &rows {
            let text = |name| row.try_get::<Option<String>>("", name);
            matters
                .push((row.try_get("", "id")?, [text("number")?, text("place")?, text("summary")?, text("feedback")?]));
        }
        if matters.is_empty() {
            return Ok(());
        }
        let texts: Vec<_> =
            matters.iter().map(|(id, texts)| (*id, texts.iter().flatten().map(String::as_str).collect())).collect();
        search::insert(on, &texts).await?;
        done += matters.len();
    }
}
