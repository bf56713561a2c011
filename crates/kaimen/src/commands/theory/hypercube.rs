//! `kaimen theory hypercube`.

use anyhow::Context;
use kaimen_plan::City;
use kaimen_plan::hypercube::{Answers, Approximation, Exact};
use serde_json::{Map, Value, json};

use super::answer::{Answer, Report, Tolerance, figures};
use super::city::Described;
use super::read::{self, File, optional};

const PUBLISHED: Tolerance = Tolerance::absolute(1e-4);
const APPROXIMATE: Tolerance = Tolerance::absolute(2e-4);

pub(super) fn answer(file: &File) -> anyhow::Result<Report> {
    let questions = file.questions()?;
    let answers = questions.into_iter().map(|(name, question)| one(&name, question).context(name));
    Ok(Report::new(answers.collect::<anyhow::Result<_>>()?))
}

fn one(called: &str, question: &Map<String, Value>) -> anyhow::Result<Answer> {
    let described = Described::read(question)?;
    let stated: Option<f64> = optional(question, "tolerance")?;
    let Described { city, travel } = &described;
    let mut answer = Answer::begin(question.get("name").and_then(Value::as_str).unwrap_or(called));
    let exact = if city.units() <= City::MOST_EXACT { Some(city.exact()?) } else { None };
    let approximation = match city.approximate() {
        Ok(approximation) => Some(approximation),
        Err(reason) if exact.is_none() => return Err(reason.into()),
        Err(_) => None,
    };
    answer.computed();
    answer.set("model", if exact.is_some() { "exact" } else { "approximation" });
    if let Some(exact) = &exact {
        set(&mut answer, city, &exact.answers, travel.as_deref());
        answer.set("state_prob_bit_n_is_unit_n", &exact.states);
    }
    if let Some(approximation) = &approximation {
        set_approximation(&mut answer, city, approximation, exact.as_ref(), travel.as_deref());
    }
    if let Some(expected) = question.get("computed_exact").filter(|value| !value.is_null()) {
        let tolerance = stated.map_or(Tolerance::COMPUTED, Tolerance::absolute);
        for (figure, expected) in read::object(expected).context("computed_exact")? {
            answer.check_named("computed_exact.", figure, expected, tolerance);
        }
    }
    if let Some(expected) = question.get("published").filter(|value| !value.is_null()) {
        for (figure, expected) in read::object(expected).context("published")? {
            published(&mut answer, figure, expected, exact.as_ref(), stated);
        }
    }
    Ok(answer)
}

/// Sets the figures of the exact model.
fn set(answer: &mut Answer, city: &City, found: &Answers, travel: Option<&[Vec<f64>]>) {
    for (figure, value) in figures_of(city, found, travel) {
        answer.set(&figure, value);
    }
    answer.line(format!("exact, {} units", city.units()));
    summary(answer, city, found, travel);
}

fn set_approximation(
    answer: &mut Answer,
    city: &City,
    found: &Approximation,
    exact: Option<&Exact>,
    travel: Option<&[Vec<f64>]>,
) {
    let mut approximation = figures_of(city, &found.answers, travel);
    approximation.insert("Q".into(), json!(found.correction));
    approximation.insert("unnormalised".into(), json!(found.unnormalised));
    approximation.insert("rounds".into(), json!(found.rounds));
    match exact {
        Some(exact) => {
            let pairs = found.answers.workloads.iter().zip(&exact.answers.workloads);
            let error = pairs.map(|(one, other)| (one / other - 1.0).abs() * 100.0).fold(0.0, f64::max);
            approximation.insert("largest_error_percent".into(), json!(error));
            answer.line(format!("by Larson's approximation the workloads are at most {error:.2} % off"));
        }
        None => {
            answer.line(format!("by Larson's approximation, {} units", city.units()));
            summary(answer, city, &found.answers, travel);
        }
    }
    answer.set("approximation", approximation);
}

fn figures_of(city: &City, found: &Answers, travel: Option<&[Vec<f64>]>) -> Map<String, Value> {
    let mut figures = Map::new();
    let mut set = |figure: &str, value: Value| figures.insert(figure.to_owned(), value);
    set("p_all_busy", json!(found.all_busy));
    set("workloads", json!(found.workloads));
    set("fraction_nonpreferred_dispatch", json!(found.not_preferred(city)));
    set("dispatch_fractions_unit_by_atom", json!(found.dispatched));
    set("loss", json!(found.lost));
    set("mean_line", json!(found.in_line));
    set("mean_wait", json!(found.wait));
    if let Some(times) = travel {
        set("mean_travel_time_no_queue_part", json!(found.mean_travel(times)));
        set("mean_travel_time_by_unit", json!(found.travel_by_unit(times)));
    }
    figures
}

fn summary(answer: &mut Answer, city: &City, found: &Answers, travel: Option<&[Vec<f64>]>) {
    answer.line(format!("workloads {}", figures(&found.workloads)));
    answer.line(format!(
        "all busy {:.6}, lost {:.6}, mean line {:.4}, mean wait {:.4}, not by the preferred unit {:.4}",
        found.all_busy,
        found.lost,
        found.in_line,
        found.wait,
        found.not_preferred(city)
    ));
    if let Some(times) = travel {
        answer.line(format!("mean travel time of calls answered at once {:.6}", found.mean_travel(times)));
    }
}

/// Compares a published figure, which goes by the name that its source uses.
fn published(answer: &mut Answer, figure: &str, expected: &Value, exact: Option<&Exact>, stated: Option<f64>) {
    let approximate = |name: &str| answer.computed.get("approximation").and_then(|all| all.get(name)).cloned();
    let (computed, tolerance) = match figure {
        "P_Q_prime" => (answer.computed.get("p_all_busy").cloned(), PUBLISHED),
        "fraction_interresponse" => (answer.computed.get("fraction_nonpreferred_dispatch").cloned(), PUBLISHED),
        "mean_distance_miles" => (answer.computed.get("mean_travel_time_no_queue_part").cloned(), PUBLISHED),
        "Q" => (approximate("Q"), PUBLISHED),
        "approx_workloads_larson75" => (approximate("workloads"), APPROXIMATE),
        _ => {
            let exact = exact.and_then(|exact| state(exact, figure).or_else(|| pair(exact, figure)));
            (exact.map(|value| json!(value)).or_else(|| answer.computed.get(figure).cloned()), PUBLISHED)
        }
    };
    match computed {
        Some(computed) => {
            let tolerance = stated.map_or(tolerance, Tolerance::absolute);
            answer.check(format!("published.{figure}"), expected, computed, tolerance);
        }
        None => answer.not_compared.push(format!("published.{figure}")),
    }
}

/// `P011`: the chance of a state; the last digit is the first unit.
fn state(exact: &Exact, figure: &str) -> Option<f64> {
    let digits = figure.strip_prefix('P')?;
    let state = usize::from_str_radix(digits, 2).ok()?;
    (1_usize.checked_shl(digits.len() as u32)? == exact.states.len()).then(|| exact.states[state])
}

/// `f_12`: the share of calls that unit 1 answers in atom 2.
fn pair(exact: &Exact, figure: &str) -> Option<f64> {
    let digits = figure.strip_prefix("f_")?;
    let mut digits = digits.strip_suffix("_approx").unwrap_or(digits).chars();
    let mut next = || digits.next()?.to_digit(10)?.checked_sub(1).map(|digit| digit as usize);
    let (unit, atom) = (next()?, next()?);
    digits.next().is_none().then(|| exact.answers.dispatched.get(unit)?.get(atom).copied())?
}
