//! Posts: where to stand so that as much as possible is near.
//!
//! * **cover**: as many calls as possible within reach (MCLP; Church and ReVelle 1974), and in an order in which posts are
//!   given up one by one;
//! * **expected**: the same where each unit is busy for a share of its time (MEXCLP; Daskin 1983);
//! * **median**: the shortest mean way (p-median; Hakimi 1964); **centre**: the shortest longest way (p-centre).

mod centre;
mod cover;
mod expected;
mod median;

pub use centre::centre;
pub use cover::{cover, nested};
pub use expected::{expected, value as expected_value};
pub use median::median;

use crate::mip::{MipError, Solved, gap};

/// Places where calls come from, and what each possible post reaches.
#[derive(Debug, Clone)]
pub struct Reach {
    weights: Vec<f64>,
    /// For each site the places that it reaches.
    reached: Vec<Vec<u32>>,
}

/// Places where calls come from, and the way to each from each possible post.
#[derive(Debug, Clone)]
pub struct Ways {
    weights: Vec<f64>,
    /// A row for each site.
    lengths: Vec<Vec<f64>>,
}

/// Where to stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Sites from 0, in order; one that holds several units as often.
    pub sites: Vec<usize>,
    /// What was asked for: weight reached, or length of the way.
    pub value: f64,
    /// No choice of posts is better than this, where anything is proved.
    pub bound: Option<f64>,
}

