//! Rows as lines of an export.

use kaimen_domain::audit::export::Line;

use super::Row;

/// The line of a row.
#[must_use]
pub fn line(row: &Row, with_detail: bool) -> Line<'_> {
    let entry = &row.entry;
    let salt = row.salt.filter(|_| with_detail);
    Line {
        seq: row.seq,
        at: entry.at,
        actor: (&entry.actor).into(),
        act: (&entry.act).into(),
        subject: (&entry.subject).into(),
        why: (&entry.why).into(),
        content_hash: row.content.into(),
        leaf: row.leaf.into(),
        salt: salt.map(Into::into),
        detail: salt.map(|_| (&entry.detail).into()),
    }
}
