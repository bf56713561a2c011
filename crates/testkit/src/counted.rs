//! A connection that counts the statements that go through it.

use std::sync::atomic::{AtomicUsize, Ordering};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement};

/// A connection that counts.
pub struct Counted<'c> {
    on: &'c DatabaseConnection,
    statements: AtomicUsize,
}

impl<'c> Counted<'c> {
    /// Counts what goes over `on`.
    #[must_use]
    pub fn new(on: &'c DatabaseConnection) -> Self {
        Self { on, statements: AtomicUsize::new(0) }
    }

    /// Runs something; answers what it answers, and how many statements it took.
    pub async fn cost<T>(&self, work: impl Future<Output = T>) -> (T, usize) {
        let before = self.statements.load(Ordering::Relaxed);
        let answer = work.await;
        (answer, self.statements.load(Ordering::Relaxed) - before)
    }

    fn counted(&self) -> &DatabaseConnection {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.on
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Counted<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.on.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.counted().execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.counted().execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.counted().query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.counted().query_all_raw(statement).await
    }
}
