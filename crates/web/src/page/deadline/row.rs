//! A clock and a step of the register in words.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use kaimen_app::Caller;
use kaimen_app::deadline::{Line, Step};
use kaimen_domain::deadline::clock::ClockState;
use kaimen_domain::deadline::rule::{Longer, Measure, Unit};
use kaimen_domain::id::{DeadlineId, MatterId};

use super::runs_for;
use crate::text::Text;
use crate::view::deadline::{acts, address, law};

/// A clock as a page shows it.
pub(crate) struct Row {
    /// Record.
    pub(crate) id: DeadlineId,
    /// Its version, for the forms.
    pub(crate) version: u32,
    /// Its matter.
    pub(crate) matter: MatterId,
    /// Number of the matter.
    pub(crate) number: String,
    /// Rule.
    pub(crate) rule: String,
    /// What is to be done.
    pub(crate) duty: &'static str,
    /// Where that is written.
    pub(crate) basis: &'static str,
    /// For whom it runs, where not for the police: id of the text.
    pub(crate) runs: Option<&'static str>,
    /// The trigger.
    pub(crate) started: String,
    /// The last moment, with the day of the week.
    pub(crate) due: String,
    /// The same for machines.
    pub(crate) due_at: String,
    /// How long there is left, or since when it is over; the state where it has ended.
    pub(crate) left: String,
    /// State.
    pub(crate) state: &'static str,
    /// Class of the state's tag.
    pub(crate) tag: &'static str,
    /// How far up the word has gone.
    pub(crate) level: &'static str,
    /// Pauses, extensions and misses, in words.
    pub(crate) history: Vec<String>,
    /// Last parts of the addresses of what the reader may do.
    pub(crate) acts: Vec<&'static str>,
    /// Reasons for a pause that the rule knows.
    pub(crate) reasons: Vec<&'static str>,
}

impl Row {
    /// The clock of a line for one reader; `None` where the register lacks its rule, which its test excludes.
    pub(crate) fn new(t: &Text, caller: &Caller, line: &Line, now: DateTime<Utc>) -> Option<Self> {
        let (clock, matter) = (&line.deadline.clock, &line.matter);
        let (rule, edition, step) = law(&line.deadline)?;
        let period = step.period()?;
        let state = clock.state_at(now);
        Some(Self {
            id: line.deadline.id,
            version: line.deadline.version,
            matter: matter.id,
            number: matter.number.clone(),
            rule: format!("{} {}", rule.id, t.words(rule.title)),
            duty: t.words(step.duty),
            basis: t.words(edition.basis),
            runs: runs_for(period.runs),
            started: moment_text(t, clock.started_at),
            due: if state == ClockState::Paused { t.of("clock-due-paused") } else { moment_text(t, clock.due_at) },
            due_at: clock.due_at.to_rfc3339(),
            left: match state {
                ClockState::Running | ClockState::Missed => left_text(t, clock.due_at - now),
                ClockState::Paused | ClockState::Met | ClockState::MetLate => {
                    clock.met_at.map(|met| t.with("clock-met-at", "at", moment_text(t, met))).unwrap_or_default()
                }
            },
            state: state.word(),
            tag: tag(state, clock.due_at - now),
            level: clock.level.word(),
            history: history(t, line),
            acts: acts(caller, matter, &line.deadline, now).into_iter().map(address).collect(),
            reasons: period.pauses.iter().map(|reason| reason.word()).collect(),
        })
    }

    /// Whether the reader may do something.
    pub(crate) fn can(&self, act: &str) -> bool {
        self.acts.contains(&act)
    }
}

fn tag(state: ClockState, left: TimeDelta) -> &'static str {
    match state {
        ClockState::Running if left < TimeDelta::hours(24) => "tag-warn",
        ClockState::Running => "tag-info",
        ClockState::Paused => "tag-mute",
        ClockState::Missed | ClockState::MetLate => "tag-alert",
        ClockState::Met => "tag-ok",
    }
}

/// A moment in Beijing with the day of the week; the end of a day is its 24:00, not the next day's 0:00.
pub(crate) fn moment_text(t: &Text, at: DateTime<Utc>) -> String {
    let here = kaimen_app::call::local(at);
    let (day, time) = if here.time() == chrono::NaiveTime::MIN {
        (here.date_naive() - chrono::Days::new(1), "24:00".to_owned())
    } else {
        (here.date_naive(), here.format("%H:%M").to_string())
    };
    let weekday = t.coded("weekday", &day.weekday().number_from_monday().to_string());
    t.many(
        "clock-moment",
        &[
            ("year", day.year().to_string()),
            ("month", day.month().to_string()),
            ("day", day.day().to_string()),
            ("weekday", weekday),
            ("time", time),
        ],
    )
}

