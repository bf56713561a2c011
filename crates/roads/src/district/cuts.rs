//! Finds where strokes meet each other and the water, and puts points there.

use std::collections::HashMap;

use super::{
    land::Land,
    plane::{Spot, crossing},
    strokes::{Level, Stroke},
};

/// Side of a cell of the search grid, in metres.
const CELL: f64 = 160.0;
/// Crossings this near to an end are moved there, in metres.
const NEAR: f64 = 5.0;
/// An end this near to another road on the ground is joined to it, in metres.
const REACH: f64 = 13.0;
/// The same for ramps, which are drawn exactly.
const RAMP_REACH: f64 = 3.0;

/// A straight piece of a stroke, or of a shore.
#[derive(Clone, Copy)]
struct Edge {
    a: Spot,
    b: Spot,
    /// `None` for a shore.
    stroke: Option<usize>,
    level: Level,
    /// First or last of its stroke.
    first: bool,
    last: bool,
}

/// The lines of all strokes with points at every junction and shore, and the places where a raised road passes over
/// another.
pub(super) fn cut(strokes: &[Stroke], land: &Land) -> (Vec<Vec<Spot>>, Vec<Spot>) {
    let edges = edges(strokes, land);
    let mut cells: HashMap<(i32, i32), Vec<usize>> = HashMap::new();
    for (at, edge) in edges.iter().enumerate() {
        cover(edge, |cell| cells.entry(cell).or_default().push(at));
    }
    let mut found = Found { cuts: vec![Vec::new(); edges.len()], overpasses: Vec::new() };
    for (one, edge) in edges.iter().enumerate() {
        if edge.stroke.is_none() {
            continue;
        }
        let mut others = Vec::new();
        cover(edge, |cell| others.extend(cells.get(&cell).into_iter().flatten().copied()));
        others.sort_unstable();
        others.dedup();
        for other in others {
            found.pair(&edges, one, other);
        }
        for (end, is_end) in [(edge.a, edge.first), (edge.b, edge.last)] {
            if is_end {
                found.join(&edges, &cells, one, end);
            }
        }
    }
    let mut lines: Vec<Vec<Spot>> = vec![Vec::new(); strokes.len()];
    for (edge, mut cuts) in edges.iter().zip(found.cuts) {
        let Some(stroke) = edge.stroke else { continue };
        cuts.sort_by(|a, b| a.0.total_cmp(&b.0));
        let line = &mut lines[stroke];
        line.push(edge.a);
        line.extend(cuts.into_iter().map(|(_, spot)| spot));
        if edge.last {
            line.push(edge.b);
        }
    }
    (lines, found.overpasses)
}

/// All straight pieces of strokes and shores.
fn edges(strokes: &[Stroke], land: &Land) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (number, stroke) in strokes.iter().enumerate() {
        let last = stroke.line.len().saturating_sub(2);
        edges.extend(stroke.line.windows(2).enumerate().map(|(at, pair)| Edge {
            a: pair[0],
            b: pair[1],
            stroke: Some(number),
            level: stroke.level,
            first: at == 0,
            last: at == last,
        }));
    }
    for water in &land.waters {
        let next = water.outline.iter().cycle().skip(1);
        let shore =
            |(&a, &b): (&Spot, &Spot)| Edge { a, b, stroke: None, level: Level::Ground, first: false, last: false };
        edges.extend(water.outline.iter().zip(next).map(shore));
    }
    edges
}

/// Calls with every cell of the grid near the edge.
fn cover(edge: &Edge, mut call: impl FnMut((i32, i32))) {
    let cell = |metres: f64| (metres / CELL).floor() as i32;
    let (low_x, high_x) = (edge.a.x.min(edge.b.x) - REACH, edge.a.x.max(edge.b.x) + REACH);
    let (low_y, high_y) = (edge.a.y.min(edge.b.y) - REACH, edge.a.y.max(edge.b.y) + REACH);
    for x in cell(low_x)..=cell(high_x) {
        for y in cell(low_y)..=cell(high_y) {
            call((x, y));
        }
    }
}

/// Cuts found so far: for each edge shares along it and the places.
struct Found {
    cuts: Vec<Vec<(f64, Spot)>>,
    overpasses: Vec<Spot>,
}

impl Found {
    /// Looks whether an edge of a stroke crosses another edge; each pair of strokes comes twice, once from each side.
    fn pair(&mut self, edges: &[Edge], one: usize, other: usize) {
        let (edge, second) = (edges[one], edges[other]);
        let follows = edge.stroke == second.stroke && (edge.b == second.a || edge.a == second.b);
        if one == other || follows {
            return;
        }
        let Some((share, _)) = crossing(edge.a, edge.b, second.a, second.b) else { return };
        let spot = edge.a.towards(edge.b, share);
        if second.stroke.is_none() {
            self.cuts[one].push((share, spot));
        } else if edge.level == Level::Ground && second.level == Level::Ground {
            let ends = [edge.a, edge.b, second.a, second.b];
            let near = ends.into_iter().filter(|end| end.metres_to(spot) < NEAR);
            let spot = near
                .min_by(|a, b| (a.x, a.y).partial_cmp(&(b.x, b.y)).unwrap_or(std::cmp::Ordering::Equal))
                .unwrap_or(spot);
            // Computed from both sides the place must be the same.
            self.cuts[one].push((share, spot.rounded()));
        } else if edge.level == Level::Raised && second.level == Level::Ground {
            let reach = 26.0 / edge.a.metres_to(edge.b).max(1.0);
            for share in [share - reach, share + reach] {
                if share > 0.0 && share < 1.0 {
                    self.cuts[one].push((share, edge.a.towards(edge.b, share)));
                }
            }
            self.overpasses.push(spot);
        }
    }

    /// Joins the end of a stroke to the nearest other stroke within reach.
    fn join(&mut self, edges: &[Edge], cells: &HashMap<(i32, i32), Vec<usize>>, one: usize, end: Spot) {
        let edge = edges[one];
        let cell = ((end.x / CELL).floor() as i32, (end.y / CELL).floor() as i32);
        let mut best: Option<(f64, usize, f64)> = None;
        for &other in cells.get(&cell).into_iter().flatten() {
            let second = edges[other];
            let meets = edge.level == Level::Raised || second.level == Level::Ground;
            if second.stroke.is_none() || second.stroke == edge.stroke || !meets {
                continue;
            }
            let share = foot(second.a, second.b, end);
            let metres = second.a.towards(second.b, share).metres_to(end);
            if edge.level == Level::Raised && metres < RAMP_REACH {
                // Ramps meet each other as well as the road, so the nearest alone is not enough.
                self.cuts[other].push((share, end));
            } else if edge.level == Level::Ground && metres < REACH && best.is_none_or(|best| metres < best.0) {
                best = Some((metres, other, share));
            }
        }
        if let Some((_, other, share)) = best {
            self.cuts[other].push((share, end));
        }
    }
}

/// Share along `a`–`b` nearest to a place.
fn foot(a: Spot, b: Spot, spot: Spot) -> f64 {
    let (along, to) = (b.minus(a), spot.minus(a));
    let square = along.x * along.x + along.y * along.y;
    if square > 0.0 { ((to.x * along.x + to.y * along.y) / square).clamp(0.0, 1.0) } else { 0.0 }
}
