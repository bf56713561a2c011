//! The audit log: every change, and every reading of personal data, is a row; the rows are the leaves of a Merkle tree
//! (RFC 6962 §2.1).
//!
//! * **leaf**: what a row contributes to the tree; **tree**: roots and proofs; **tile**: its hashes in pieces of 256;
//! * **checkpoint**: size and root of the tree, signed (C2SP tlog-checkpoint); whoever holds one can prove later that
//!   nothing it covers was changed or removed;
//! * **export**: rows as lines of text; **verify**: the first row of them that is not what it was; **compare**: where
//!   two exports part.
//!
//! Rows are numbered from 1, leaves from 0: row `seq` is leaf `seq − 1`.

pub mod checkpoint;
pub mod compare;
pub mod export;
pub mod leaf;
pub mod tile;
pub mod tree;
pub mod verify;

use chrono::{DateTime, Utc};

pub use tlog_tiles::Hash;

/// What is written about one act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When, by kaimen's clock.
    pub at: DateTime<Utc>,
    /// Account id, or a role without a person.
    pub actor: String,
    /// Name of the act.
    pub act: String,
    /// Kind and id of what it was done to, such as `call/0192…`.
    pub subject: String,
    /// Word or reason: the purpose of a reading; empty where the act says it.
    pub why: String,
    /// Arguments and effects as JSON text; holds no contact of a person. The tree covers its hash alone, so it can be
    /// erased.
    pub detail: String,
}
