//! `kaimen theory cover`.

mod jemss;
mod plain;
mod san_francisco;
mod york;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, bail};
use kaimen_plan::mip::{Limits, SOLVER};
use kaimen_plan::posts::{Placed, PostsError};
use serde_json::{Map, Value, json};

use super::answer::{Answer, Report};
use super::read::{self, File};

/// How to answer: for how long at most, and where the tables lie.
pub(super) struct How {
    pub(super) limits: Limits,
    pub(super) data: Option<PathBuf>,
}

pub(super) fn answer(file: &File, how: &How) -> anyhow::Result<Report> {
    let all = read::object(&file.value)?;
    let questions: Vec<(&str, &Value)> =
        match plain::is(all) || all.contains_key("demands") || all.contains_key("areas") {
            true => vec![("question", &file.value)],
            false => all.iter().map(|(name, question)| (name.as_str(), question)).collect(),
        };
    if questions.is_empty() {
        bail!("there is no question in it");
    }
    let one = |(name, question): (&str, &Value)| {
        read::object(question).and_then(|question| one(name, question, file, how)).with_context(|| name.to_owned())
    };
    Ok(Report::new(questions.into_iter().map(one).collect::<anyhow::Result<_>>()?))
}

/// Which kind of question it is shows by its members.
fn one(name: &str, question: &Map<String, Value>, file: &File, how: &How) -> anyhow::Result<Answer> {
    let has = |member: &str| question.contains_key(member);
    let tables = |read: fn(Answer, &Map<String, Value>, &std::path::Path, Limits) -> anyhow::Result<Answer>| {
        let answer = Answer::begin(name);
        match file.folder(question, how.data.as_deref())? {
            Ok(folder) => read(answer, question, &folder, how.limits),
            Err(reason) => Ok(answer.unanswered(reason)),
        }
    };
    match () {
        () if has("demands") && has("cover") && has("cases") => jemss::nested_cover(name, question, how.limits),
        () if has("demands") && has("cover") => jemss::cover_of(name, question, how.limits),
        () if plain::is(question) => plain::answer(name, question, how.limits),
        () if has("beats") => super::beats::one(name, question, file, how),
        () if has("files") && has("cutoff_m") => tables(york::answer),
        () if has("files") && has("S") => tables(san_francisco::answer),
        () => bail!(
            "what is asked is not clear: write demands with cover or with distance, or files with S or cutoff_m, \
             or areas with beats; `kaimen theory cover --help` tells more"
        ),
    }
}

/// Solves one model, and writes down how it went.
fn solve(
    answer: &mut Answer,
    model: &str,
    posts: usize,
    names: &[String],
    solver: impl FnOnce() -> Result<Placed, PostsError>,
) -> anyhow::Result<Placed> {
    let begun = Instant::now();
    let placed = solver().with_context(|| format!("{model} with {posts} posts"))?;
    let seconds = begun.elapsed().as_secs_f64();
    let sites: Vec<&str> = placed.sites.iter().map(|site| names[*site].as_str()).collect();
    let gap = placed.gap();
    let proof = match gap {
        Some(gap) if gap < 1e-9 => "proved best".to_owned(),
        Some(gap) => format!("at most {:.2} % from the best", gap * 100.0),
        None => "nothing proved".to_owned(),
    };
    answer.line(format!("{model}, {posts} posts: {} ({proof}, {seconds:.2} s): {}", placed.value, some(&sites)));
    let solved = json!({
        "model": model, "posts": posts, "value": placed.value, "bound": placed.bound, "gap": gap,
        "seconds": seconds, "solver": SOLVER, "sites": sites,
    });
    if let Some(Value::Array(all)) = answer.computed.get_mut("solved") {
        all.push(solved);
    } else {
        answer.set("solved", [solved]);
    }
    Ok(placed)
}

fn some(sites: &[&str]) -> String {
    const SHOWN: usize = 20;
    let mut text = sites.iter().take(SHOWN).copied().collect::<Vec<_>>().join(" ");
    if sites.len() > SHOWN {
        text.push_str(&format!(" … ({} in all)", sites.len()));
    }
    text
}

/// Names of sites without names: from 1.
fn numbered(count: usize) -> Vec<String> {
    (1..=count).map(|number| number.to_string()).collect()
}