/// How long is left, or how long it has been over: days from two days on, hours and minutes below.
fn left_text(t: &Text, left: TimeDelta) -> String {
    let (start, span) = if left < TimeDelta::zero() { ("clock-over", -left) } else { ("clock-left", left) };
    if span >= TimeDelta::days(2) {
        return t.with(&format!("{start}-days"), "count", span.num_days());
    }
    let (hours, minutes) = (span.num_hours(), span.num_minutes() % 60);
    t.many(&format!("{start}-hours"), &[("hours", hours.to_string()), ("minutes", minutes.to_string())])
}

fn history(t: &Text, line: &Line) -> Vec<String> {
    let clock = &line.deadline.clock;
    let mut said = Vec::new();
    // While it is not done, the page says so by itself.
    if let Some(missed) = clock.missed_at.filter(|_| clock.met_at.is_some()) {
        said.push(t.with("clock-was-missed", "at", moment_text(t, missed)));
    }
    for pause in &clock.pauses {
        let reason = t.coded("clock-pause", pause.reason.word());
        let from = moment_text(t, pause.from);
        said.push(match pause.to {
            Some(to) => t.many("clock-paused-span", &[("reason", reason), ("from", from), ("to", moment_text(t, to))]),
            None => t.many("clock-paused-since", &[("reason", reason), ("from", from)]),
        });
    }
    for extension in &clock.extensions {
        let reason = extension.reason.clone();
        let id = match extension.decided {
            None => "clock-extension-asked",
            Some(decided) if decided.approved => "clock-extension-approved",
            Some(_) => "clock-extension-refused",
        };
        let at = moment_text(t, extension.decided.map_or(extension.asked_at, |decided| decided.at));
        said.push(t.many(id, &[("reason", reason), ("at", at)]));
    }
    said
}

fn unit_text(t: &Text, count: u32, unit: Unit) -> String {
    t.with(&format!("length-{}", unit.word().replace('_', "-")), "count", count)
}

/// The length of a step that is a period, as it counts here.
pub(crate) fn length_text(t: &Text, step: &Step) -> String {
    let length = step.step.period().map(|period| period.length);
    length.map_or_else(String::new, |length| unit_text(t, step.length.unwrap_or(length.count), length.unit))
}

/// What a step asks for, in a few words.
pub(crate) fn measure_text(t: &Text, step: &Step) -> String {
    match step.step.measure {
        Measure::Within(_) => length_text(t, step),
        Measure::AtOnce => t.of("measure-at-once"),
        Measure::KeptFor { months } => t.with("measure-kept-for", "months", months),
        Measure::AtMost { count } => t.with("measure-at-most", "count", count),
    }
}

/// That the bureau set its own length, with the one of the register.
pub(crate) fn own_text(t: &Text, step: &Step) -> Option<String> {
    let length = step.step.period().filter(|_| step.own)?.length;
    Some(t.with("rule-own-length", "length", unit_text(t, length.count, length.unit)))
}

/// For whom a period runs, what does not count, how it may be extended and how its last day moves.
pub(crate) fn rule_words(t: &Text, step: &kaimen_domain::deadline::rule::Step) -> Vec<String> {
    let Some(period) = step.period() else { return Vec::new() };
    let mut said: Vec<String> = runs_for(period.runs).map(|id| t.of(id)).into_iter().collect();
    for reason in period.pauses {
        said.push(t.with("rule-pause", "reason", t.coded("clock-pause", reason.word())));
    }
    if let Some(extending) = period.extending {
        let (id, count) = match extending.longer {
            Longer::By(count) => ("rule-extending-by", count),
            Longer::To(count) => ("rule-extending-to", count),
        };
        said.push(t.many(
            id,
            &[
                ("times", extending.times.to_string()),
                ("length", unit_text(t, count, period.length.unit)),
                ("approver", t.words(extending.approver).to_owned()),
            ],
        ));
    }
    if let Some(basis) = period.moves {
        said.push(t.with("rule-moves", "basis", t.words(basis)));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    fn english() -> Text {
        Text::new(Language::English)
    }

    #[test]
    fn the_end_of_a_day_is_its_24_00() {
        let end: DateTime<Utc> = "2011-02-21T16:00:00Z".parse().unwrap();
        assert_eq!(moment_text(&english(), end), "Mon 2011-2-21 24:00");
        assert_eq!(moment_text(&Text::new(Language::Chinese), end), "2011年2月21日 星期一 24:00");
        assert_eq!(moment_text(&english(), end + TimeDelta::minutes(1)), "Tue 2011-2-22 00:01");
    }

    #[test]
    fn what_is_left_is_said_in_days_from_two_days_on() {
        let t = english();
        assert_eq!(left_text(&t, TimeDelta::hours(49)), "2 days left");
        assert_eq!(left_text(&t, TimeDelta::minutes(125)), "2 h 5 min left");
        assert_eq!(left_text(&t, -TimeDelta::minutes(61)), "overdue by 1 h 1 min");
        assert_eq!(left_text(&t, -TimeDelta::days(3)), "overdue by 3 days");
    }
}
