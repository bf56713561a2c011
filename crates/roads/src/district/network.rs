//! From strokes to a network: junctions where roads on the ground cross, bridges over water, no loose ends.

use std::collections::{HashMap, HashSet};

use super::{
    cuts::cut,
    land::Land,
    plane::Spot,
    strokes::{Level, Stroke},
};
use crate::source::{RoadClass, Speeds, Way};

/// Loose ends shorter than this are left out, in metres.
const SHORTEST_END: f64 = 16.0;

/// One straight piece of a stroke.
#[derive(Debug, Clone, Copy)]
struct Piece {
    stroke: usize,
    a: u32,
    b: u32,
    bridge: bool,
}

/// Nodes and ways of the network.
pub(super) struct Network {
    pub(super) nodes: Vec<Spot>,
    pub(super) ways: Vec<Way>,
}

/// Longest bridge for a class, in metres.
fn longest_bridge(class: RoadClass) -> f64 {
    match class {
        RoadClass::Motorway => 3_000.0,
        RoadClass::Trunk | RoadClass::Primary | RoadClass::Secondary => 450.0,
        RoadClass::Tertiary => 260.0,
        RoadClass::Street => 70.0,
        RoadClass::Service | RoadClass::Path => 30.0,
    }
}

/// Speeds by class for car, e-bike and foot; on one-way roads people may still walk both ways.
fn speeds(stroke: &Stroke) -> [Speeds; 3] {
    let (car, ebike, foot) = match stroke.class {
        RoadClass::Motorway if stroke.name.is_empty() => (45.0, 0.0, 0.0),
        RoadClass::Motorway => (105.0, 0.0, 0.0),
        RoadClass::Trunk => (65.0, 22.0, 4.8),
        RoadClass::Primary => (52.0, 22.0, 4.8),
        RoadClass::Secondary => (46.0, 21.0, 4.8),
        RoadClass::Tertiary => (40.0, 20.0, 4.8),
        RoadClass::Street => (28.0, 18.0, 4.8),
        RoadClass::Service => (15.0, 14.0, 4.8),
        RoadClass::Path => (0.0, 10.0, 4.8),
    };
    let one_way = stroke.one_way;
    let both = |speed: f32| Speeds { forward: speed, backward: if one_way { 0.0 } else { speed } };
    [both(car), both(ebike), Speeds { forward: foot, backward: foot }]
}

/// Makes the network.
pub(super) fn connect(strokes: &[Stroke], land: &Land, seat: Spot) -> Network {
    let (lines, overpasses) = cut(strokes, land);
    let mut nodes = Nodes::default();
    let mut pieces = Vec::new();
    let mut known = HashSet::new();
    for (stroke, line) in lines.iter().enumerate() {
        let wet = bridges(&strokes[stroke], line, land);
        for (pair, wet) in line.windows(2).zip(wet) {
            let middle = pair[0].towards(pair[1], 0.5);
            let (Some(wet), true) = (wet, land.within(middle)) else { continue };
            let (a, b) = (nodes.number(pair[0]), nodes.number(pair[1]));
            if a != b && known.insert((a.min(b), a.max(b))) {
                let over = strokes[stroke].level == Level::Raised
                    && overpasses.iter().any(|pass| pass.metres_to(middle) < 30.0);
                pieces.push(Piece { stroke, a, b, bridge: wet || over });
            }
        }
    }
    trim(&mut pieces, &nodes.spots);
    keep_connected(&mut pieces, strokes, &nodes.spots, seat);
    ways(&pieces, strokes, &nodes.spots)
}

/// Numbers places, one number for each half metre.
#[derive(Default)]
struct Nodes {
    spots: Vec<Spot>,
    numbers: HashMap<(i64, i64), u32>,
}

impl Nodes {
    fn number(&mut self, spot: Spot) -> u32 {
        let key = ((spot.x * 2.0).round() as i64, (spot.y * 2.0).round() as i64);
        *self.numbers.entry(key).or_insert_with(|| {
            self.spots.push(spot);
            self.spots.len() as u32 - 1
        })
    }
}

