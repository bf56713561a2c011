//! `kaimen theory erlang`.

use anyhow::{Context, bail};
use kaimen_plan::erlang::{ErlangError, lost, waiting, waits_by_urgency};
use serde_json::{Map, Value};

use super::answer::{Answer, Report, Tolerance, figures};
use super::city::Described;
use super::read::{self, File, member, optional};

pub(super) fn answer(file: &File) -> anyhow::Result<Report> {
    let all = read::object(&file.value)?;
    let tolerance = optional(all, "tolerance")?.map_or(Tolerance::COMPUTED, Tolerance::absolute);
    let mut answers = Vec::new();
    each(all, "erlang", &mut answers, |name, question| servers(name, question, tolerance))?;
    each(all, "priority_nonpreemptive_mmc", &mut answers, |name, question| urgency(name, question, tolerance))?;
    each(all, "larson75_approx", &mut answers, |name, question| approximation(name, question, tolerance))?;
    if answers.is_empty() {
        bail!("there is no question in it: write a list named erlang or priority_nonpreemptive_mmc");
    }
    Ok(Report::new(answers))
}

/// Answers a question, or each of a list.
fn each(
    all: &Map<String, Value>,
    kind: &str,
    answers: &mut Vec<Answer>,
    one: impl Fn(&str, &Map<String, Value>) -> anyhow::Result<Answer>,
) -> anyhow::Result<()> {
    let questions = match all.get(kind) {
        None => return Ok(()),
        Some(Value::Array(list)) => {
            list.iter().enumerate().map(|(at, one)| (format!("{kind} {}", at + 1), one)).collect()
        }
        Some(value) => vec![(kind.to_owned(), value)],
    };
    for (name, question) in questions {
        let answer = read::object(question).and_then(|question| one(&name, question));
        answers.push(answer.context(name)?);
    }
    Ok(())
}

fn servers(name: &str, question: &Map<String, Value>, tolerance: Tolerance) -> anyhow::Result<Answer> {
    let (servers, offered) = (member(question, "servers")?, member(question, "offered_erlangs")?);
    let mut answer = Answer::begin(format!("{name}: {servers} servers, {offered} erlangs"));
    let lost = lost(servers, offered)?;
    let waiting = match waiting(servers, offered) {
        Err(ErlangError::Overloaded { .. }) => None,
        other => Some(other?),
    };
    answer.computed();
    answer.set("erlang_b", lost);
    answer.set("erlang_c", waiting.map(|waiting| waiting.share));
    answer.set("Lq", waiting.map(|waiting| waiting.line));
    answer.set("mean_wait_in_service_times", waiting.map(|waiting| waiting.wait));
    answer.line(format!("B, lost where nobody waits: {lost:.8e}"));
    match waiting {
        Some(waiting) => answer.line(format!(
            "C, waiting where all do: {:.8e}; mean line {:.6e}, mean wait {:.6e} service times",
            waiting.share, waiting.line, waiting.wait
        )),
        None => answer.line("where all wait the line grows for ever: there is more to do than servers to do it"),
    }
    expected(&mut answer, question, &["servers", "offered_erlangs"], tolerance);
    Ok(answer)
}

fn urgency(name: &str, question: &Map<String, Value>, tolerance: Tolerance) -> anyhow::Result<Answer> {
    let servers = member(question, "servers")?;
    let rates: Vec<f64> = member(question, "class_rates_high_to_low")?;
    let service_rate: f64 = member(question, "mu")?;
    let mut answer = Answer::begin(format!("{name}: {servers} servers, {} classes of urgency", rates.len()));
    let waits = waits_by_urgency(servers, &rates, service_rate)?;
    let all: f64 = rates.iter().sum();
    let share = waiting(servers, all / service_rate)?.share;
    answer.computed();
    answer.set("erlang_c", share);
    answer.set("mean_wait", &waits);
    answer.set("mean_wait_of_all", waits.iter().zip(&rates).map(|(wait, rate)| wait * rate).sum::<f64>() / all);
    answer.line(format!("C {share:.8}; mean waits, most urgent first: {}", figures(&waits)));
    expected(&mut answer, question, &["servers", "class_rates_high_to_low", "mu"], tolerance);
    Ok(answer)
}

fn approximation(name: &str, question: &Map<String, Value>, tolerance: Tolerance) -> anyhow::Result<Answer> {
    const CITY: [&str; 5] = ["n_units", "line_capacity", "atom_rates", "preferences", "service_rates"];
    let described = if CITY.iter().any(|part| question.contains_key(*part)) {
        Described::read(question)?
    } else {
        Described::of_the_textbook()?
    };
    let mut answer = Answer::begin(format!("{name}: {} units", described.city.units()));
    let found = described.city.approximate()?;
    answer.computed();
    answer.set("Q", &found.correction);
    answer.set("normalised", &found.answers.workloads);
    answer.set("unnormalised", &found.unnormalised);
    answer.line(format!("Q {}", figures(&found.correction)));
    answer.line(format!("workloads {}", figures(&found.answers.workloads)));
    expected(&mut answer, question, &CITY, tolerance);
    Ok(answer)
}

/// Compares every member that is no part of the question.
fn expected(answer: &mut Answer, question: &Map<String, Value>, asked: &[&str], tolerance: Tolerance) {
    const NOTES: [&str; 3] = ["name", "source", "note"];
    let figures =
        question.iter().filter(|(name, _)| !asked.contains(&name.as_str()) && !NOTES.contains(&name.as_str()));
    for (figure, expected) in figures {
        answer.check_named("", figure, expected, tolerance);
    }
}
