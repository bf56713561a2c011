//! `kaimen theory beats`.

mod carrollton;

use std::collections::BTreeMap;

use anyhow::{Context, bail, ensure};
use kaimen_plan::beats::{Effort, Judged, Land, Plan, Wanted, draw};
use kaimen_plan::mip::{Limits, SOLVER};
use serde_json::{Map, Value, json};

use super::answer::{Answer, Report, Tolerance};
use super::cover::How;
use super::read::{self, File, member, optional};

pub(super) fn answer(file: &File, how: &How) -> anyhow::Result<Report> {
    let all = read::object(&file.value)?;
    if all.contains_key("beats") {
        return Ok(Report::new(vec![one("question", all, file, how)?]));
    }
    let mut answers = Vec::new();
    for (name, question) in all {
        if let Some(question) = question.as_object().filter(|question| question.contains_key("beats")) {
            answers.push(one(name, question, file, how).with_context(|| name.clone())?);
        }
    }
    if answers.is_empty() {
        bail!("no question with beats is in it; `kaimen theory beats --help` tells more");
    }
    Ok(Report::new(answers))
}

/// One question, with its own table or with that of a folder.
pub(super) fn one(name: &str, question: &Map<String, Value>, file: &File, how: &How) -> anyhow::Result<Answer> {
    let answer = Answer::begin(name);
    if !question.contains_key("files") {
        let (land, names) = land(question)?;
        return divide(answer, question, &land, &names, &[], how);
    }
    match file.folder(question, how.data.as_deref())? {
        Ok(folder) => {
            let city = carrollton::City::read(&folder)?;
            divide(answer, question, &city.land, &city.names, &city.others, how)
        }
        Err(reason) => Ok(answer.unanswered(reason)),
    }
}

/// Land as a question describes it.
fn land(question: &Map<String, Value>) -> anyhow::Result<(Land, Vec<String>)> {
    let names: Vec<String> = member(question, "areas")?;
    let calls: BTreeMap<String, f64> = member(question, "calls")?;
    let ways: BTreeMap<String, Vec<f64>> = member(question, "distance")?;
    let borders: Option<Vec<(String, String)>> = optional(question, "contiguity")?;
    let at: BTreeMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    ensure!(at.len() == names.len(), "areas names one area twice");
    let find = |name: &str| at.get(name).copied().with_context(|| format!("contiguity names {name}, which is no area"));
    let calls = names.iter().map(|name| calls.get(name).copied().with_context(|| format!("calls lacks area {name}")));
    let rows = names.iter().map(|name| ways.get(name).cloned().with_context(|| format!("distance lacks area {name}")));
    let neighbours = match borders {
        None => None,
        Some(borders) => {
            let mut neighbours = vec![Vec::new(); names.len()];
            for (one, other) in borders {
                neighbours[find(&one)?].push(find(&other)?);
            }
            Some(neighbours)
        }
    };
    let land = Land::new(calls.collect::<anyhow::Result<_>>()?, rows.collect::<anyhow::Result<_>>()?, neighbours)?;
    Ok((land, names))
}

fn divide(
    mut answer: Answer,
    question: &Map<String, Value>,
    land: &Land,
    names: &[String],
    others: &[(String, Judged)],
    how: &How,
) -> anyhow::Result<Answer> {
    let wanted = Wanted { beats: member(question, "beats")?, disparity: member(question, "max_disparity")? };
    let usual = Effort::default();
    let effort = Effort {
        seed: optional(question, "seed")?.unwrap_or(usual.seed),
        starts: optional(question, "starts")?.unwrap_or(usual.starts),
        rounds: optional(question, "rounds")?.unwrap_or(usual.rounds),
        limits: Limits { seconds: how.limits.seconds, ..usual.limits },
        ..usual
    };
    let drawn = draw(land, wanted, effort)?;
    answer.computed();
    let told = |plan: &Plan| {
        let mean = plan.loads.iter().sum::<f64>() / plan.loads.len() as f64;
        let shares = || plan.loads.iter().map(|load| load / mean);
        let (least, most) = (shares().fold(f64::INFINITY, f64::min), shares().fold(0.0, f64::max));
        (json!({ "total": plan.cost, "least_work": least, "most_work": most, "keeps_limits": plan.keeps }), least, most)
    };
    for (name, plan) in
        [("greedy start", Some(&drawn.greedy)), ("by chance", drawn.improved.as_ref()), ("best", Some(&drawn.plan))]
    {
        let Some(plan) = plan else { continue };
        let (figures, least, most) = told(plan);
        let keeps = if plan.keeps { "" } else { ", NOT within the limits" };
        answer.line(format!("{name}: {:.1}, work {least:.3} to {most:.3} of the mean{keeps}", plan.cost));
        answer.set(&name.replace(' ', "_"), figures);
    }
    for (name, judged) in others {
        let (least, most) = judged.loads;
        answer.line(format!(
            "{name}: {:.1}, work {least:.3} to {most:.3} of the mean, {} of {} beats in one piece, {} areas",
            judged.cost, judged.whole, judged.beats, judged.areas
        ));
        answer.set(
            name,
            json!({
                "total": judged.cost, "least_work": least, "most_work": most,
                "in_one_piece": judged.whole, "beats": judged.beats, "areas": judged.areas,
            }),
        );
    }
    answer.line(format!("no division costs less than {:.1}: gap {:.3} %", drawn.bound, drawn.gap() * 100.0));
    let of_centres = (drawn.plan.cost - drawn.bound_of_centres) / drawn.plan.cost * 100.0;
    answer.line(format!("none with these centres less than {:.1}: gap {of_centres:.3} %", drawn.bound_of_centres));
    answer.set("bound_of_centres", drawn.bound_of_centres);
    answer.line(format!("{} centres and {} pairs could still be better", drawn.possible_centres, drawn.possible_pairs));
    answer.set("total", drawn.plan.cost);
    answer.set("bound", drawn.bound);
    answer.set("gap", drawn.gap());
    answer.set("possible_centres", drawn.possible_centres);
    answer.set("possible_pairs", drawn.possible_pairs);
    answer.set("solver", SOLVER);
    let mut pairs: Vec<[&str; 2]> = Vec::new();
    for (area, beat) in drawn.plan.beat_of.iter().enumerate() {
        pairs.push([&names[drawn.plan.centres[*beat]], &names[area]]);
    }
    pairs.sort_unstable();
    answer.set("assignment", &pairs);
    if let Some(total) = question.get("expected_total") {
        answer.check("expected_total", total, json!(drawn.plan.cost), Tolerance::COMPUTED);
    }
    if let Some(expected) = question.get("expected") {
        let theirs: Vec<(String, String)> = read::parse(expected).context("expected")?;
        let mut beats: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (centre, area) in &theirs {
            let at = names.iter().position(|name| name == area).with_context(|| format!("expected names {area}"))?;
            beats.entry(centre).or_default().push(at);
        }
        let judged = land.judge(&beats.into_values().collect::<Vec<_>>());
        let as_good = judged.areas == names.len() && judged.cost >= drawn.plan.cost - 1e-9;
        answer.choice("expected", expected, json!(pairs), as_good);
    }
    Ok(answer)
}
