//! One change in the making: the transaction it writes to and what will be told once it is committed.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use kaimen_domain::audit::Entry;
use kaimen_domain::call::Call;
use kaimen_domain::id::AccountId;
use sea_orm::DatabaseTransaction;

use crate::audit::Log;
use crate::error::StoreError;
use crate::unit::Unit;

/// A committed change, as screens need it.
#[derive(Debug, Clone)]
pub struct Committed {
    /// Number of its audit row.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// The call as it is now, if one changed.
    pub call: Option<Arc<Call>>,
    /// Units that changed, as they are now.
    pub units: Vec<Arc<Unit>>,
    /// Whose sessions ended, if any did.
    pub signed_out: Option<AccountId>,
}

/// What a change touches.
#[derive(Debug, Default)]
pub struct Effect {
    /// The call as it is now.
    pub call: Option<Arc<Call>>,
    /// Units as they are now.
    pub units: Vec<Arc<Unit>>,
    /// Whose sessions ended: their live streams are closed.
    pub signed_out: Option<AccountId>,
}

/// Handed to the body of [`crate::Database::write`].
pub struct Change<'c> {
    tx: &'c DatabaseTransaction,
    log: &'c tokio::sync::Mutex<Log>,
    told: &'c Mutex<Vec<Committed>>,
}

impl<'c> Change<'c> {
    pub(crate) fn new(
        tx: &'c DatabaseTransaction,
        log: &'c tokio::sync::Mutex<Log>,
        told: &'c Mutex<Vec<Committed>>,
    ) -> Self {
        Self { tx, log, told }
    }

    /// The transaction.
    #[must_use]
    pub fn tx(&self) -> &DatabaseTransaction {
        self.tx
    }

    /// Writes the audit row of this change and remembers whom to tell of it after the commit.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn audit(&self, entry: Entry, effect: Effect) -> Result<i64, StoreError> {
        let seq = self.log.lock().await.append(self.tx, &entry).await?;
        let Effect { call, units, signed_out } = effect;
        let committed = Committed { seq, at: entry.at, call, units, signed_out };
        self.told.lock().unwrap_or_else(PoisonError::into_inner).push(committed);
        Ok(seq)
    }
}
