//! Gathers ways of the same name into streets: what hangs together or lies close is one street, the rest another.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    geo::Coordinate,
    source::{Source, Way},
};

/// Ways of the same name are one street where they come this near, in degrees of latitude (about 330 m).
const CELL: f64 = 0.003;
/// Towns and villages farther away are not named, in metres.
pub(super) const FARTHEST_AREA: f64 = 10_000.0;

/// A street.
pub(super) struct Street<'a> {
    pub(super) name: &'a str,
    /// A point on it, near its middle.
    pub(super) middle: Coordinate,
    /// Nodes that it shares with streets of other names, sorted.
    pub(super) junctions: Vec<u32>,
}

/// All named streets, sorted by name.
pub(super) fn gather(source: &Source) -> Vec<Street<'_>> {
    let mut by_name: BTreeMap<&str, Vec<&Way>> = BTreeMap::new();
    for way in &source.ways {
        let good = !way.nodes.is_empty() && way.nodes.iter().all(|&node| (node as usize) < source.nodes.len());
        if good && !way.name.is_empty() {
            by_name.entry(&way.name).or_default().push(way);
        }
    }
    let shared = shared(&by_name);
    let mut streets = Vec::new();
    for (name, ways) in by_name {
        for part in parts(source, &ways) {
            let mut junctions: Vec<u32> =
                part.iter().flat_map(|way| &way.nodes).copied().filter(|node| shared.contains(node)).collect();
            junctions.sort_unstable();
            junctions.dedup();
            if let Some(middle) = middle(source, &part) {
                streets.push(Street { name, middle, junctions });
            }
        }
    }
    streets
}

/// Nodes at which streets of different names meet.
fn shared(by_name: &BTreeMap<&str, Vec<&Way>>) -> HashSet<u32> {
    let mut first: HashMap<u32, usize> = HashMap::new();
    let mut shared = HashSet::new();
    for (number, ways) in by_name.values().enumerate() {
        for &node in ways.iter().flat_map(|way| &way.nodes) {
            if *first.entry(node).or_insert(number) != number {
                shared.insert(node);
            }
        }
    }
    shared
}

/// Splits ways of one name into streets: ways are joined where they pass through the same or neighbouring cells.
fn parts<'a>(source: &Source, ways: &[&'a Way]) -> Vec<Vec<&'a Way>> {
    let mut roots: Vec<usize> = (0..ways.len()).collect();
    let mut cells: HashMap<(i32, i32), usize> = HashMap::new();
    let mut nodes: HashMap<u32, usize> = HashMap::new();
    for (number, way) in ways.iter().enumerate() {
        for &node in &way.nodes {
            let at = source.nodes[node as usize];
            join(&mut roots, number, *nodes.entry(node).or_insert(number));
            let cell = ((at.lon * at.lat.to_radians().cos() / CELL).floor() as i32, (at.lat / CELL).floor() as i32);
            for (x, y) in (-1..=1).flat_map(|x| (-1..=1).map(move |y| (x, y))) {
                if let Some(&other) = cells.get(&(cell.0 + x, cell.1 + y)) {
                    join(&mut roots, number, other);
                }
            }
            cells.entry(cell).or_insert(number);
        }
    }
    let mut parts: BTreeMap<usize, Vec<&Way>> = BTreeMap::new();
    for (number, way) in ways.iter().enumerate() {
        parts.entry(root(&mut roots, number)).or_default().push(way);
    }
    parts.into_values().collect()
}

/// The number that stands for the whole set.
fn root(roots: &mut [usize], number: usize) -> usize {
    let mut at = number;
    while roots[at] != at {
        roots[at] = roots[roots[at]];
        at = roots[at];
    }
    at
}

/// Makes two sets one.
fn join(roots: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(roots, a), root(roots, b));
    roots[a.max(b)] = a.min(b);
}

/// The point of the street nearest to its centre of gravity.
fn middle(source: &Source, ways: &[&Way]) -> Option<Coordinate> {
    let pieces = || {
        ways.iter()
            .flat_map(|way| way.nodes.windows(2))
            .map(|pair| (source.nodes[pair[0] as usize], source.nodes[pair[1] as usize]))
    };
    let half = |a: Coordinate, b: Coordinate| Coordinate {
        lon: f64::midpoint(a.lon, b.lon),
        lat: f64::midpoint(a.lat, b.lat),
    };
    let (mut lon, mut lat, mut metres) = (0.0, 0.0, 0.0);
    for (a, b) in pieces() {
        let (length, at) = (a.metres_to(b), half(a, b));
        lon += at.lon * length;
        lat += at.lat * length;
        metres += length;
    }
    if metres == 0.0 {
        return ways.first()?.nodes.first().and_then(|&node| source.nodes.get(node as usize)).copied();
    }
    let centre = Coordinate { lon: lon / metres, lat: lat / metres };
    let candidates = pieces().flat_map(|(a, b)| [a, half(a, b), b]);
    candidates.min_by(|a, b| a.metres_to(centre).total_cmp(&b.metres_to(centre)))
}

/// A town this near is named before a nearer village or community, in metres.
const TOWN_FIRST: f64 = 2_500.0;

/// Where things lie: towns and, more exactly, villages.
#[derive(Default)]
pub(super) struct Areas {
    /// Positions in the list and places.
    pub(super) towns: Vec<(u32, Coordinate)>,
    pub(super) villages: Vec<(u32, Coordinate)>,
}

impl Areas {
    /// The town if it is near, else the nearest of towns and villages; none beyond [`FARTHEST_AREA`].
    pub(super) fn around(&self, at: Coordinate) -> Option<u32> {
        let town = nearest(&self.towns, at);
        let village = nearest(&self.villages, at);
        match (town, village) {
            (Some(town), Some(village)) if town.0 > TOWN_FIRST && village.0 < town.0 => Some(village.1),
            (town, village) => town.or(village).map(|(_, number)| number),
        }
    }

    /// The nearest town.
    pub(super) fn town(&self, at: Coordinate) -> Option<u32> {
        nearest(&self.towns, at).map(|(_, number)| number)
    }
}

/// Metres and position of the nearest area, not farther than [`FARTHEST_AREA`].
fn nearest(areas: &[(u32, Coordinate)], at: Coordinate) -> Option<(f64, u32)> {
    let all = areas.iter().map(|(number, spot)| (spot.metres_to(at), *number));
    all.min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(metres, _)| *metres <= FARTHEST_AREA)
}
