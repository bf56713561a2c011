//! The register D1–D21 (catalogue §3) as dated data. Law moved under the article of 2011, so each rule has editions;
//! a rule that was not in force on the day of the trigger is refused.
//!
//! An edition that is missing here was not read, and is not guessed.

mod cases;
mod intake;
mod petitions;
mod rights;

use chrono::NaiveDate;

use super::rule::{Edition, Extending, Length, Longer, Measure, PauseReason, Period, Rule, Runs, Step, Unit, Words};

/// Every rule, D1 first.
pub const RULES: [Rule; 21] = [
    intake::D1,
    intake::D2,
    intake::D3,
    intake::D4,
    intake::D5,
    intake::D6,
    intake::D7,
    cases::D8,
    cases::D9,
    cases::D10,
    cases::D11,
    petitions::D12,
    petitions::D13,
    petitions::D14,
    petitions::D15,
    petitions::D16,
    petitions::D17,
    rights::D18,
    rights::D19,
    rights::D20,
    rights::D21,
];

/// Why the register has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFound {
    /// No such rule.
    #[error("the register has no rule {0}: it goes from D1 to D21")]
    Rule(String),
    /// No such step in the edition of that day.
    #[error("{rule} has no step {step} on {on}: it has {steps}")]
    Step {
        /// The rule.
        rule: &'static str,
        /// What was asked for.
        step: String,
        /// The day.
        on: NaiveDate,
        /// What there is.
        steps: String,
    },
    /// Not in force on that day.
    #[error("{rule} was not in force on {on}: the register has it {editions}")]
    NotInForce {
        /// The rule.
        rule: &'static str,
        /// The day of the trigger.
        on: NaiveDate,
        /// When it was.
        editions: String,
    },
}

/// A rule by its name.
///
/// # Errors
/// [`NotFound::Rule`].
pub fn rule(id: &str) -> Result<&'static Rule, NotFound> {
    static ALL: [Rule; 21] = RULES;
    ALL.iter().find(|rule| rule.id == id).ok_or_else(|| NotFound::Rule(id.to_owned()))
}

impl Rule {
    /// The edition in force on a day.
    ///
    /// # Errors
    /// [`NotFound::NotInForce`].
    pub fn on(&self, day: NaiveDate) -> Result<&'static Edition, NotFound> {
        let found = self.editions.iter().find(|e| e.from <= day && e.until.is_none_or(|until| day <= until));
        found.ok_or_else(|| NotFound::NotInForce { rule: self.id, on: day, editions: self.in_force() })
    }

    /// The edition that began on a day: what a clock was started under.
    #[must_use]
    pub fn from(&self, first: NaiveDate) -> Option<&'static Edition> {
        self.editions.iter().find(|edition| edition.from == first)
    }

    /// The newest edition.
    #[must_use]
    pub fn newest(&self) -> Option<&'static Edition> {
        self.editions.last()
    }

    /// When it was and is in force, in words.
    fn in_force(&self) -> String {
        let span = |edition: &Edition| match edition.until {
            Some(until) => format!("from {} to {until}", edition.from),
            None => format!("from {}", edition.from),
        };
        self.editions.iter().map(span).collect::<Vec<_>>().join(" and ")
    }
}

/// A step of a rule as it stood on a day.
///
/// # Errors
/// [`NotFound`].
pub fn find(id: &str, step: &str, on: NaiveDate) -> Result<(&'static Edition, &'static Step), NotFound> {
    let rule = rule(id)?;
    let edition = rule.on(on)?;
    let found = edition.steps.iter().find(|one| one.name == step);
    let steps = || edition.steps.iter().map(|one| one.name).collect::<Vec<_>>().join(", ");
    let missing = || NotFound::Step { rule: rule.id, step: step.to_owned(), on, steps: steps() };
    Ok((edition, found.ok_or_else(missing)?))
}

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        // Found by the test of the register.
        None => NaiveDate::MIN,
    }
}

const fn words(zh: &'static str, en: &'static str) -> Words {
    Words { zh, en }
}

const fn period(count: u32, unit: Unit) -> Period {
    Period { length: Length { count, unit }, runs: Runs::Police, moves: None, pauses: &[], extending: None }
}

const fn hours(count: u32) -> Period {
    period(count, Unit::Hours)
}

const fn days(count: u32) -> Period {
    period(count, Unit::Days)
}

const fn working_days(count: u32) -> Period {
    period(count, Unit::WorkingDays)
}

impl Period {
    const fn moving(self, moves: Words) -> Self {
        Self { moves: Some(moves), ..self }
    }

    const fn running_for(self, runs: Runs) -> Self {
        Self { runs, ..self }
    }

    const fn pausing(self, pauses: &'static [PauseReason]) -> Self {
        Self { pauses, ..self }
    }

    const fn extending(self, times: u8, longer: Longer, approver: Words) -> Self {
        Self { extending: Some(Extending { times, longer, approver }), ..self }
    }
}

