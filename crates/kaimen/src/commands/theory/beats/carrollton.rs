//! Reporting areas and streets of Carrollton, Texas (A. P. Wheeler), and divisions that others made of them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::path::Path;

use anyhow::{Context, ensure};
use kaimen_plan::beats::{Judged, Land};
use serde::Deserialize;

use super::super::tables::rows;

#[derive(Deserialize)]
struct Area {
    number_id: String,
    pd_grid: String,
    beat_number: Option<f64>,
    x_ft: f64,
    y_ft: f64,
    calls: f64,
}

#[derive(Deserialize)]
struct Border {
    number_id: String,
    neighbor_id: String,
}

#[derive(Deserialize)]
struct Node {
    x_ft: f64,
    y_ft: f64,
}

#[derive(Deserialize)]
struct Street {
    from: usize,
    to: usize,
    minutes: f64,
}

#[derive(Deserialize)]
struct Assigned {
    #[serde(alias = "Source")]
    source: String,
    #[serde(alias = "Dest")]
    dest: String,
}

pub(super) struct City {
    pub(super) land: Land,
    pub(super) names: Vec<String>,
    /// What the divisions of others cost on the same streets.
    pub(super) others: Vec<(String, Judged)>,
}

impl City {
    pub(super) fn read(folder: &Path) -> anyhow::Result<Self> {
        let areas: Vec<Area> = rows(&folder.join("reporting_areas.csv"))?;
        let at: HashMap<&str, usize> =
            areas.iter().enumerate().map(|(at, area)| (area.number_id.as_str(), at)).collect();
        let mut neighbours = vec![Vec::new(); areas.len()];
        for border in rows::<Border>(&folder.join("contiguity.csv"))? {
            let find = |name: &str| {
                at.get(name).copied().with_context(|| format!("contiguity.csv names {name}, which is no area"))
            };
            neighbours[find(&border.number_id)?].push(find(&border.neighbor_id)?);
        }
        let ways = minutes(folder, &areas)?;
        let land = Land::new(areas.iter().map(|area| area.calls).collect(), ways, Some(neighbours))?;
        let mut others = Vec::new();
        let mut judge = |name: &str, beats: BTreeMap<String, Vec<usize>>| {
            others.push((name.to_owned(), land.judge(&beats.into_values().collect::<Vec<_>>())));
        };
        let mut today: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, area) in areas.iter().enumerate() {
            if let Some(beat) = area.beat_number {
                today.entry(beat.to_string()).or_default().push(at);
            }
        }
        judge("beats of the city", today);
        for (name, file) in [("published", "PMed_Results1.csv"), ("GLPK after 5 h", "GLPK_Output5hours.csv")] {
            if !folder.join(file).exists() {
                continue;
            }
            let mut beats: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for row in rows::<Assigned>(&folder.join(file))? {
                let named = |area: &Area| area.number_id == row.dest || area.pd_grid == row.dest;
                let area = areas
                    .iter()
                    .position(named)
                    .with_context(|| format!("{file} names {}, which is no area", row.dest))?;
                beats.entry(row.source).or_default().push(area);
            }
            judge(name, beats);
        }
        Ok(Self { names: areas.iter().map(|area| area.number_id.clone()).collect(), land, others })
    }
}

/// Minutes on the streets between the middles of all areas, each at the nearest crossing of the streets that hang
/// together.
fn minutes(folder: &Path, areas: &[Area]) -> anyhow::Result<Vec<Vec<f64>>> {
    let nodes: Vec<Node> = rows(&folder.join("street_nodes.csv"))?;
    let mut streets = vec![Vec::new(); nodes.len()];
    for street in rows::<Street>(&folder.join("street_edges.csv"))? {
        let Street { from, to, minutes } = street;
        ensure!(
            from < nodes.len() && to < nodes.len() && minutes >= 0.0,
            "street_edges.csv names a crossing that there is not"
        );
        streets[from].push((to, minutes));
        streets[to].push((from, minutes));
    }
    let joined = largest(&streets);
    let nearest = |area: &Area| {
        let apart = |node: usize| (nodes[node].x_ft - area.x_ft).hypot(nodes[node].y_ft - area.y_ft);
        joined.iter().copied().min_by(|one, other| apart(*one).total_cmp(&apart(*other))).unwrap_or(0)
    };
    let places: Vec<usize> = areas.iter().map(nearest).collect();
    let row = |from: &usize| {
        let reached = shortest(&streets, *from);
        places.iter().map(|to| reached[*to]).collect()
    };
    Ok(places.iter().map(row).collect())
}

/// The crossings of the largest part of the streets that hangs together.
fn largest(streets: &[Vec<(usize, f64)>]) -> Vec<usize> {
    let mut seen = vec![false; streets.len()];
    let mut largest = Vec::new();
    for start in 0..streets.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut part = vec![start];
        let mut next = 0;
        while let Some(at) = part.get(next).copied() {
            next += 1;
            for (to, _) in &streets[at] {
                if !std::mem::replace(&mut seen[*to], true) {
                    part.push(*to);
                }
            }
        }
        if part.len() > largest.len() {
            largest = part;
        }
    }
    largest
}

/// Minutes from a crossing to all others.
fn shortest(streets: &[Vec<(usize, f64)>], from: usize) -> Vec<f64> {
    let mut reached = vec![f64::INFINITY; streets.len()];
    reached[from] = 0.0;
    // Lengths of at least 0 order as their bits do.
    let mut open = BinaryHeap::from([(Reverse(0.0_f64.to_bits()), from)]);
    while let Some((Reverse(bits), at)) = open.pop() {
        let so_far = f64::from_bits(bits);
        if so_far > reached[at] {
            continue;
        }
        for (to, minutes) in &streets[at] {
            if so_far + minutes < reached[*to] {
                reached[*to] = so_far + minutes;
                open.push((Reverse(reached[*to].to_bits()), *to));
            }
        }
    }
    reached
}
