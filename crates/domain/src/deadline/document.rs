//! The register as a document: `docs/deadlines.md`.

use std::fmt::Write;

use super::register::RULES;
use super::rule::{Edition, Longer, Measure, Period, Rule, Runs, Step, Unit, Words};

/// Every rule with its editions, newest first, in both languages.
#[must_use]
pub fn document() -> String {
    let mut text = String::new();
    for rule in &RULES {
        // Writing to a string cannot fail.
        let _ = of_rule(&mut text, rule);
    }
    text
}

fn both(words: Words) -> String {
    format!("{} · {}", words.zh, words.en)
}

fn of_rule(text: &mut String, rule: &Rule) -> std::fmt::Result {
    writeln!(text, "\n## {} {}", rule.id, both(rule.title))?;
    for edition in rule.editions.iter().rev() {
        of_edition(text, rule, edition)?;
    }
    Ok(())
}

fn of_edition(text: &mut String, rule: &Rule, edition: &Edition) -> std::fmt::Result {
    let until = edition.until.map_or_else(|| "…".to_owned(), |day| day.to_string());
    writeln!(text, "\n**{} – {until}** · {} · {}\n", edition.from, edition.evidence.word(), both(edition.basis))?;
    writeln!(text, "| step | what · from | how long | may be extended | does not count | last day |")?;
    writeln!(text, "|---|---|---|---|---|---|")?;
    for step in edition.steps {
        writeln!(
            text,
            "| {}.{} | {}<br>{} | {} |",
            rule.id,
            step.name,
            both(step.duty),
            both(step.trigger),
            cells(step)
        )?;
    }
    Ok(())
}

fn cells(step: &Step) -> String {
    let period = match &step.measure {
        Measure::Within(period) => period,
        Measure::AtOnce => return "at once, no clock | | | ".to_owned(),
        Measure::KeptFor { months } => return format!("kept for {months} months at least, no clock | | | "),
        Measure::AtMost { count } => return format!("{count} at most, no clock | | | "),
    };
    let runs = match period.runs {
        Runs::Police => "",
        Runs::Person => ", a right of the person",
        Runs::Other => ", of another authority",
    };
    let pauses: Vec<&str> = period.pauses.iter().map(|reason| reason.word()).collect();
    let pauses = pauses.join(", ").replace('_', " ");
    format!("{}{runs} | {} | {pauses} | {}", period.length, extending(period), last_day(period))
}

fn extending(period: &Period) -> String {
    let Some(extending) = period.extending else { return "no".to_owned() };
    let how = match extending.longer {
        Longer::By(count) => format!("by {count}"),
        Longer::To(count) => format!("to {count} in all"),
    };
    let times = if extending.times == 1 { "once".to_owned() } else { format!("{} times", extending.times) };
    format!("{times} {how}; {}", both(extending.approver))
}

fn last_day(period: &Period) -> String {
    match (period.length.unit, period.moves) {
        (Unit::Hours, _) => "the hour".to_owned(),
        (Unit::WorkingDays, _) => "a working day".to_owned(),
        (Unit::Days, Some(basis)) => format!("moves: {}", both(basis)),
        (Unit::Days, None) => "stays".to_owned(),
    }
}
