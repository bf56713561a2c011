//! Census tracts of San Francisco and sites with distances by road, as in the tests of spopt.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use kaimen_plan::mip::Limits;
use kaimen_plan::posts::{Ways, centre, cover, expected, median};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::answer::{Answer, Tolerance};
use super::super::read::{self, member, optional};
use super::super::tables::rows;
use super::solve;

const TABLE: &str = "SF_network_distance_candidateStore_16_censusTract_205_new.csv";

#[derive(Deserialize)]
struct Way {
    distance: f64,
    name: String,
    #[serde(rename = "DestinationName")]
    tract: String,
    demand: f64,
}

struct City {
    sites: Vec<String>,
    ways: Ways,
    tracts: usize,
    people: f64,
}

impl City {
    fn read(folder: &Path) -> anyhow::Result<Self> {
        let (mut sites, mut tracts) = (Vec::new(), HashMap::new());
        let (mut weights, mut lengths) = (Vec::new(), Vec::<HashMap<usize, f64>>::new());
        for row in rows::<Way>(&folder.join(TABLE))? {
            let site = sites.iter().position(|site| *site == row.name).unwrap_or_else(|| {
                sites.push(row.name);
                lengths.push(HashMap::new());
                sites.len() - 1
            });
            let tract = *tracts.entry(row.tract).or_insert_with(|| {
                weights.push(row.demand);
                weights.len() - 1
            });
            lengths[site].insert(tract, row.distance);
        }
        let (tracts, people) = (weights.len(), weights.iter().sum());
        ensure!(lengths.iter().all(|row| row.len() == tracts), "{TABLE} lacks the distance of some site and tract");
        let lengths = lengths.iter().map(|row| (0..tracts).map(|tract| row[&tract]).collect()).collect();
        Ok(Self { sites, ways: Ways::new(weights, lengths)?, tracts, people })
    }
}

/// Members: S (metres of reach), p (posts), what is `published`, and what came out of trying every choice
/// (`exhaustive`). Everything that these name is solved.
pub(super) fn answer(
    mut answer: Answer,
    question: &Map<String, Value>,
    folder: &Path,
    limits: Limits,
) -> anyhow::Result<Answer> {
    let city = City::read(folder)?;
    let reach = city.ways.within(member(question, "S")?);
    let posts: usize = member(question, "p")?;
    let placed = solve(&mut answer, "cover", posts, &city.sites, || cover(&reach, posts, limits))?;
    let uncovered = reach.reached_by(&placed.sites).iter().filter(|reached| !**reached).count();
    answer.set("total_pop", city.people);
    answer.set("uncovered_tracts", uncovered);
    answer.set("pct_tracts_covered", 100.0 * (city.tracts - uncovered) as f64 / city.tracts as f64);
    for part in ["published", "exhaustive"] {
        let expected: Map<String, Value> = optional(question, part)?.unwrap_or_default();
        for (figure, value) in &expected {
            let from = format!("{part}.");
            model(&mut answer, &city, &reach, figure, value, &from, limits)
                .with_context(|| format!("{part}.{figure}"))?;
        }
    }
    answer.computed();
    Ok(answer)
}

fn model(
    answer: &mut Answer,
    city: &City,
    reach: &kaimen_plan::posts::Reach,
    figure: &str,
    value: &Value,
    from: &str,
    limits: Limits,
) -> anyhow::Result<()> {
    let exact = Tolerance::COMPUTED;
    let name = |sites: &[usize]| -> Vec<&str> { sites.iter().map(|site| city.sites[*site].as_str()).collect() };
    if figure == "mclp_pop_covered_by_p" {
        for (posts, value) in read::object(value)? {
            let posts = number(posts)?;
            let placed = solve(answer, "cover", posts, &city.sites, || cover(reach, posts, limits))?;
            answer.check(format!("{from}{figure}.{posts}"), value, json!(placed.value), exact);
        }
    } else if figure == "mexclp_expected_cover" {
        for (question, value) in read::object(value)? {
            let (busy, posts) = busy_and_posts(question)?;
            let placed = solve(answer, &format!("expected cover, busy {busy}"), posts, &city.sites, || {
                expected(reach, posts, busy, limits)
            })?;
            let (worth, sites): (f64, Vec<String>) = read::parse(value).context("[value, [sites]] is needed")?;
            // The file gives thousandths.
            answer.check(
                format!("{from}{figure}.{question}"),
                &json!(worth),
                json!(placed.value),
                Tolerance::absolute(5e-4),
            );
            let as_good = city.find(&sites).is_some_and(|sites| {
                sites.len() <= posts
                    && (kaimen_plan::posts::expected_value(reach, &sites, busy) - placed.value).abs() < 1e-6
            });
            answer.choice(
                format!("{from}{figure}.{question}.sites"),
                &json!(sites),
                json!(name(&placed.sites)),
                as_good,
            );
        }
    } else if let Some(posts) = between(figure, "pmedian_p", "_mean_distance") {
        let placed = solve(answer, "median", posts, &city.sites, || median(&city.ways, posts, limits))?;
        answer.set(figure, placed.value);
        answer.check_named(from, figure, value, exact);
    } else if let Some(posts) = between(figure, "pcenter_p", "") {
        let placed = solve(answer, "centre", posts, &city.sites, || centre(&city.ways, posts, limits))?;
        answer.set(figure, placed.value);
        answer.check_named(from, figure, value, exact);
    } else if let Some(posts) = between(figure, "p", "_sites") {
        let placed = solve(answer, "cover", posts, &city.sites, || cover(reach, posts, limits))?;
        let sites: Vec<String> = read::parse(value)?;
        let as_good =
            city.find(&sites).is_some_and(|sites| sites.len() <= posts && reach.value(&sites) >= placed.value - 1e-6);
        answer.choice(format!("{from}{figure}"), value, json!(name(&placed.sites)), as_good);
    } else {
        answer.check_named(from, figure, value, exact);
    }
    Ok(())
}

impl City {
    fn find(&self, names: &[String]) -> Option<Vec<usize>> {
        names.iter().map(|name| self.sites.iter().position(|site| site == name)).collect()
    }
}

fn number(text: &str) -> anyhow::Result<usize> {
    text.parse().with_context(|| format!("{text} is no number of posts"))
}

fn between(figure: &str, before: &str, after: &str) -> Option<usize> {
    figure.strip_prefix(before)?.strip_suffix(after)?.parse().ok()
}

/// `q=0.3,p=4`.
fn busy_and_posts(question: &str) -> anyhow::Result<(f64, usize)> {
    let parts =
        question.split_once(',').and_then(|(busy, posts)| Some((busy.strip_prefix("q=")?, posts.strip_prefix("p=")?)));
    let Some((busy, posts)) = parts else { bail!("{question} is not written as q=0.3,p=4") };
    Ok((busy.parse().with_context(|| format!("{busy} is no share"))?, number(posts)?))
}
