//! A table of ways from sites to places: the format for questions of one's own.

use kaimen_plan::mip::Limits;
use kaimen_plan::posts::{Ways, centre, cover, expected, median};
use serde_json::{Map, Value};

use super::super::answer::{Answer, Tolerance};
use super::super::read::{self, member, optional};
use super::{numbered, solve};

pub(super) fn is(question: &Map<String, Value>) -> bool {
    question.contains_key("demands") && question.contains_key("distance")
}

pub(super) fn answer(name: &str, question: &Map<String, Value>, limits: Limits) -> anyhow::Result<Answer> {
    let lengths: Vec<Vec<f64>> = member(question, "distance")?;
    let posts: usize = member(question, "posts")?;
    let within: Option<f64> = optional(question, "within")?;
    let busy: Option<f64> = optional(question, "busy")?;
    let names = optional(question, "sites")?.unwrap_or_else(|| numbered(lengths.len()));
    anyhow::ensure!(
        names.len() == lengths.len(),
        "sites names {} sites, where distance has {}",
        names.len(),
        lengths.len()
    );
    let ways = Ways::new(member(question, "demands")?, lengths)?;
    let mut answer = Answer::begin(name);
    let placed = solve(&mut answer, "median", posts, &names, || median(&ways, posts, limits))?;
    let mut values = vec![("median", placed.value)];
    let placed = solve(&mut answer, "centre", posts, &names, || centre(&ways, posts, limits))?;
    values.push(("centre", placed.value));
    if let Some(within) = within {
        let reach = ways.within(within);
        let placed = solve(&mut answer, "cover", posts, &names, || cover(&reach, posts, limits))?;
        values.push(("cover", placed.value));
        if let Some(busy) = busy {
            let placed = solve(&mut answer, "expected cover", posts, &names, || expected(&reach, posts, busy, limits))?;
            values.push(("expected_cover", placed.value));
        }
    }
    answer.computed();
    values.into_iter().for_each(|(figure, value)| answer.set(figure, value));
    if let Some(expected) = question.get("expected") {
        for (figure, value) in read::object(expected)? {
            answer.check_named("expected.", figure, value, Tolerance::COMPUTED);
        }
    }
    Ok(answer)
}
