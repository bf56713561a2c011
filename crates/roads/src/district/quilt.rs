//! A town's streets: a grid with uneven spacing, bent by a smooth field, with gaps, inside a rounded outline.

use rand::RngExt;

use super::{
    names::Names,
    plane::{Chance, Field, Spot, at, blob, inside},
    strokes::{Level, Sheet},
};
use crate::source::RoadClass;

/// What a town's streets look like.
pub(super) struct Plan {
    pub(super) centre: Spot,
    /// Half width and half height in metres.
    pub(super) half: Spot,
    /// Turn of the grid in radians.
    pub(super) angle: f64,
    /// Smallest and largest distance between streets in metres.
    pub(super) spacing: (f64, f64),
    /// Every how many streets a main one comes.
    pub(super) every: usize,
    /// Strength of the bending in metres.
    pub(super) bend: f64,
    /// District seat, with wider streets.
    pub(super) seat: bool,
    /// How far main streets run beyond the outline, as a share.
    pub(super) beyond: f64,
}

/// Rank of a line of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    Main,
    Collector,
    Local,
}

/// One line of the grid.
struct GridLine {
    offset: f64,
    rank: Rank,
    name: String,
    class: RoadClass,
}

/// A block between four lines.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// Low and high corner in grid coordinates.
    pub(super) low: Spot,
    pub(super) high: Spot,
    /// Streets on the west, east, south and north side.
    pub(super) sides: [bool; 4],
    /// Number of the block of main streets it lies in.
    pub(super) cluster: (usize, usize),
}

/// A grid laid out.
pub(super) struct Quilt {
    pub(super) plan: Plan,
    pub(super) outline: Vec<Spot>,
    pub(super) blocks: Vec<Block>,
    /// Outer ends of main streets.
    pub(super) gates: Vec<Spot>,
    field: Field,
}

impl Quilt {
    /// Lays out the streets and draws them.
    pub(super) fn new(chance: &mut Chance, sheet: &mut Sheet, names: &mut Names, words: &[&str], plan: Plan) -> Self {
        let outline = blob(chance, at(0.0, 0.0), plan.half, if plan.seat { 0.3 } else { 0.4 }, 60);
        let length = if plan.seat { 5_000.0 } else { 1_500.0 };
        let field = Field::new(chance, length, plan.bend);
        // The first two names of the list cross in the middle of the town.
        let (mut one, mut other) = (words.iter().copied().step_by(2), words.iter().copied().skip(1).step_by(2));
        let across = lines(chance, &plan, plan.half.y, &mut |chance| street(chance, names, &mut one, plan.seat));
        let along = lines(chance, &plan, plan.half.x, &mut |chance| street(chance, names, &mut other, plan.seat));
        let mut quilt = Self { plan, outline, blocks: Vec::new(), gates: Vec::new(), field };
        let rows = quilt.draw(chance, sheet, &across, &along, false);
        let columns = quilt.draw(chance, sheet, &along, &across, true);
        quilt.find_blocks(&along, &across, &rows, &columns);
        quilt.outline = quilt.outline.iter().map(|&spot| quilt.place(spot)).collect();
        quilt
    }

    /// From grid coordinates (metres from the middle of the town) to the district.
    pub(super) fn place(&self, grid: Spot) -> Spot {
        self.field.bend(self.plan.centre.plus(grid.turned(self.plan.angle)))
    }