/// For each piece of the line: on a bridge, on land, or `None` where the water is too wide.
fn bridges(stroke: &Stroke, line: &[Spot], land: &Land) -> Vec<Option<bool>> {
    let wet: Vec<bool> = line.windows(2).map(|pair| land.wet(pair[0].towards(pair[1], 0.5))).collect();
    let mut marks = Vec::with_capacity(wet.len());
    let mut start = 0;
    for run in wet.chunk_by(|a, b| a == b) {
        let metres: f64 = line[start..=start + run.len()].windows(2).map(|pair| pair[0].metres_to(pair[1])).sum();
        let mark = if run[0] { (metres <= longest_bridge(stroke.class)).then_some(true) } else { Some(false) };
        marks.extend(std::iter::repeat_n(mark, run.len()));
        start += run.len();
    }
    // A bridge must end on land.
    for at in [0, marks.len().saturating_sub(1)] {
        if marks.get(at) == Some(&Some(true)) {
            marks[at] = None;
        }
    }
    marks
}

/// Leaves out short loose ends and, again and again, bridges that lead nowhere.
fn trim(pieces: &mut Vec<Piece>, spots: &[Spot]) {
    loop {
        let mut degree = vec![0u32; spots.len()];
        for piece in pieces.iter() {
            degree[piece.a as usize] += 1;
            degree[piece.b as usize] += 1;
        }
        let before = pieces.len();
        pieces.retain(|piece| {
            let loose = degree[piece.a as usize] == 1 || degree[piece.b as usize] == 1;
            let short = spots[piece.a as usize].metres_to(spots[piece.b as usize]) < SHORTEST_END;
            !(loose && (short || piece.bridge))
        });
        if pieces.len() == before {
            return;
        }
    }
}

/// Keeps what a car can reach from the seat and come back from.
fn keep_connected(pieces: &mut Vec<Piece>, strokes: &[Stroke], spots: &[Spot], seat: Spot) {
    let mut ahead = vec![Vec::new(); spots.len()];
    let mut back = vec![Vec::new(); spots.len()];
    for piece in pieces.iter() {
        let mut arc = |from: u32, to: u32| {
            ahead[from as usize].push(to);
            back[to as usize].push(from);
        };
        arc(piece.a, piece.b);
        if !strokes[piece.stroke].one_way {
            arc(piece.b, piece.a);
        }
    }
    let start = pieces
        .iter()
        .map(|piece| piece.a)
        .min_by(|a, b| spots[*a as usize].metres_to(seat).total_cmp(&spots[*b as usize].metres_to(seat)));
    let Some(start) = start else { return };
    let (out, home) = (reached(&ahead, start), reached(&back, start));
    let good = |node: u32| out[node as usize] && home[node as usize];
    pieces.retain(|piece| good(piece.a) && good(piece.b));
}

/// Nodes that can be reached from the start.
fn reached(arcs: &[Vec<u32>], start: u32) -> Vec<bool> {
    let mut seen = vec![false; arcs.len()];
    seen[start as usize] = true;
    let mut open = vec![start];
    while let Some(node) = open.pop() {
        for &next in &arcs[node as usize] {
            if !std::mem::replace(&mut seen[next as usize], true) {
                open.push(next);
            }
        }
    }
    seen
}

/// Strings pieces together to ways and numbers the nodes that are left.
fn ways(pieces: &[Piece], strokes: &[Stroke], spots: &[Spot]) -> Network {
    let mut numbers: HashMap<u32, u32> = HashMap::new();
    let mut network = Network { nodes: Vec::new(), ways: Vec::new() };
    for run in pieces.chunk_by(|a, b| (a.stroke, a.bridge, a.b) == (b.stroke, b.bridge, b.a)) {
        let stroke = &strokes[run[0].stroke];
        let mut nodes = Vec::with_capacity(run.len() + 1);
        for node in std::iter::once(run[0].a).chain(run.iter().map(|piece| piece.b)) {
            nodes.push(*numbers.entry(node).or_insert_with(|| {
                network.nodes.push(spots[node as usize]);
                network.nodes.len() as u32 - 1
            }));
        }
        network.ways.push(Way {
            nodes,
            class: stroke.class,
            name: stroke.name.clone(),
            speeds: speeds(stroke),
            bridge: run[0].bridge,
            tunnel: false,
            metres: None,
        });
    }
    network
}
