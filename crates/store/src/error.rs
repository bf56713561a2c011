//! What can go wrong between kaimen and its database.

use sea_orm::{DbErr, SqlErr};

/// A failure of the database or of what it holds.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed the record first.
    #[error("the record was changed by somebody else")]
    Stale,
    /// The unit is on another call.
    #[error("the unit was given to another call")]
    UnitTaken,
    /// A name or number is in use.
    #[error("that name is in use")]
    Duplicate,
    /// Something was asked about rows that the audit log does not have.
    #[error("the audit log has no such rows")]
    OutsideLog,
    /// A stored value cannot be read.
    #[error("the database holds a value that cannot be read: {0}")]
    Corrupt(String),
    /// The writer has stopped.
    #[error("the database writer has stopped")]
    Stopped,
    /// Another server process works on the database.
    #[error("another kaimen already works on this database: stop it first")]
    Claimed,
    /// Too many writes are waiting.
    #[error("too many changes are waiting for the disk")]
    Busy,
    /// The database is of a newer kaimen, or cannot be reached or written.
    #[error("database: {0}")]
    Database(#[from] DbErr),
}

impl StoreError {
    /// Turns a violated unique key into `to`, and leaves every other error as it is.
    pub(crate) fn unique(error: DbErr, to: Self) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => to,
            _ => Self::Database(error),
        }
    }
}

/// Reads a stored word.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(word: &str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|_| StoreError::Corrupt(word.to_owned()))
}

/// Writes a unit enum as its word.
pub(crate) fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
