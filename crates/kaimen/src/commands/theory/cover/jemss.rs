//! Who covers whom as a table, as in the tests of JEMSS.

use anyhow::{Context, ensure};
use kaimen_plan::mip::Limits;
use kaimen_plan::posts::{Reach, cover, nested};
use serde_json::{Map, Value, json};

use super::super::answer::{Answer, Tolerance};
use super::super::read::{self, member, optional};
use super::{numbered, solve};

fn reach(question: &Map<String, Value>) -> anyhow::Result<(Reach, usize)> {
    let demands: Vec<f64> = member(question, "demands")?;
    let rows: Vec<Vec<u8>> = member(question, "cover")?;
    ensure!(rows.iter().flatten().all(|entry| *entry <= 1), "cover holds 0 and 1 only");
    let rows: Vec<Vec<bool>> = rows.iter().map(|row| row.iter().map(|entry| *entry == 1).collect()).collect();
    Ok((Reach::new(demands, &rows)?, rows.len()))
}

/// `expected`: by number of posts, x (whether each site is chosen) and obj (what is covered); or `posts`, a list of
/// numbers of posts.
pub(super) fn cover_of(name: &str, question: &Map<String, Value>, limits: Limits) -> anyhow::Result<Answer> {
    let (reach, sites) = reach(question)?;
    let expected: Map<String, Value> = optional(question, "expected")?.unwrap_or_default();
    let mut wanted: Vec<usize> = optional(question, "posts")?.unwrap_or_default();
    for posts in expected.keys() {
        wanted.push(posts.parse().with_context(|| format!("expected.{posts} is no number of posts"))?);
    }
    wanted.sort_unstable();
    wanted.dedup();
    let mut answer = Answer::begin(name);
    let names = numbered(sites);
    let mut chosen = Vec::new();
    for posts in wanted {
        chosen.push((posts, solve(&mut answer, "cover", posts, &names, || cover(&reach, posts, limits))?));
    }
    answer.computed();
    for (posts, placed) in chosen {
        let x: Vec<u8> = (0..sites).map(|site| u8::from(placed.sites.contains(&site))).collect();
        answer.set(&posts.to_string(), json!({ "x": x, "obj": placed.value }));
        let Some(expected) = expected.get(&posts.to_string()) else { continue };
        let expected = read::object(expected)?;
        if let Some(value) = expected.get("obj") {
            answer.check(format!("expected.{posts}.obj"), value, json!(placed.value), Tolerance::COMPUTED);
        }
        if let Some(value) = expected.get("x") {
            let theirs: Vec<u8> = read::parse(value).context("x")?;
            let chosen: Vec<usize> = (0..sites.min(theirs.len())).filter(|site| theirs[*site] == 1).collect();
            let as_good = chosen.len() <= posts && (reach.value(&chosen) - placed.value).abs() < 1e-9;
            answer.choice(format!("expected.{posts}.x"), value, json!(x), as_good);
        }
    }
    Ok(answer)
}

/// `cases`: weights of the numbers of posts, and the expected order of the sites, from 1.
pub(super) fn nested_cover(name: &str, question: &Map<String, Value>, limits: Limits) -> anyhow::Result<Answer> {
    let (reach, sites) = reach(question)?;
    let cases: Vec<Map<String, Value>> = member(question, "cases")?;
    let mut answer = Answer::begin(name);
    let names = numbered(sites);
    let mut orders = Vec::new();
    for case in &cases {
        let weights: Vec<f64> = member(case, "weights")?;
        let placed = solve(&mut answer, "nested cover", weights.len(), &names, || nested(&reach, &weights, limits))?;
        orders.push((weights, placed));
    }
    answer.computed();
    let from_one = |sites: &[usize]| -> Vec<usize> { sites.iter().map(|site| site + 1).collect() };
    answer.set("orders", orders.iter().map(|(_, placed)| from_one(&placed.sites)).collect::<Vec<_>>());
    for (at, (case, (weights, placed))) in cases.iter().zip(&orders).enumerate() {
        if let Some(value) = case.get("expected_order") {
            let theirs: Vec<usize> = read::parse(value).context("expected_order")?;
            let known = theirs.len() <= weights.len() && theirs.iter().all(|site| (1..=sites).contains(site));
            let theirs: Vec<usize> = theirs.iter().map(|site| site.wrapping_sub(1)).collect();
            let worth = |(at, weight): (usize, &f64)| weight * reach.value(&theirs[..=at]);
            let as_good = known
                && (weights.iter().take(theirs.len()).enumerate().map(worth).sum::<f64>() - placed.value).abs() < 1e-9;
            answer.choice(format!("cases.{}.expected_order", at + 1), value, json!(from_one(&placed.sites)), as_good);
        }
    }
    Ok(answer)
}
