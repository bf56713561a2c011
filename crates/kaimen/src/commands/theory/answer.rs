//! Answers, and how they compare with what a file expects.

use std::fmt::Write;
use std::time::Instant;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::super::output::{say, say_json};

/// How far a figure may be from what is expected: within either measure.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Tolerance {
    pub(super) absolute: f64,
    /// Share of the expected figure.
    pub(super) relative: f64,
}

impl Tolerance {
    /// For figures that were computed elsewhere and given in full.
    pub(super) const COMPUTED: Self = Self { absolute: 1e-12, relative: 1e-8 };

    pub(super) const fn absolute(absolute: f64) -> Self {
        Self { absolute, relative: 0.0 }
    }

    fn allows(self, expected: f64, computed: f64) -> bool {
        (expected - computed).abs() <= self.absolute.max(self.relative * expected.abs())
    }
}

/// One figure, or list of figures, beside what was expected.
#[derive(Serialize)]
pub(super) struct Check {
    figure: String,
    expected: Value,
    computed: Value,
    /// Largest difference; `null` where the shapes differ.
    difference: Option<f64>,
    tolerance: Tolerance,
    within: bool,
}

/// The answer to one question.
#[derive(Serialize)]
pub(super) struct Answer {
    pub(super) name: String,
    pub(super) computed: Map<String, Value>,
    pub(super) checks: Vec<Check>,
    /// Expected figures of which nothing is known here.
    pub(super) not_compared: Vec<String>,
    /// Why there is no answer, where there is none.
    unanswered: Option<String>,
    /// Time it took.
    seconds: f64,
    #[serde(skip)]
    begun: Instant,
    #[serde(skip)]
    pub(super) lines: String,
}

impl Answer {
    pub(super) fn begin(name: impl Into<String>) -> Self {
        let (computed, lines) = (Map::new(), String::new());
        let (checks, not_compared) = (Vec::new(), Vec::new());
        let (seconds, begun, unanswered) = (0.0, Instant::now(), None);
        Self { name: name.into(), computed, checks, not_compared, unanswered, seconds, begun, lines }
    }

    /// No answer, for this reason.
    pub(super) fn unanswered(mut self, reason: String) -> Self {
        self.line(format!("NOT ANSWERED: {reason}"));
        self.unanswered = Some(reason);
        self
    }

    /// The clock stops here: what follows is comparing.
    pub(super) fn computed(&mut self) {
        self.seconds = self.begun.elapsed().as_secs_f64();
    }

    pub(super) fn set(&mut self, figure: &str, value: impl Serialize) {
        self.computed.insert(figure.to_owned(), json!(value));
    }

    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        self.lines.push_str("  ");
        self.lines.push_str(line.as_ref());
        self.lines.push('\n');
    }

    /// Compares a figure with what was computed.
    pub(super) fn check(&mut self, figure: impl Into<String>, expected: &Value, computed: Value, tolerance: Tolerance) {
        let (mut largest, mut within) = (Some(0.0), true);
        compare(expected, &computed, tolerance, &mut largest, &mut within);
        let expected = expected.clone();
        self.checks.push(Check { figure: figure.into(), expected, computed, difference: largest, tolerance, within });
    }

    /// Compares a figure with the computed one of the same name, if there is one.
    pub(super) fn check_named(&mut self, from: &str, figure: &str, expected: &Value, tolerance: Tolerance) {
        match self.computed.get(figure).cloned() {
            Some(computed) => self.check(format!("{from}{figure}"), expected, computed, tolerance),
            None => self.not_compared.push(format!("{from}{figure}")),
        }
    }

    /// Compares a choice with another one that is as good or not.
    pub(super) fn choice(&mut self, figure: impl Into<String>, expected: &Value, computed: Value, as_good: bool) {
        let (same, expected) = (*expected == computed, expected.clone());
        let (difference, tolerance) = (same.then_some(0.0), Tolerance::absolute(0.0));
        self.checks.push(Check {
            figure: figure.into(),
            expected,
            computed,
            difference,
            tolerance,
            within: same || as_good,
        });
    }
}

fn compare(expected: &Value, computed: &Value, tolerance: Tolerance, largest: &mut Option<f64>, within: &mut bool) {
    match (expected, computed) {
        (Value::Array(expected), Value::Array(computed)) if expected.len() == computed.len() => {
            expected.iter().zip(computed).for_each(|(one, other)| compare(one, other, tolerance, largest, within));
        }
        (Value::Number(one), Value::Number(other)) => {
            let (one, other) = (one.as_f64().unwrap_or(f64::NAN), other.as_f64().unwrap_or(f64::NAN));
            *largest = largest.map(|largest| largest.max((one - other).abs()));
            *within &= tolerance.allows(one, other);
        }
        (one, other) if one == other => {}
        _ => {
            *largest = None;
            *within = false;
        }
    }
}

/// All answers of a file.
#[derive(Serialize)]
pub(super) struct Report {
    pub(super) answers: Vec<Answer>,
    compared: usize,
    within: usize,
    unanswered: usize,
    all_within: bool,
}

impl Report {
    pub(super) fn new(answers: Vec<Answer>) -> Self {
        let checks = || answers.iter().flat_map(|answer| &answer.checks);
        let (compared, within) = (checks().count(), checks().filter(|check| check.within).count());
        let unanswered = answers.iter().filter(|answer| answer.unanswered.is_some()).count();
        Self { compared, within, unanswered, all_within: compared == within, answers }
    }

    /// Writes it, and fails where a figure is outside its tolerance.
    pub(super) fn tell(&self, json: bool) -> anyhow::Result<()> {
        if json {
            say_json(self)?;
        } else {
            say(self.lines()?.trim_end())?;
        }
        if self.unanswered > 0 {
            anyhow::bail!("{} of {} questions could not be answered", self.unanswered, self.answers.len());
        }
        if !self.all_within {
            let outside = self.compared - self.within;
            anyhow::bail!("{outside} of {} figures are outside their tolerance", self.compared);
        }
        Ok(())
    }

    fn lines(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        for answer in &self.answers {
            writeln!(text, "{} ({:.3} s)\n{}", answer.name, answer.seconds, answer.lines.trim_end())?;
            for check in &answer.checks {
                let word = if check.within { "as expected" } else { "OUTSIDE" };
                match check.difference {
                    None if check.within => writeln!(text, "  as good as expected: {}", check.figure)?,
                    Some(difference) => {
                        writeln!(text, "  {word}: {} (largest difference {difference:.1e})", check.figure)?
                    }
                    None => writeln!(
                        text,
                        "  {word}: {}: {} where {} is expected",
                        check.figure, check.computed, check.expected
                    )?,
                }
            }
            if !answer.not_compared.is_empty() {
                writeln!(text, "  not compared: {}", answer.not_compared.join(", "))?;
            }
            writeln!(text)?;
        }
        match self.compared {
            0 => writeln!(text, "nothing was expected, so nothing is compared")?,
            compared => writeln!(text, "{} of {compared} figures are as expected", self.within)?,
        }
        Ok(text)
    }
}

/// A list of figures in a line.
pub(super) fn figures(values: &[f64]) -> String {
    const SHOWN: usize = 12;
    let mut text = values.iter().take(SHOWN).map(|value| format!("{value:.4}")).collect::<Vec<_>>().join(" ");
    if values.len() > SHOWN {
        text.push_str(&format!(" … ({} in all)", values.len()));
    }
    text
}
