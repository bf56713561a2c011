//! The audit chain becomes a Merkle tree log: leaf hashes instead of chained ones, tiles, checkpoints.
//!
//! Rows keep what they say. The old chain is checked on the way; that it was broken is itself written to the log.

use kaimen_domain::audit::leaf::{Covered, Salt, content_hash};
use kaimen_domain::audit::tree::{Completed, Frontier};
use kaimen_domain::audit::{Entry, Hash};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, binary_null, integer, string, text, timestamp_with_time_zone as time,
};

use super::{index, table};

/// Leaf hashes, tiles and checkpoints.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Rows converted at a time.
const PAGE: u64 = 500;

/// The table as m0001 made it.
mod chain {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub at: DateTimeUtc,
        pub actor: String,
        pub act: String,
        pub subject: String,
        pub detail: String,
        pub hash: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    /// Hash of a row over the one before, as the chain had it.
    pub(super) fn hash(row: &Model, previous: &[u8]) -> Vec<u8> {
        use sha2::{Digest, Sha256};
        let mut sha = Sha256::new();
        sha.update(row.seq.to_be_bytes());
        sha.update(previous);
        let at = row.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        for field in [&at, &row.actor, &row.act, &row.subject, &row.detail] {
            sha.update((field.len() as u64).to_be_bytes());
            sha.update(field.as_bytes());
        }
        sha.finalize().to_vec()
    }
}

/// The table that takes its place.
mod log {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_log")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub at: DateTimeUtc,
        pub actor: String,
        pub act: String,
        pub subject: String,
        pub why: String,
        pub detail: String,
        pub salt: Option<Vec<u8>>,
        pub content: Vec<u8>,
        pub leaf: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Hashes of filled tiles.
mod tiles {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_tile")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub level: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub place: i64,
        pub hash: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn tables() -> Vec<TableCreateStatement> {
    let mut tiles = table("audit_tile", vec![integer("level"), big_integer("place"), binary("hash")]);
    tiles.primary_key(Index::create().col("level").col("place"));
    vec![
        table(
            "audit_log",
            vec![
                big_integer("seq").primary_key().take(),
                time("at"),
                string("actor"),
                string("act"),
                string("subject"),
                text("why"),
                text("detail"),
                binary_null("salt"),
                binary("content"),
                binary("leaf"),
            ],
        ),
        tiles,
        table("checkpoint", vec![big_integer("size").primary_key().take(), binary("root"), time("at"), text("note")]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        convert(manager.get_connection()).await?;
        manager.drop_table(Table::drop().table("audit").to_owned()).await?;
        manager.rename_table(Table::rename().table("audit_log", "audit").to_owned()).await?;
        manager.create_index(index("audit_subject", "audit", &["subject"])).await
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("the hash chain cannot be made again from the log: restore the backup".to_owned()))
    }
}

async fn convert<C: ConnectionTrait>(on: &C) -> Result<(), DbErr> {
    let (mut tree, mut previous, mut broken) = (Frontier::default(), vec![0; 32], None);
    let mut last = (0, None);
    loop {
        let page = chain::Entity::find().filter(chain::Column::Seq.gt(last.0));
        let rows = page.order_by_asc(chain::Column::Seq).limit(PAGE).all(on).await?;
        let Some(end) = rows.last() else { break };
        last = (end.seq, Some(end.at));
        let mut logged = Vec::with_capacity(rows.len());
        for row in rows {
            // A gap in the numbers breaks the chain as well; the log counts without one.
            if broken.is_none() && chain::hash(&row, &previous) != row.hash {
                broken = Some(row.seq);
            }
            let chain::Model { at, actor, act, subject, detail, hash, .. } = row;
            previous = hash;
            logged.push((Entry { at, actor, act, subject, why: String::new(), detail }, salt()));
        }
        append(on, &mut tree, logged).await?;
    }
    if let (Some(row), Some(at)) = (broken, last.1) {
        tracing::error!(row, "the audit chain was broken at row {row} before it became a log");
        let (actor, act, subject) = ("system".to_owned(), "chain-broken".to_owned(), "audit".to_owned());
        let detail = format!("{{\"row\":{row}}}");
        append(on, &mut tree, vec![(Entry { at, actor, act, subject, why: String::new(), detail }, salt())]).await?;
    }
    Ok(())
}

async fn append<C: ConnectionTrait>(on: &C, tree: &mut Frontier, rows: Vec<(Entry, Salt)>) -> Result<(), DbErr> {
    let (mut logged, mut completed) = (Vec::with_capacity(rows.len()), Vec::new());
    for (entry, salt) in rows {
        let seq = tree.last_row() + 1;
        let content = content_hash(&salt, &entry.detail);
        let leaf: Hash = Covered::of(seq, &entry, content).leaf();
        completed.extend(tree.push(leaf));
        let Entry { at, actor, act, subject, why, detail } = entry;
        logged.push(log::ActiveModel {
            seq: Set(seq),
            at: Set(at),
            actor: Set(actor),
            act: Set(act),
            subject: Set(subject),
            why: Set(why),
            detail: Set(detail),
            salt: Set(Some(salt.to_vec())),
            content: Set(content.0.to_vec()),
            leaf: Set(leaf.0.to_vec()),
        });
    }
    log::Entity::insert_many(logged).exec_without_returning(on).await?;
    if !completed.is_empty() {
        let filled = completed.into_iter().map(|Completed { level, index, hash }| tiles::ActiveModel {
            level: Set(i32::from(level)),
            place: Set(index.cast_signed()),
            hash: Set(hash.0.to_vec()),
        });
        tiles::Entity::insert_many(filled).exec_without_returning(on).await?;
    }
    Ok(())
}

fn salt() -> Salt {
    #[expect(clippy::disallowed_methods, reason = "a migration has no arguments to take randomness from")]
    Uuid::new_v4().into_bytes()
}

#[cfg(test)]
mod tests {
    use kaimen_domain::audit::verify::Fault;
    use kaimen_testkit::{Backend, Database};
    use sea_orm_migration::MigratorTrait;