    /// Draws one direction of lines; returns for each line which of its pieces exist.
    fn draw(
        &mut self,
        chance: &mut Chance,
        sheet: &mut Sheet,
        lines: &[GridLine],
        others: &[GridLine],
        upright: bool,
    ) -> Vec<Vec<bool>> {
        let spot = |line: f64, along: f64| if upright { at(line, along) } else { at(along, line) };
        let middle = lines.len() / 2;
        let mut exists = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            let mut pieces = Vec::new();
            let mut open = true;
            for pair in others.windows(2) {
                // Local streets begin and end at larger ones, so that they form T-junctions.
                if pair[0].rank != Rank::Local {
                    open = line.rank != Rank::Local || chance.random_bool(0.68);
                }
                let factor = if line.rank == Rank::Main { 1.0 / (1.0 + self.plan.beyond) } else { 1.0 };
                let ends = [spot(line.offset, pair[0].offset), spot(line.offset, pair[1].offset)];
                pieces.push(open && ends.iter().all(|end| inside(&self.outline, end.times(factor))));
            }
            let one_way = line.rank != Rank::Main && (number == middle || number == middle + 2);
            self.stroke_line(sheet, line, others, &pieces, (upright, one_way.then_some(number == middle)));
            exists.push(pieces);
        }
        exists
    }

    /// Draws the runs of one line.
    fn stroke_line(
        &mut self,
        sheet: &mut Sheet,
        line: &GridLine,
        others: &[GridLine],
        pieces: &[bool],
        (upright, one_way): (bool, Option<bool>),
    ) {
        let mut start = 0;
        for run in pieces.chunk_by(|a, b| a == b) {
            let end = start + run.len();
            if run[0] {
                let mut offsets = Vec::new();
                for pair in others[start..=end].windows(2) {
                    offsets.extend([pair[0].offset, f64::midpoint(pair[0].offset, pair[1].offset)]);
                }
                offsets.push(others[end].offset);
                for (part, offsets) in self.parts(line, &offsets, upright) {
                    let spots = offsets
                        .iter()
                        .map(|&along| if upright { at(line.offset, along) } else { at(along, line.offset) });
                    let mut spots: Vec<Spot> = spots.map(|spot| self.place(spot)).collect();
                    if line.rank == Rank::Main {
                        self.gates.extend([spots[0], spots[spots.len() - 1]]);
                    }
                    if one_way == Some(true) {
                        spots.reverse();
                    }
                    sheet.stroke(line.class, &part, spots, one_way.is_some(), Level::Ground);
                }
            }
            start = end;
        }
    }

    /// Long streets of the seat are named in three parts: west, middle, east or south, middle, north.
    fn parts(&self, line: &GridLine, offsets: &[f64], upright: bool) -> Vec<(String, Vec<f64>)> {
        let long = self.plan.seat && line.rank == Rank::Main && offsets.len() > 24;
        let Some(stem) = line.name.strip_suffix("路").filter(|_| long) else {
            return vec![(line.name.clone(), offsets.to_vec())];
        };
        let words = if upright { ["南", "中", "北"] } else { ["西", "中", "东"] };
        let (a, b) = (offsets.len() / 3 / 2 * 2, offsets.len() * 2 / 3 / 2 * 2);
        let ranges = [0..a + 1, a..b + 1, b..offsets.len()];
        words
            .into_iter()
            .zip(ranges)
            .map(|(word, range)| (format!("{stem}{word}路"), offsets[range].to_vec()))
            .collect()
    }

    /// Lists the blocks inside the outline.
    fn find_blocks(&mut self, along: &[GridLine], across: &[GridLine], rows: &[Vec<bool>], columns: &[Vec<bool>]) {
        let mut cluster_x = 0;
        for (x, pair) in along.windows(2).enumerate() {
            cluster_x += usize::from(pair[0].rank != Rank::Local);
            let mut cluster_y = 0;
            for (y, other) in across.windows(2).enumerate() {
                cluster_y += usize::from(other[0].rank != Rank::Local);
                let (low, high) = (at(pair[0].offset, other[0].offset), at(pair[1].offset, other[1].offset));
                let corners = [low, high, at(low.x, high.y), at(high.x, low.y)];
                if corners.iter().all(|&corner| inside(&self.outline, corner)) {
                    let sides = [columns[x][y], columns[x + 1][y], rows[y][x], rows[y + 1][x]];
                    self.blocks.push(Block { low, high, sides, cluster: (cluster_x, cluster_y) });
                }
            }
        }
    }
}

/// The lines of one direction, from the outermost to the outermost.
fn lines(chance: &mut Chance, plan: &Plan, half: f64, next: &mut impl FnMut(&mut Chance) -> String) -> Vec<GridLine> {
    let reach = half * (1.2 + plan.beyond);
    let mut offset = -reach + chance.random_range(0.0..plan.spacing.1);
    let mut lines = Vec::new();
    while offset < reach {
        lines.push(GridLine { offset, rank: Rank::Local, name: String::new(), class: RoadClass::Street });
        offset += chance.random_range(plan.spacing.0..plan.spacing.1);
    }
    let middle = lines.len() / 2;
    let ranks = |number: usize| match number.abs_diff(middle) {
        far if far.is_multiple_of(plan.every) => Rank::Main,
        far if plan.seat && far % plan.every == plan.every / 2 => Rank::Collector,
        _ => Rank::Local,
    };
    // Names go out from the middle, so that the best known streets lie there.
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|&number| (ranks(number) as u8, number.abs_diff(middle)));
    for number in order {
        let rank = ranks(number);
        let central = number.abs_diff(middle) < plan.every * 2;
        let class = match (rank, plan.seat) {
            (Rank::Main, true) if central => RoadClass::Primary,
            (Rank::Main, true) => RoadClass::Secondary,
            (Rank::Main, false) if number == middle => RoadClass::Secondary,
            (Rank::Main, false) | (Rank::Collector, _) => RoadClass::Tertiary,
            (Rank::Local, _) => RoadClass::Street,
        };
        let name = next(chance);
        if let Some(line) = lines.get_mut(number) {
            *line = GridLine { offset: line.offset, rank, name, class };
        }
    }
    lines
}

/// The next street name: first from the list, then made up.
fn street<'a>(chance: &mut Chance, names: &mut Names, words: &mut impl Iterator<Item = &'a str>, seat: bool) -> String {
    let name = words.next().map_or_else(|| names.street(), str::to_owned);
    if name.ends_with(['路', '街', '道']) {
        name
    } else if !seat && chance.random_bool(0.3) {
        format!("{name}街")
    } else {
        format!("{name}路")
    }
}
