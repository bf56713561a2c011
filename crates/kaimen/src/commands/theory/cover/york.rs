//! Incidents of York and listed buildings as sites, as in the examples of maxcovr.

use std::path::Path;

use anyhow::{Context, ensure};
use kaimen_plan::mip::Limits;
use kaimen_plan::posts::{Ways, cover};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::answer::{Answer, Tolerance};
use super::super::read::{member, optional};
use super::super::tables::rows;
use super::{numbered, solve};

#[derive(Deserialize)]
struct Place {
    lat: f64,
    long: f64,
    #[serde(default)]
    grade: String,
}

/// Distance on a sphere in the unit of its radius, by the haversine formula.
fn apart(one: &Place, other: &Place, radius: f64) -> f64 {
    let (from, to) = (one.lat.to_radians(), other.lat.to_radians());
    let (north, east) = ((to - from) / 2.0, (other.long - one.long).to_radians() / 2.0);
    let chord = north.sin().powi(2) + from.cos() * to.cos() * east.sin().powi(2);
    2.0 * radius * chord.sqrt().min(1.0).asin()
}

/// Members: cutoff_m, earth_radius_m, existing (`grade==I`: sites that are there already), and `expected`. As many posts
/// are added as the names of what is expected say (`mclp_add_20_total_covered`).
pub(super) fn answer(
    mut answer: Answer,
    question: &Map<String, Value>,
    folder: &Path,
    limits: Limits,
) -> anyhow::Result<Answer> {
    let cutoff: f64 = member(question, "cutoff_m")?;
    let radius = optional(question, "earth_radius_m")?.unwrap_or(6_371_000.0);
    let existing: String = member(question, "existing")?;
    let grade = existing.split_whitespace().next().and_then(|first| first.strip_prefix("grade=="));
    let grade = grade.with_context(|| format!("existing is {existing:?}, where grade==I or the like is needed"))?;
    let incidents: Vec<Place> = rows(&folder.join("york_crime_2016_09.csv.gz"))?;
    let buildings: Vec<Place> = rows(&folder.join("york_listed_buildings.csv.gz"))?;
    let (there, possible): (Vec<Place>, Vec<Place>) =
        buildings.into_iter().partition(|building| building.grade == grade);
    ensure!(!there.is_empty() && !incidents.is_empty(), "no building is of grade {grade}, or there is no incident");
    let nearest =
        |incident: &Place| there.iter().map(|site| apart(site, incident, radius)).fold(f64::INFINITY, f64::min);
    let nearest: Vec<f64> = incidents.iter().map(nearest).collect();
    let covered = nearest.iter().filter(|way| **way <= cutoff).count();
    let mean = nearest.iter().sum::<f64>() / nearest.len() as f64;
    let spread = nearest.iter().map(|way| (way - mean).powi(2)).sum::<f64>() / (nearest.len() - 1).max(1) as f64;
    answer.set("of", incidents.len());
    answer.set("existing_covered", covered);
    answer.set("dist_avg", mean);
    answer.set("dist_sd", spread.sqrt());
    answer.line(format!(
        "{} sites there already reach {covered} of {}, mean way {mean:.2}",
        there.len(),
        incidents.len()
    ));
    let rest: Vec<&Place> =
        incidents.iter().zip(&nearest).filter(|(_, way)| **way > cutoff).map(|(place, _)| place).collect();
    let row = |site: &Place| rest.iter().map(|incident| apart(site, incident, radius)).collect();
    let reach = Ways::new(vec![1.0; rest.len()], possible.iter().map(row).collect())?.within(cutoff);
    let names = numbered(possible.len());
    let expected: Map<String, Value> = optional(question, "expected")?.unwrap_or_default();
    for (figure, value) in &expected {
        let posts = figure.strip_prefix("mclp_add_").and_then(|rest| rest.strip_suffix("_total_covered")?.parse().ok());
        if let Some(posts) = posts {
            let placed = solve(&mut answer, "cover", posts, &names, || cover(&reach, posts, limits))?;
            answer.set(figure, covered as f64 + placed.value);
        }
        answer.check_named("expected.", figure, value, Tolerance::COMPUTED);
    }
    answer.computed();
    Ok(answer)
}
