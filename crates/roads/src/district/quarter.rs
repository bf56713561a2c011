//! What stands inside a block: residential quarters, workshops, shops, parks, schools.

use rand::RngExt;

use super::{
    plane::{Chance, Spot, at},
    quilt::{Block, Quilt},
    strokes::Sheet,
};
use crate::source::{Cover, PointKind, RoadClass};

/// Metres between the middle of a street and the edge of the block.
const KERB: f64 = 14.0;

/// Use of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Land {
    Homes,
    Works,
    Shops,
    Park,
    School,
}

/// Draws a block; returns its middle.
pub(super) fn fill(
    chance: &mut Chance,
    sheet: &mut Sheet,
    quilt: &Quilt,
    block: &Block,
    land: Land,
    name: &str,
) -> Spot {
    let yard = Yard { quilt, low: block.low.plus(at(KERB, KERB)), high: block.high.minus(at(KERB, KERB)), block };
    match land {
        Land::Homes => {
            yard.lanes(chance, sheet, 0.2);
            yard.rows(chance, sheet, (48.0, 13.0), (58.0, 26.0));
            if !name.is_empty() {
                sheet.point(PointKind::Place, name, yard.middle());
            }
        }
        Land::Works => {
            sheet.area(Cover::Industrial, "", &yard.outline());
            yard.lanes(chance, sheet, 0.46);
            yard.rows(chance, sheet, (72.0, 44.0), (86.0, 62.0));
        }
        Land::Shops => {
            yard.lanes(chance, sheet, 0.34);
            yard.rows(chance, sheet, (46.0, 36.0), (70.0, 58.0));
        }
        Land::Park => {
            sheet.area(Cover::Green, name, &yard.outline());
            yard.paths(sheet);
            sheet.point(PointKind::Place, name, yard.middle());
        }
        Land::School => {
            sheet.area(Cover::Green, "", &yard.part((0.58, 0.55), (0.92, 0.92)));
            yard.lanes(chance, sheet, 0.46);
            yard.rows(chance, sheet, (60.0, 16.0), (120.0, 48.0));
            sheet.point(PointKind::School, name, yard.middle());
        }
    }
    yard.middle()
}

/// The inside of a block.
struct Yard<'a> {
    quilt: &'a Quilt,
    low: Spot,
    high: Spot,
    block: &'a Block,
}

impl Yard<'_> {
    /// The place at shares of the width and height.
    fn place(&self, x: f64, y: f64) -> Spot {
        let size = self.high.minus(self.low);
        self.quilt.place(at(self.low.x + size.x * x, self.low.y + size.y * y))
    }

    fn middle(&self) -> Spot {
        self.place(0.5, 0.5)
    }

    fn outline(&self) -> [Spot; 4] {
        self.part((0.0, 0.0), (1.0, 1.0))
    }

    fn part(&self, low: (f64, f64), high: (f64, f64)) -> [Spot; 4] {
        [self.place(low.0, low.1), self.place(high.0, low.1), self.place(high.0, high.1), self.place(low.0, high.1)]
    }

    /// A ring lane, with one or two gates to streets that exist.
    fn lanes(&self, chance: &mut Chance, sheet: &mut Sheet, inset: f64) {
        let (low, high) = (inset, 1.0 - inset);
        let gate = chance.random_range(0.35..0.65);
        let ends = [
            ((-0.2, gate), (low, gate)),
            ((1.2, gate), (high, gate)),
            ((gate, -0.2), (gate, low)),
            ((gate, 1.2), (gate, high)),
        ];
        let open: Vec<usize> = (0..4).filter(|&side| self.block.sides[side]).collect();
        if open.is_empty() {
            return;
        }
        let gates = if open.len() > 1 && chance.random_bool(0.7) { 2 } else { 1 };
        let first = chance.random_range(0..open.len());
        if inset < 0.4 {
            let ring = [
                (low, low),
                (gate, low),
                (high, low),
                (high, gate),
                (high, high),
                (gate, high),
                (low, high),
                (low, gate),
                (low, low),
            ];
            sheet.road(RoadClass::Service, "", ring.into_iter().map(|(x, y)| self.place(x, y)).collect());
        }
        for number in 0..gates {
            let ((x, y), (to_x, to_y)) = ends[open[(first + number) % open.len()]];
            let size = self.high.minus(self.low);
            // Gates reach a few metres over the middle of the street; the rest is trimmed.
            let over = |share: f64, size: f64| {
                if share < 0.0 {
                    -(KERB + 3.0) / size
                } else if share > 1.0 {
                    1.0 + (KERB + 3.0) / size
                } else {
                    share
                }
            };
            let (x, y) = (over(x, size.x), over(y, size.y));
            let mut line = vec![self.place(x, y), self.place(to_x, to_y)];
            if inset >= 0.4 {
                line.push(self.middle());
            }
            sheet.road(RoadClass::Service, "", line);
        }
    }

    /// Two paths across a park.
    fn paths(&self, sheet: &mut Sheet) {
        for line in
            [[(0.0, 0.1), (0.4, 0.35), (0.6, 0.7), (1.0, 0.9)], [(0.05, 1.0), (0.35, 0.6), (0.7, 0.4), (0.95, 0.0)]]
        {
            sheet.road(RoadClass::Path, "", line.into_iter().map(|(x, y)| self.place(x, y)).collect());
        }
    }

    /// Rows of buildings of some size, with their distance from each other.
    fn rows(&self, chance: &mut Chance, sheet: &mut Sheet, size: (f64, f64), step: (f64, f64)) {
        let room = self.high.minus(self.low);
        let (columns, rows) = ((room.x / step.0).floor(), (room.y / step.1).floor());
        for row in 0..rows as u32 {
            for column in 0..columns as u32 {
                if chance.random_bool(0.1) {
                    continue;
                }
                let x = (f64::from(column) + 0.5) / columns;
                let y = (f64::from(row) + 0.5) / rows;
                let wide = size.0 * chance.random_range(0.75..1.0);
                let deep = size.1 * chance.random_range(0.85..1.05);
                sheet.block(Cover::Building, self.place(x, y), wide, deep, self.quilt.plan.angle);
            }
        }
    }
}
