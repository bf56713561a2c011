//! What a row contributes to the tree.
//!
//! Canonical form: number and time (microseconds since 1970) as eight bytes each, most significant first; each text
//! preceded by its length in bytes, likewise; the content hash as it is. So no two rows encode alike.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::{Entry, Hash};

/// Random bytes kept beside the detail, without which its hash tells nothing of a detail that was erased.
pub type Salt = [u8; 16];

/// Hash of the detail of a row: SHA-256 of salt and detail.
#[must_use]
pub fn content_hash(salt: &Salt, detail: &str) -> Hash {
    let mut sha = Sha256::new();
    sha.update(salt);
    sha.update(detail.as_bytes());
    Hash(sha.finalize().into())
}

/// Everything of a row that its leaf covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Covered<'a> {
    /// Number of the row, from 1.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub actor: &'a str,
    /// What.
    pub act: &'a str,
    /// To what.
    pub subject: &'a str,
    /// Word or reason.
    pub why: &'a str,
    /// [`content_hash`] of the detail.
    pub content: Hash,
}

impl<'a> Covered<'a> {
    /// Row `seq` that holds `entry`.
    #[must_use]
    pub fn of(seq: i64, entry: &'a Entry, content: Hash) -> Self {
        let Entry { at, actor, act, subject, why, .. } = entry;
        Self { seq, at: *at, actor, act, subject, why, content }
    }

    /// Its leaf hash (RFC 6962 §2.1).
    #[must_use]
    pub fn leaf(&self) -> Hash {
        let texts = [self.actor, self.act, self.subject, self.why];
        let mut bytes = Vec::with_capacity(80 + texts.iter().map(|text| text.len()).sum::<usize>());
        bytes.extend(self.seq.to_be_bytes());
        bytes.extend(self.at.timestamp_micros().to_be_bytes());
        for text in texts {
            bytes.extend((text.len() as u64).to_be_bytes());
            bytes.extend(text.as_bytes());
        }
        bytes.extend(self.content.0);
        tlog_tiles::record_hash(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered<'a>(act: &'a str, subject: &'a str) -> Covered<'a> {
        let at = DateTime::UNIX_EPOCH;
        Covered { seq: 1, at, actor: "system", act, subject, why: "", content: content_hash(&[0; 16], "{}") }
    }

    #[test]
    fn every_field_counts_and_no_letter_moves_between_fields() {
        let row = covered("ab", "c");
        let others = [
            covered("a", "bc"),
            Covered { seq: 2, ..row },
            Covered { at: row.at + chrono::Duration::microseconds(1), ..row },
            Covered { actor: "resident", ..row },
            Covered { why: "x", ..row },
            Covered { content: content_hash(&[1; 16], "{}"), ..row },
            Covered { content: content_hash(&[0; 16], "{ }"), ..row },
        ];
        for other in others {
            assert_ne!(row.leaf(), other.leaf(), "{other:?}");
        }
    }

    #[test]
    fn the_encoding_is_fixed_for_all_time() {
        // Written out by hand: 0x00, number, time, four texts with lengths, content hash.
        let mut bytes = vec![0];
        bytes.extend([0, 0, 0, 0, 0, 0, 0, 1]);
        bytes.extend([0; 8]);
        for text in ["system", "ab", "c", ""] {
            bytes.extend([0, 0, 0, 0, 0, 0, 0, text.len() as u8]);
            bytes.extend(text.bytes());
        }
        bytes.extend(Sha256::digest([&[0; 16][..], b"{}"].concat()));
        assert_eq!(covered("ab", "c").leaf().0, <[u8; 32]>::from(Sha256::digest(&bytes)));
    }
}
