//! Roads for the tiles: ways that continue each other are joined, so that names repeat evenly and tiles are small.

use std::collections::HashMap;

use super::{
    MAX_ZOOM,
    feature::{Feature, Form, Layer, spot},
};
use crate::source::{RoadClass, Source, Way};

/// Ways are joined when these are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    class: RoadClass,
    name: &'a str,
    bridge: bool,
    tunnel: bool,
}

/// Whether roads are joined anew at this zoom, because names or bridges begin to matter.
pub(super) fn changes(zoom: u8) -> bool {
    matches!(zoom, 11 | MAX_ZOOM)
}

/// Lowest zoom at which a class is drawn.
fn from_zoom(class: RoadClass) -> u8 {
    match class {
        RoadClass::Motorway | RoadClass::Trunk => 8,
        RoadClass::Primary => 9,
        RoadClass::Secondary => 10,
        RoadClass::Tertiary => 12,
        RoadClass::Street => 13,
        RoadClass::Service | RoadClass::Path => MAX_ZOOM,
    }
}

/// Word of a class in the tile.
fn word(class: RoadClass) -> &'static str {
    match class {
        RoadClass::Motorway => "motorway",
        RoadClass::Trunk => "trunk",
        RoadClass::Primary => "primary",
        RoadClass::Secondary => "secondary",
        RoadClass::Tertiary => "tertiary",
        RoadClass::Street => "street",
        RoadClass::Service => "service",
        RoadClass::Path => "path",
    }
}

/// Joined roads as they are needed from this zoom on, up to the next change; the lowest rank first.
pub(super) fn roads(source: &Source, zoom: u8) -> Vec<Feature<'_>> {
    let last = if zoom == MAX_ZOOM {
        MAX_ZOOM
    } else if zoom < 11 {
        10
    } else {
        MAX_ZOOM - 1
    };
    let good = |way: &&Way| {
        let known = way.nodes.iter().all(|&node| (node as usize) < source.nodes.len());
        known && way.nodes.len() > 1 && from_zoom(way.class) <= last
    };
    let mut ways: Vec<(Key<'_>, &[u32])> = Vec::new();
    for way in source.ways.iter().filter(good) {
        let name = if zoom >= 11 { way.name.as_str() } else { "" };
        let full = zoom == MAX_ZOOM;
        let key = Key { class: way.class, name, bridge: full && way.bridge, tunnel: full && way.tunnel };
        ways.push((key, &way.nodes));
    }
    ways.sort_by(|a, b| b.0.class.cmp(&a.0.class).then_with(|| a.0.cmp(&b.0)));
    let mut features = Vec::new();
    for group in ways.chunk_by(|a, b| a.0 == b.0) {
        let Some(&(Key { class, name, bridge, tunnel }, _)) = group.first() else { continue };
        let runs: Vec<&[u32]> = group.iter().map(|(_, nodes)| *nodes).collect();
        for run in chains(&runs) {
            let line = run.iter().map(|&node| spot(source.nodes[node as usize])).collect();
            let plain = Feature::plain(Layer::Road, Form::Line(line), from_zoom(class), name);
            features.push(Feature { kind: word(class), bridge, tunnel, to: last, ..plain });
        }
    }
    features
}

/// Joins runs end to end where exactly two ends meet.
fn chains(runs: &[&[u32]]) -> Vec<Vec<u32>> {
    let mut ends: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, run) in runs.iter().enumerate() {
        for end in [run[0], run[run.len() - 1]] {
            ends.entry(end).or_default().push(at);
        }
    }
    let mut used = vec![false; runs.len()];
    let mut chains = Vec::new();
    for start in 0..runs.len() {
        if std::mem::replace(&mut used[start], true) {
            continue;
        }
        let mut chain = runs[start].to_vec();
        for _ in 0..2 {
            while let Some(next) = next(&ends, &used, &chain) {
                used[next] = true;
                extend(&mut chain, runs[next]);
            }
            chain.reverse();
        }
        chains.push(chain);
    }
    chains
}

/// The only unused run that goes on from the end of the chain.
fn next(ends: &HashMap<u32, Vec<usize>>, used: &[bool], chain: &[u32]) -> Option<usize> {
    let here = ends.get(chain.last()?)?;
    if here.len() != 2 { None } else { here.iter().copied().find(|&run| !used[run]) }
}

/// Appends a run that touches the end of the chain, turned where needed.
fn extend(chain: &mut Vec<u32>, run: &[u32]) {
    if chain.last() == run.first() {
        chain.extend(&run[1..]);
    } else {
        chain.extend(run.iter().rev().skip(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_runs_in_a_row_become_one_and_a_fork_stays_apart() {
        assert_eq!(chains(&[&[1, 2], &[3, 2], &[3, 4, 5]]), vec![vec![1, 2, 3, 4, 5]]);
        assert_eq!(chains(&[&[1, 2], &[2, 3], &[2, 4]]).len(), 3);
    }

    #[test]
    fn a_ring_of_runs_ends() {
        assert_eq!(chains(&[&[1, 2], &[2, 3], &[3, 1]]).len(), 1);
    }
}
