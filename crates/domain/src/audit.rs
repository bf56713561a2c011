//! The audit chain: every change is a row whose hash covers the row before it.
//!
//! Canonical form: fields in fixed order, each preceded by its length in bytes, so that no two rows encode alike.

use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};

/// SHA-256 digest.
pub type Hash = [u8; 32];

/// Hash that stands before the first row.
pub const GENESIS: Hash = [0; 32];

/// What is written about one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When, by kaimen's clock.
    pub at: DateTime<Utc>,
    /// Account id, or a role without a person.
    pub actor: String,
    /// Name of the act.
    pub act: String,
    /// Kind and id of what was changed, such as `call/0192…`.
    pub subject: String,
    /// Arguments and effects as JSON text; holds no contact of a person.
    pub detail: String,
}

/// Hash of row `seq`, chained to `previous`.
#[must_use]
pub fn hash(seq: i64, previous: &Hash, entry: &Entry) -> Hash {
    let mut sha = Sha256::new();
    sha.update(seq.to_be_bytes());
    sha.update(previous);
    let at = entry.at.to_rfc3339_opts(SecondsFormat::Micros, true);
    for field in [&at, &entry.actor, &entry.act, &entry.subject, &entry.detail] {
        sha.update((field.len() as u64).to_be_bytes());
        sha.update(field.as_bytes());
    }
    sha.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(act: &str, subject: &str) -> Entry {
        Entry {
            at: DateTime::UNIX_EPOCH,
            actor: "system".into(),
            act: act.into(),
            subject: subject.into(),
            detail: "{}".into(),
        }
    }

    #[test]
    fn moving_a_letter_between_fields_changes_the_hash() {
        assert_ne!(hash(1, &GENESIS, &entry("ab", "c")), hash(1, &GENESIS, &entry("a", "bc")));
    }

    #[test]
    fn the_place_in_the_chain_is_covered() {
        let row = entry("take_call", "call/1");
        assert_ne!(hash(1, &GENESIS, &row), hash(2, &GENESIS, &row));
        assert_ne!(hash(1, &GENESIS, &row), hash(1, &[1; 32], &row));
    }
}