impl Placed {
    /// How far the value may be from the best one, as a share of it.
    #[must_use]
    pub fn gap(&self) -> Option<f64> {
        self.bound.map(|bound| gap(self.value, bound))
    }
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PostsError {
    /// Nothing to choose from, or to serve.
    #[error("at least one site and one place with calls are needed")]
    Empty,
    /// A weight or a way that is none.
    #[error("{what} is {value}, where a number of at least 0 is needed")]
    Number {
        /// What it is.
        what: &'static str,
        /// What was given.
        value: f64,
    },
    /// Rows of different lengths.
    #[error("site {site} has {count} entries, where there are {places} places")]
    Row {
        /// Site, from 0.
        site: usize,
        /// Length of its row.
        count: usize,
        /// How many places there are.
        places: usize,
    },
    /// More than can be solved.
    #[error("{sites} sites by {places} places are too many: {most} pairs can be reckoned")]
    Size {
        /// Sites.
        sites: usize,
        /// Places.
        places: usize,
        /// Most pairs.
        most: usize,
    },
    /// More posts than sites, or none.
    #[error("{posts} posts are asked for, where {least} to {most} can be placed")]
    Posts {
        /// How many.
        posts: usize,
        /// Fewest.
        least: usize,
        /// Most.
        most: usize,
    },
    /// A share that is none.
    #[error("the busy share is {0}, where a number of at least 0 and below 1 is needed")]
    Busy(f64),
    /// The solver.
    #[error(transparent)]
    Mip(#[from] MipError),
}

/// Most pairs of site and place.
const MOST_PAIRS: usize = 20_000_000;
/// Most units at one place of an expected cover.
const MOST_UNITS: usize = 1_000;

impl Reach {
    /// From a table: a row for each site.
    ///
    /// # Errors
    /// Where the table makes no sense.
    pub fn new(weights: Vec<f64>, reaches: &[Vec<bool>]) -> Result<Self, PostsError> {
        check(&weights, reaches.iter().map(Vec::len))?;
        let row =
            |row: &Vec<bool>| (0_u32..).zip(row).filter(|(_, reaches)| **reaches).map(|(place, _)| place).collect();
        Ok(Self { reached: reaches.iter().map(row).collect(), weights })
    }

    /// Whether each place is reached by one of the sites.
    #[must_use]
    pub fn reached_by(&self, sites: &[usize]) -> Vec<bool> {
        let mut reached = vec![false; self.weights.len()];
        sites.iter().flat_map(|site| &self.reached[*site]).for_each(|place| reached[*place as usize] = true);
        reached
    }

    /// Weight that is reached by one of the sites.
    #[must_use]
    pub fn value(&self, sites: &[usize]) -> f64 {
        self.reached_by(sites)
            .iter()
            .zip(&self.weights)
            .filter(|(reached, _)| **reached)
            .fold(0.0, |sum, (_, weight)| sum + weight)
    }

    fn enough(&self, posts: usize) -> Result<(), PostsError> {
        within(posts, 0, self.reached.len())
    }

    /// The same question without what cannot matter: places that are reached by the same sites are one place, and a site
    /// that reaches nothing that another does not reach is left out. Gives the sites kept beside it.
    fn reduced(&self) -> (Self, Vec<usize>) {
        let mut by_place = vec![Vec::new(); self.weights.len()];
        for (site, places) in (0_u32..).zip(&self.reached) {
            places.iter().for_each(|place| by_place[*place as usize].push(site));
        }
        let mut groups: std::collections::BTreeMap<&[u32], f64> = std::collections::BTreeMap::new();
        for (sites, weight) in by_place.iter().zip(&self.weights) {
            if !sites.is_empty() && *weight > 0.0 {
                *groups.entry(sites).or_default() += weight;
            }
        }
        let mut reached = vec![Vec::new(); self.reached.len()];
        for (group, sites) in (0_u32..).zip(groups.keys()) {
            sites.iter().for_each(|site| reached[*site as usize].push(group));
        }
        let sites_of: Vec<&[u32]> = groups.keys().copied().collect();
        let beaten = |site: usize| {
            let mine = &reached[site];
            let Some(first) = mine.first() else { return true };
            let others = sites_of[*first as usize].iter().map(|other| *other as usize).filter(|other| *other != site);
            others.into_iter().any(|other| {
                let theirs = &reached[other];
                let all = mine.iter().all(|group| theirs.binary_search(group).is_ok());
                all && (theirs.len() > mine.len() || other < site)
            })
        };
        let kept: Vec<usize> = (0..reached.len()).filter(|site| !beaten(*site)).collect();
        let rows = kept.iter().map(|site| reached[*site].clone()).collect();
        (Self { weights: groups.into_values().collect(), reached: rows }, kept)
    }

    /// For each place the sites that reach it.
    fn by_place(&self) -> Vec<Vec<usize>> {
        let mut sites = vec![Vec::new(); self.weights.len()];
        for (site, places) in self.reached.iter().enumerate() {
            places.iter().for_each(|place| sites[*place as usize].push(site));
        }
        sites
    }
}

impl Ways {
    /// From a table of lengths: a row for each site.
    ///
    /// # Errors
    /// Where the table makes no sense.
    pub fn new(weights: Vec<f64>, lengths: Vec<Vec<f64>>) -> Result<Self, PostsError> {
        check(&weights, lengths.iter().map(Vec::len))?;
        numbers("a way", lengths.iter().flatten())?;
        Ok(Self { weights, lengths })
    }

    /// What is reached within a length.
    #[must_use]
    pub fn within(&self, length: f64) -> Reach {
        let row =
            |row: &Vec<f64>| (0_u32..).zip(row).filter(|(_, way)| **way <= length).map(|(place, _)| place).collect();
        Reach { weights: self.weights.clone(), reached: self.lengths.iter().map(row).collect() }
    }

    /// The way to each place from the nearest of the sites.
    #[must_use]
    pub fn nearest(&self, sites: &[usize]) -> Vec<f64> {
        let way = |place: usize| sites.iter().map(|site| self.lengths[*site][place]).fold(f64::INFINITY, f64::min);
        (0..self.weights.len()).map(way).collect()
    }

    /// Mean way from the nearest of the sites, by weight.
    #[must_use]
    pub fn mean(&self, sites: &[usize]) -> f64 {
        let all: f64 = self.weights.iter().sum();
        self.nearest(sites).iter().zip(&self.weights).map(|(way, weight)| way * weight).sum::<f64>() / all
    }
}

fn within(posts: usize, least: usize, most: usize) -> Result<(), PostsError> {
    if (least..=most).contains(&posts) { Ok(()) } else { Err(PostsError::Posts { posts, least, most }) }
}

fn numbers<'a>(what: &'static str, values: impl IntoIterator<Item = &'a f64>) -> Result<(), PostsError> {
    match values.into_iter().find(|value| !(value.is_finite() && **value >= 0.0)) {
        None => Ok(()),
        Some(value) => Err(PostsError::Number { what, value: *value }),
    }
}

fn check(weights: &[f64], rows: impl ExactSizeIterator<Item = usize>) -> Result<(), PostsError> {
    let (sites, places) = (rows.len(), weights.len());
    numbers("a weight", weights)?;
    if sites == 0 || weights.iter().sum::<f64>() <= 0.0 {
        return Err(PostsError::Empty);
    }
    if sites.saturating_mul(places) > MOST_PAIRS {
        return Err(PostsError::Size { sites, places, most: MOST_PAIRS });
    }
    match rows.into_iter().enumerate().find(|(_, count)| *count != places) {
        None => Ok(()),
        Some((site, count)) => Err(PostsError::Row { site, count, places }),
    }
}

/// The sites that are used in an answer, whose first variables are the sites.
fn used(solved: &Solved, kept: &[usize]) -> Vec<usize> {
    let sites = kept.iter().zip(&solved.values);
    sites.flat_map(|(site, count)| std::iter::repeat_n(*site, *count as usize)).collect()
}