const fn within(name: &'static str, duty: Words, trigger: Words, period: Period) -> Step {
    Step { name, duty, trigger, measure: Measure::Within(period) }
}

const fn duty(name: &'static str, duty: Words, trigger: Words, measure: Measure) -> Step {
    Step { name, duty, trigger, measure }
}

#[cfg(test)]
mod tests {
    use super::super::rule::{Evidence, StepName};
    use super::*;

    #[test]
    fn the_register_is_whole_and_its_editions_do_not_overlap() {
        for (i, rule) in RULES.iter().enumerate() {
            assert_eq!(rule.id, format!("D{}", i + 1));
            assert!(rule.editions.iter().all(|edition| edition.from > NaiveDate::MIN), "{}", rule.id);
            for pair in rule.editions.windows(2) {
                assert_eq!(pair[0].until.and_then(|day| day.succ_opt()), Some(pair[1].from), "{}", rule.id);
            }
            assert_eq!(rule.newest().unwrap().until, None, "{}", rule.id);
            for edition in rule.editions {
                assert!(!edition.steps.is_empty());
                for (i, step) in edition.steps.iter().enumerate() {
                    assert!(edition.steps[..i].iter().all(|other| other.name != step.name), "{}", rule.id);
                    format!("{}.{}", rule.id, step.name).parse::<StepName>().unwrap();
                    for text in [step.duty, step.trigger, edition.basis, rule.title] {
                        assert!(!text.zh.is_empty() && !text.en.is_empty());
                        assert!(
                            text.en.chars().filter(|c| !c.is_ascii()).all(|c| "–〔〕号".contains(c)),
                            "{}",
                            text.en
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn lengths_are_those_of_the_catalogue() {
        let newest = |name: &str| {
            let name: StepName = name.parse().unwrap();
            let edition = rule(&name.rule).unwrap().newest().unwrap();
            let step = edition.steps.iter().find(|step| step.name == name.step).unwrap();
            let period = step.period().unwrap();
            let extending = period.extending.map(|e| (e.times, e.longer));
            (edition.evidence, period.length.to_string(), extending)
        };
        use Evidence::{Choice, Practice, Statute};
        for (name, evidence, length, extending) in [
            ("D2.register", Practice, "24 hours", None),
            ("D3.review", Practice, "24 hours", None),
            ("D3.review_complex", Practice, "3 days", None),
            ("D4.review", Practice, "3 days", Some((1, Longer::To(30)))),
            ("D4.clue", Practice, "7 days", Some((1, Longer::To(30)))),
            ("D5.transfer", Statute, "24 hours", None),
            ("D6.notice", Statute, "3 days", None),
            ("D8.decide", Statute, "30 days", Some((2, Longer::By(30)))),
            ("D9.file", Statute, "24 hours", None),
            ("D10.second", Statute, "7 working days", None),
            ("D11.apply", Statute, "30 days", None),
            ("D12.notice", Statute, "15 days", None),
            ("D12.object", Statute, "5 working days", None),
            ("D13.decide", Statute, "60 days", Some((1, Longer::By(30)))),
            ("D14.ask", Statute, "30 days", None),
            ("D14.answer", Statute, "30 days", None),
            ("D15.ask", Statute, "30 days", None),
            ("D15.answer", Statute, "30 days", None),
            ("D17.answer", Statute, "20 working days", Some((1, Longer::By(20)))),
            ("D19.answer", Choice, "15 days", Some((1, Longer::By(15)))),
            ("D20.order", Statute, "72 hours", None),
            ("D20.order_urgent", Statute, "24 hours", None),
            ("D21.suspension", Statute, "5 days", None),
            ("D21.confinement", Statute, "24 hours", None),
        ] {
            assert_eq!(newest(name), (evidence, length.to_owned(), extending), "{name}");
        }
        let kinds = |id: &str| rule(id).unwrap().newest().unwrap().steps[0].measure;
        assert_eq!(kinds("D1"), Measure::AtOnce);
        assert_eq!((kinds("D7"), kinds("D18")), (Measure::KeptFor { months: 6 }, Measure::KeptFor { months: 6 }));
        assert_eq!(kinds("D16"), Measure::AtMost { count: 5 });
    }

    #[test]
    fn a_rule_that_was_not_in_force_is_refused_in_plain_words() {
        let on: NaiveDate = "2011-01-22".parse().unwrap();
        let error = find("D2", "register", on).unwrap_err();
        let said = "D2 was not in force on 2011-01-22: the register has it from 2015-12-29";
        assert_eq!(error.to_string(), said);
        assert_eq!(find("D8", "decide", on).unwrap().1.period().unwrap().extending.unwrap().times, 1);
        assert_eq!(find("D22", "x", on).unwrap_err(), NotFound::Rule("D22".into()));
        let error = find("D8", "x", on).unwrap_err().to_string();
        assert_eq!(error, "D8 has no step x on 2011-01-22: it has decide");
    }
}
