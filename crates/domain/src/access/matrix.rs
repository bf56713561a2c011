//! The rules as a table for people: `docs/permissions.md`.

use std::fmt::Write;

use super::scope;
use crate::act::Act;
use crate::matter::MatterKind;
use crate::role::Role;

/// The permission matrix as a Markdown table: one row for each act (and kind of matter where that makes a difference),
/// one column for each role.
#[must_use]
pub fn matrix() -> String {
    let mut text = String::from("| act | on |");
    for role in Role::ALL {
        // Writing to a string cannot fail.
        let _ = write!(text, " {} |", role.word().replace('_', " "));
    }
    text.push_str("\n|---|---|");
    text.push_str(&"---|".repeat(Role::ALL.len()));
    text.push('\n');
    for act in Act::ALL {
        let cells: Vec<String> = MatterKind::ALL.iter().map(|kind| cells(*act, *kind)).collect();
        if cells.iter().all(|row| *row == cells[0]) {
            let _ = writeln!(text, "| {} | |{}", act.word(), cells[0]);
            continue;
        }
        for (kind, row) in MatterKind::ALL.iter().zip(cells) {
            let _ = writeln!(text, "| {} | {} |{row}", act.word(), kind.word().replace('_', " "));
        }
    }
    text
}

fn cells(act: Act, kind: MatterKind) -> String {
    Role::ALL.iter().fold(String::new(), |mut row, role| {
        let _ = write!(row, " {} |", scope(*role, act, kind).map_or("", super::Scope::word));
        row
    })
}
