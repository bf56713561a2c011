//! Merging pieces of road into segments between junctions.

use super::BuildError;
use crate::{
    format::{CLOSED, MAX_SEGMENT_MS},
    source::{Source, Speeds, Way},
};

/// Fastest speed believed, in kilometres an hour.
const MAX_SPEED: f32 = 300.0;

/// A segment in the making.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    /// First and last node; indices into [`Source::nodes`] until [`super::order`] renumbers them.
    pub(super) a: u32,
    pub(super) b: u32,
    /// Nodes of the shape in the source, both ends included.
    pub(super) nodes: Vec<u32>,
    /// A way that it is part of.
    pub(super) way: usize,
    pub(super) metres: f64,
    /// Milliseconds by profile.
    pub(super) forward: [u32; 3],
    pub(super) backward: [u32; 3],
}

/// A straight piece of a way.
#[derive(Debug, Clone, Copy)]
struct Edge {
    ends: [u32; 2],
    way: u32,
    metres: f64,
}

/// Splits all ways at junctions and joins what differs in nothing.
pub(super) fn chains(source: &Source) -> Result<Vec<Chain>, BuildError> {
    let edges = edges(source)?;
    if edges.len() >= super::MAX_POINTS {
        return Err(BuildError::TooLarge { what: "pieces of road", limit: super::MAX_POINTS as u64 });
    }
    let incidence = Incidence::new(source.nodes.len(), &edges);
    let through = |node: u32| match *incidence.at(node) {
        [first, second] => first != second && alike(source, &edges, node, first as usize, second as usize),
        _ => false,
    };
    let mut used = vec![false; edges.len()];
    let mut chains = Vec::new();
    let mut walk = |start: u32, first: u32, used: &mut Vec<bool>| {
        let chain = walk(source, &edges, &incidence, &through, start, first, used);
        chains.push(chain);
    };
    for node in 0..source.nodes.len() as u32 {
        if !through(node) {
            for &edge in incidence.at(node) {
                if !used[edge as usize] {
                    walk(node, edge, &mut used);
                }
            }
        }
    }
    // What is left are rings without a junction; they start at the first node of their first piece.
    for edge in 0..edges.len() {
        if !used[edge] {
            walk(edges[edge].ends[0], edge as u32, &mut used);
        }
    }
    Ok(chains)
}

/// All pieces of ways that are open to somebody.
fn edges(source: &Source) -> Result<Vec<Edge>, BuildError> {
    let mut edges = Vec::new();
    for (index, way) in source.ways.iter().enumerate() {
        for &node in &way.nodes {
            let known =
                source.nodes.get(node as usize).is_some_and(|at| crate::Coordinate::new(at.lon, at.lat).is_some());
            if !known {
                return Err(BuildError::Node(index));
            }
        }
        if (0..3).all(|profile| speeds(way, profile, false) == 0.0 && speeds(way, profile, true) == 0.0) {
            continue;
        }
        let pairs = || way.nodes.windows(2).filter(|pair| pair[0] != pair[1]);
        let length = |pair: &[u32]| source.nodes[pair[0] as usize].metres_to(source.nodes[pair[1] as usize]);
        let (total, count) = pairs().fold((0.0, 0_u32), |(sum, count), pair| (sum + length(pair), count + 1));
        let given = way.metres.filter(|metres| metres.is_finite() && *metres >= 0.0).map(f64::from);
        for pair in pairs() {
            let metres = match given {
                Some(given) if total > 0.0 => given * length(pair) / total,
                Some(given) => given / f64::from(count),
                None => length(pair),
            };
            edges.push(Edge { ends: [pair[0], pair[1]], way: index as u32, metres });
        }
    }
    Ok(edges)
}

/// Speed of a way in kilometres an hour, 0 where closed or senseless.
fn speeds(way: &Way, profile: usize, backward: bool) -> f32 {
    let Speeds { forward, backward: back } = way.speeds[profile];
    let speed = if backward { back } else { forward };
    if speed.is_finite() && speed > 0.0 { speed.clamp(0.5, MAX_SPEED) } else { 0.0 }
}

/// Whether two pieces that meet at a node of two pieces can be one segment.
fn alike(source: &Source, edges: &[Edge], node: u32, first: usize, second: usize) -> bool {
    let (one, two) = (&edges[first], &edges[second]);
    let (way, other) = (&source.ways[one.way as usize], &source.ways[two.way as usize]);
    // Travelling from the one through the node to the other.
    let one_back = one.ends[1] != node;
    let two_back = two.ends[0] != node;
    let same_speeds = || {
        (0..3).all(|profile| {
            [false, true]
                .iter()
                .all(|&back| speeds(way, profile, back != one_back) == speeds(other, profile, back != two_back))
        })
    };
    let same =
        way.class == other.class && way.bridge == other.bridge && way.tunnel == other.tunnel && way.name == other.name;
    same && same_speeds()
}

/// Follows pieces from a junction to the next.
fn walk(
    source: &Source,
    edges: &[Edge],
    incidence: &Incidence,
    through: &impl Fn(u32) -> bool,
    start: u32,
    first: u32,
    used: &mut [bool],
) -> Chain {
    let way_index = edges[first as usize].way as usize;
    let way = &source.ways[way_index];
    let back = edges[first as usize].ends[0] != start;
    let (mut nodes, mut metres, mut node, mut edge) = (vec![start], 0.0, start, first);
    loop {
        let piece = &edges[edge as usize];
        used[edge as usize] = true;
        metres += piece.metres;
        node = if piece.ends[0] == node { piece.ends[1] } else { piece.ends[0] };
        nodes.push(node);
        if node == start || !through(node) {
            break;
        }
        match incidence.at(node).iter().find(|&&next| !used[next as usize]) {
            Some(&next) => edge = next,
            None => break,
        }
    }
    let ms =
        |backward: bool| std::array::from_fn(|profile| milliseconds(metres, speeds(way, profile, backward != back)));
    Chain { a: start, b: node, way: way_index, metres, forward: ms(false), backward: ms(true), nodes }
}

/// Milliseconds over a length at a speed, at least 1; [`CLOSED`] at speed 0.
fn milliseconds(metres: f64, speed: f32) -> u32 {
    if speed == 0.0 {
        CLOSED
    } else {
        (metres * 3600.0 / f64::from(speed)).round().clamp(1.0, f64::from(MAX_SEGMENT_MS)) as u32
    }
}

/// Pieces by node.
struct Incidence {
    starts: Vec<u32>,
    edges: Vec<u32>,
}

impl Incidence {
    fn new(nodes: usize, edges: &[Edge]) -> Self {
        let mut starts = vec![0_u32; nodes + 1];
        for end in edges.iter().flat_map(|edge| edge.ends) {
            starts[end as usize + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut list = vec![0; edges.len() * 2];
        for (index, edge) in edges.iter().enumerate() {
            for end in edge.ends {
                list[next[end as usize] as usize] = index as u32;
                next[end as usize] += 1;
            }
        }
        Self { starts, edges: list }
    }

    fn at(&self, node: u32) -> &[u32] {
        &self.edges[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }
}
