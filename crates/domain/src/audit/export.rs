//! Rows as plain text: one JSON object a line, so that anybody can read and keep them.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Hash;
use super::leaf::{Covered, Salt, content_hash};

/// Longest line that is read, in bytes.
pub const LONGEST: usize = 1024 * 1024;

/// One row as a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line<'a> {
    /// Number of the row, from 1.
    pub seq: i64,
    /// When, in UTC to the microsecond.
    #[serde(with = "micros")]
    pub at: DateTime<Utc>,
    /// By whom.
    #[serde(borrow)]
    pub actor: Cow<'a, str>,
    /// What.
    #[serde(borrow)]
    pub act: Cow<'a, str>,
    /// To what.
    #[serde(borrow)]
    pub subject: Cow<'a, str>,
    /// Word or reason.
    #[serde(borrow)]
    pub why: Cow<'a, str>,
    /// Hash of the detail, in hexadecimal.
    pub content_hash: Hex<32>,
    /// Leaf hash, in hexadecimal.
    pub leaf: Hex<32>,
    /// What the detail was salted with; only beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<Hex<16>>,
    /// Arguments and effects, where they were asked for and are still kept.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Cow<'a, str>>,
}

/// A line that is not one of an export.
#[derive(Debug, thiserror::Error)]
pub enum BadLine {
    /// Longer than any row.
    #[error("longer than {LONGEST} bytes")]
    Long,
    /// Not a row.
    #[error("not a row of an export: {0}")]
    Form(serde_json::Error),
}

impl<'a> Line<'a> {
    /// Reads a line.
    ///
    /// # Errors
    /// [`BadLine`].
    pub fn parse(line: &'a [u8]) -> Result<Self, BadLine> {
        if line.len() > LONGEST {
            return Err(BadLine::Long);
        }
        serde_json::from_slice(line).map_err(BadLine::Form)
    }

    /// The line as text, without its end.
    ///
    /// # Errors
    /// Those of the JSON writer; there are none for such a row.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// What the leaf must cover.
    #[must_use]
    pub fn covered(&self) -> Covered<'_> {
        Covered {
            seq: self.seq,
            at: self.at,
            actor: &self.actor,
            act: &self.act,
            subject: &self.subject,
            why: &self.why,
            content: Hash(self.content_hash.0),
        }
    }

    /// Whether the detail, if it is there, is what the content hash says.
    #[must_use]
    pub fn detail_fits(&self) -> bool {
        match (&self.salt, &self.detail) {
            (Some(Hex(salt)), Some(detail)) => content_hash(salt, detail).0 == self.content_hash.0,
            (None, None) => true,
            _ => false,
        }
    }

    /// Leaf hash as written.
    #[must_use]
    pub fn leaf(&self) -> Hash {
        Hash(self.leaf.0)
    }

    /// The row without borrowing from its line.
    #[must_use]
    pub fn into_owned(self) -> Line<'static> {
        let owned = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        Line {
            seq: self.seq,
            at: self.at,
            actor: owned(self.actor),
            act: owned(self.act),
            subject: owned(self.subject),
            why: owned(self.why),
            content_hash: self.content_hash,
            leaf: self.leaf,
            salt: self.salt,
            detail: self.detail.map(owned),
        }
    }
}

/// Bytes that are written in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hex<const N: usize>(pub [u8; N]);

impl From<Hash> for Hex<32> {
    fn from(hash: Hash) -> Self {
        Self(hash.0)
    }
}

impl From<Salt> for Hex<16> {
    fn from(salt: Salt) -> Self {
        Self(salt)
    }
}

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digits = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|half| DIGITS[usize::from(half)]);
        to.serialize_str(&digits.map(char::from).collect::<String>())
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <Cow<'de, str>>::deserialize(from)?;
        read_hex(text.as_bytes())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom(format_args!("a hash of {} digits 0-9 and a-f is expected", N * 2)))
    }
}

fn read_hex<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let half = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    if text.len() != N * 2 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = half(pair[0])? << 4 | half(pair[1])?;
    }
    Some(bytes)
}

mod micros {
    use super::{Cow, DateTime, Deserialize, Deserializer, SecondsFormat, Serializer, Utc};

    pub(super) fn serialize<S: Serializer>(at: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Micros, true))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime<Utc>, D::Error> {
        let text = <Cow<'de, str>>::deserialize(from)?;
        // In one form only: the leaf covers microseconds, and what it does not cover must not be there to be changed.
        let read = text.parse::<DateTime<Utc>>().ok();
        read.filter(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true) == text)
            .ok_or_else(|| serde::de::Error::custom("a time such as 2011-01-22T08:05:00.000000Z is expected"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_as_it_was_written() {
        let content = content_hash(&[3; 16], "{\"by\":\"吴\"}");
        let mut line = Line {
            seq: 7,
            at: "2011-01-22T08:05:00.000001Z".parse().unwrap(),
            actor: "system".into(),
            act: "take".into(),
            subject: "call/1".into(),
            why: "a \"word\"\n另一行".into(),
            content_hash: content.into(),
            leaf: Hex([0; 32]),
            salt: Some([3; 16].into()),
            detail: Some("{\"by\":\"吴\"}".into()),
        };
        line.leaf = line.covered().leaf().into();
        let text = line.text().unwrap();
        assert!(!text.contains('\n'));
        assert_eq!(Line::parse(text.as_bytes()).unwrap(), line);
        assert!(line.detail_fits());
        let erased = Line { salt: None, ..line.clone() };
        assert!(!erased.detail_fits(), "a detail without its salt cannot be checked");
        assert!(!Line { detail: Some("{}".into()), ..line.clone() }.detail_fits());
        assert!(Line { detail: None, salt: None, ..line }.detail_fits());
    }

    #[test]
    fn what_is_not_a_row_is_refused() {
        let good = r#"{"seq":1,"at":"2011-01-22T08:05:00.000000Z","actor":"a","act":"b","subject":"c","why":"","#;
        let hash = "0".repeat(64);
        let whole = format!(r#"{good}"content_hash":"{hash}","leaf":"{hash}"}}"#);
        assert!(Line::parse(whole.as_bytes()).is_ok());
        for wrong in [
            String::new(),
            "{}".to_owned(),
            good.to_owned(),
            whole.replacen("\"seq\":1", "\"seq\":1.5", 1),
            whole.replacen("\"seq\":1", "\"seq\":\"1\"", 1),
            whole.replacen("08:05", "25:05", 1),
            whole.replacen(&hash, &"A".repeat(64), 1),
            whole.replacen(&hash, &"0".repeat(63), 1),
            whole.replacen("\"why\"", "\"because\"", 1),
            format!("{whole}{whole}"),
            whole.replacen("\"act\":\"b\"", "\"act\":\"b\",\"act\":\"d\"", 1),
            " ".repeat(LONGEST + 1),
        ] {
            assert!(Line::parse(wrong.as_bytes()).is_err(), "{wrong:.100}");
        }
    }
}