    use super::*;
    use crate::audit::{after, verify::verify};
    use crate::migration::Migrator;

    /// A database of the time of m0001 with so many rows in its chain, then brought up to date.
    async fn upgraded(
        backend: Backend,
        folder: &std::path::Path,
        rows: i64,
        broken: Option<i64>,
    ) -> Option<(sea_orm::DatabaseConnection, Database)> {
        let database = Database::make(backend, folder)?;
        let url = database.url().to_owned();
        let url = if url.starts_with("sqlite") { format!("{url}?mode=rwc") } else { url };
        let on = sea_orm::Database::connect(url).await.unwrap();
        Migrator::up(&on, Some(1)).await.unwrap();
        let mut previous = vec![0; 32];
        for seq in 1..=rows {
            let mut row = chain::Model {
                seq,
                at: chrono::DateTime::from_timestamp_micros(seq * 1_000_001).unwrap(),
                actor: "system".into(),
                act: "take".into(),
                subject: format!("call/{seq}"),
                detail: format!("{{\"n\":{seq}}}"),
                hash: Vec::new(),
            };
            row.hash = chain::hash(&row, &previous);
            previous.clone_from(&row.hash);
            if broken == Some(seq) {
                row.detail.push(' ');
            }
            let row = sea_orm::IntoActiveModel::into_active_model(row);
            chain::Entity::insert(row).exec_without_returning(&on).await.unwrap();
        }
        Migrator::up(&on, None).await.unwrap();
        Some((on, database))
    }

    #[tokio::test]
    async fn a_filled_chain_becomes_a_log() {
        for backend in [Backend::Sqlite, Backend::Postgres] {
            let folder = tempfile::tempdir().unwrap();
            let Some((on, _database)) = upgraded(backend, folder.path(), 1100, None).await else { continue };
            let verified = verify(&on, &[]).await.unwrap();
            assert_eq!((verified.rows, verified.fault), (1100, None));
            let row = &after(&on, 699, 1).await.unwrap()[0];
            assert_eq!((row.entry.subject.as_str(), row.entry.detail.as_str()), ("call/700", "{\"n\":700}"));
            assert_eq!(row.entry.at.timestamp_micros(), 700 * 1_000_001);
        }
    }

    #[tokio::test]
    async fn a_broken_chain_stays_known_as_broken() {
        let folder = tempfile::tempdir().unwrap();
        let (on, _database) = upgraded(Backend::Sqlite, folder.path(), 20, Some(7)).await.unwrap();
        let verified = verify(&on, &[]).await.unwrap();
        assert_eq!((verified.rows, verified.fault), (21, None::<Fault>));
        let row = &after(&on, 20, 1).await.unwrap()[0];
        assert_eq!((row.entry.act.as_str(), row.entry.detail.as_str()), ("chain-broken", "{\"row\":7}"));
    }
}
