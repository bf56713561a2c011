//! The one writer: takes what waits, commits it together, then tells.
//!
//! A commit with `synchronous=FULL` costs a disk flush of milliseconds; sharing it among the changes that wait at the
//! same moment is what makes durable writes fast, and one writer means that none starves behind a lock.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt;
use futures::future::BoxFuture;
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

use crate::audit::{Log, Salts};
use crate::change::{Change, Committed};
use crate::database::{Listener, Told};
use crate::error::StoreError;

/// Changes that share a commit at most.
const GROUP: usize = 64;

type Step = Box<dyn for<'c> FnOnce(&'c Change<'c>) -> BoxFuture<'c, bool> + Send>;

/// A change that waits for the writer.
pub(crate) struct Job {
    step: Step,
    done: oneshot::Sender<Result<(), StoreError>>,
}

/// Where the answer of a change will be.
pub(crate) struct Answer<T, E> {
    result: Arc<Mutex<Option<Result<T, E>>>>,
    done: oneshot::Receiver<Result<(), StoreError>>,
}

impl<T, E: From<StoreError>> Answer<T, E> {
    pub(crate) async fn wait(self) -> Result<T, E> {
        self.done.await.map_err(|_| StoreError::Stopped)??;
        let result = self.result.lock().unwrap_or_else(PoisonError::into_inner).take();
        result.unwrap_or_else(|| Err(StoreError::Stopped.into()))
    }
}

pub(crate) fn job<T, E, F>(change: F) -> (Job, Answer<T, E>)
where
    F: for<'c> FnOnce(&'c Change<'c>) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let result = Arc::new(Mutex::new(None));
    let (done, answered) = oneshot::channel();
    let slot = Arc::clone(&result);
    let step: Step = Box::new(move |context| {
        async move {
            let result = change(context).await;
            let good = result.is_ok();
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            good
        }
        .boxed()
    });
    (Job { step, done }, Answer { result, done: answered })
}

/// Runs until every [`crate::Database`] handle is gone.
pub(crate) async fn run(
    database: DatabaseConnection,
    mut waiting: mpsc::Receiver<Job>,
    listener: Listener,
    salts: Salts,
) {
    let mut group = Vec::with_capacity(GROUP);
    let mut log = Log::new(salts);
    while waiting.recv_many(&mut group, GROUP).await > 0 {
        log = commit(&database, &mut group, &listener, log).await;
    }
}

async fn commit(database: &DatabaseConnection, group: &mut Vec<Job>, listener: &Listener, log: Log) -> Log {
    let log = tokio::sync::Mutex::new(log);
    let (senders, outcome) = match begin(database).await {
        Ok(tx) => {
            let (senders, told, broken) = steps(&tx, &log, group).await;
            let outcome = match broken {
                None => tx.commit().await,
                Some(error) => tx.rollback().await.and(Err(error)),
            };
            match &outcome {
                Ok(()) => told.into_iter().for_each(|committed| listener(Told::Committed(committed))),
                // A connection that broke during the commit may have committed all the same.
                Err(_) => listener(Told::Unknown),
            }
            (senders, outcome)
        }
        Err(error) => (group.drain(..).map(|job| job.done).collect(), Err(error)),
    };
    if let Err(error) = &outcome {
        tracing::error!(%error, changes = senders.len(), "commit failed: {error}");
    }
    for sender in senders {
        // A caller that went away has lost interest in the answer, not in the change.
        let _ = sender.send(outcome.clone().map_err(StoreError::Database));
    }
    let log = log.into_inner();
    if outcome.is_ok() { log.committed() } else { log.forgotten() }
}

type Steps = (Vec<oneshot::Sender<Result<(), StoreError>>>, Vec<Committed>, Option<DbErr>);

/// Runs each change in a savepoint of its own; `Some` error where the transaction itself is broken.
async fn steps(tx: &DatabaseTransaction, log: &tokio::sync::Mutex<Log>, group: &mut Vec<Job>) -> Steps {
    let mut senders = Vec::with_capacity(group.len());
    let mut told = Vec::new();
    let mut broken = None;
    for job in group.drain(..) {
        senders.push(job.done);
        if broken.is_none() {
            match step(tx, log, job.step).await {
                Ok(committed) => told.extend(committed),
                Err(error) => broken = Some(error),
            }
        }
    }
    (senders, told, broken)
}

async fn step(tx: &DatabaseTransaction, log: &tokio::sync::Mutex<Log>, step: Step) -> Result<Vec<Committed>, DbErr> {
    let savepoint = tx.begin().await?;
    let before = log.lock().await.clone();
    let told = Mutex::new(Vec::new());
    let context = Change::new(&savepoint, log, &told);
    // A panic in one change must not stop the writer for all.
    let good = AssertUnwindSafe(step(&context)).catch_unwind().await.unwrap_or(false);
    if good {
        savepoint.commit().await?;
        Ok(told.into_inner().unwrap_or_else(PoisonError::into_inner))
    } else {
        savepoint.rollback().await?;
        // Its rows are gone from the table; they must be gone from memory too, or the numbers would have a gap.
        *log.lock().await = before;
        Ok(Vec::new())
    }
}

async fn begin(database: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let tx = database.begin_with_options(immediate).await?;
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        // Other processes wait here, before they hold any row: one chain, and no deadlock.
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(7089)").await?;
    }
    Ok(tx)
}
