//! The rules for people: `docs/retention.md`.

use std::fmt::Write;

use super::{By, Keep, RULES, Span};

fn span(span: Span) -> String {
    let (count, unit) = match span {
        Span::Months(count) => (count, "month"),
        Span::Days(count) => (count, "day"),
        Span::Hours(count) => (count, "hour"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

fn keep(keep: Keep) -> String {
    match keep {
        Keep::AtMost(time) => format!("at most {}", span(time)),
        Keep::AtLeast(time) => format!("at least {}", span(time)),
        Keep::ForGood => "for good".to_owned(),
    }
}

/// The rules as a Markdown table, one row for each edition.
#[must_use]
pub fn document() -> String {
    let mut text =
        String::from("| rule | what | why | counted from | how long | in force | basis | ground | erased by |\n");
    text.push_str("|---|---|---|---|---|---|---|---|---|\n");
    for rule in RULES {
        let what = match rule.kind {
            Some(kind) => format!("{} of {}", rule.category.word(), kind.word()),
            None => rule.category.word().to_owned(),
        };
        let by = match rule.by {
            By::Purge => "the purge",
            By::Nobody => "nobody",
            By::Elsewhere => "not kept here",
        };
        for edition in rule.editions {
            let until = edition.until.map_or_else(String::new, |day| day.to_string());
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} – {until} | {} | {} | {by} |",
                rule.id,
                what.replace('_', " "),
                rule.purpose.en,
                rule.counted.en,
                keep(edition.keep),
                edition.from,
                edition.basis.en,
                edition.evidence.word(),
            );
        }
    }
    text
}
