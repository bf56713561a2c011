//! One database behind one address: an SQLite file or a PostgreSQL server, with the same statements for both.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};
use sea_orm_migration::MigratorTrait;
use tokio::sync::mpsc;

use crate::audit::Salts;
use crate::change::{Change, Committed};
use crate::error::StoreError;
use crate::migration::Migrator;
use crate::writer::{self, Job};

/// Changes that may wait for the disk before new ones are refused.
const QUEUE: usize = 4096;

/// What the writer tells.
#[derive(Debug)]
pub enum Told {
    /// A change was committed.
    Committed(Committed),
    /// A commit failed in a way that leaves open whether it happened: read everything anew.
    Unknown,
}

/// Is told of every committed change, in the order of the audit chain.
pub type Listener = Arc<dyn Fn(Told) + Send + Sync>;

/// Opens a database for reading only, as it is: no table is made or changed.
///
/// # Errors
/// [`StoreError::Database`] where it cannot be reached.
pub async fn open_to_read(url: &str) -> Result<DatabaseConnection, StoreError> {
    let plain = url.starts_with("sqlite:") && !url.contains('?');
    let url = if plain { format!("{url}?mode=ro") } else { url.to_owned() };
    Ok(sea_orm::Database::connect(ConnectOptions::new(url).sqlx_logging(false).to_owned()).await?)
}

/// The open database: many readers, one writer with group commit.
#[derive(Clone)]
pub struct Database {
    readers: DatabaseConnection,
    jobs: mpsc::Sender<Job>,
}

impl Database {
    /// Opens `url` (`sqlite://FILE` or `postgres://…`), makes or upgrades its tables and starts the writer, which takes
    /// the salts of audit rows from `salts`.
    ///
    /// # Errors
    /// [`StoreError::Database`] where it cannot be reached, opened or upgraded.
    pub async fn open(url: &str, listener: Listener, salts: Salts) -> Result<Self, StoreError> {
        let readers = sea_orm::Database::connect(options(url, 8)).await?;
        let writing = sea_orm::Database::connect(options(url, 1)).await?;
        Migrator::up(&writing, None).await?;
        let (jobs, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(writer::run(writing, waiting, listener, salts));
        Ok(Self { readers, jobs })
    }

    /// Connections for reading.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.readers
    }

    /// `sqlite` or `postgres`.
    #[must_use]
    pub fn backend(&self) -> &'static str {
        match self.readers.get_database_backend() {
            DatabaseBackend::Sqlite => "sqlite",
            _ => "postgres",
        }
    }

    /// Runs one change: all of it is on the disk when this returns `Ok`, none of it otherwise.
    ///
    /// Changes that wait at the same time share one commit; each is a savepoint, so that a refused one leaves the
    /// others alone.
    ///
    /// # Errors
    /// What the change returns, or a [`StoreError`] of the commit.
    pub async fn write<T, E, F>(&self, change: F) -> Result<T, E>
    where
        F: for<'c> FnOnce(&'c Change<'c>) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = writer::job(change);
        self.jobs.try_send(job).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Stopped,
        })?;
        answer.wait().await
    }

    /// Claims a PostgreSQL database for one server process: until several share a bus, a second one would show screens
    /// that look live and are not. An SQLite file is claimed by a lock in its folder instead.
    ///
    /// # Errors
    /// [`StoreError::Claimed`] where another process has it.
    pub async fn claim(&self) -> Result<(), StoreError> {
        if self.backend() != "postgres" {
            return Ok(());
        }
        let statement = Statement::from_string(DatabaseBackend::Postgres, "SELECT pg_try_advisory_lock(7090) AS free");
        self.write(move |change| {
            Box::pin(async move {
                let row = change.tx().query_one_raw(statement).await?;
                let free = row.is_some_and(|row| row.try_get::<bool>("", "free").unwrap_or(false));
                if free { Ok(()) } else { Err(StoreError::Claimed) }
            })
        })
        .await
    }

    /// Waits until every change handed over so far is committed.
    pub async fn drain(&self) {
        let _: Result<(), StoreError> = self.write(|_| Box::pin(async { Ok(()) })).await;
    }
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let url = if url.starts_with("sqlite:") && !url.contains('?') { format!("{url}?mode=rwc") } else { url.to_owned() };
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).min_connections(1).sqlx_logging(false).acquire_timeout(Duration::from_secs(8));
    // Statements here are short: compiling one costs PostgreSQL more than running it.
    options.map_sqlx_postgres_opts(|postgres| postgres.options([("jit", "off")]));
    // WAL with FULL: what was answered "saved" survives a power cut.
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(8))
            // What is erased is overwritten in the file.
            .pragma("secure_delete", "ON")
            .foreign_keys(true)
            // What is erased, the key of a record above all, is overwritten in the file and not only unlinked.
            .pragma("secure_delete", "ON")
    });
    options
}
