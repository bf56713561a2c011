//! The land before people: outline of the district, lakes, canal, rivers and streams.

use rand::RngExt;

use super::{
    plane::{Chance, Spot, area, at, band, blob, extent, inside, smooth},
    strokes::Sheet,
};
use crate::source::Cover;

/// Area within the boundary, in square metres.
const DISTRICT_AREA: f64 = 1.0e9;

/// A lake or a river as an area.
pub(super) struct Water {
    pub(super) outline: Vec<Spot>,
    corners: [Spot; 2],
}

/// Outline and waters.
pub(super) struct Land {
    pub(super) boundary: Vec<Spot>,
    pub(super) waters: Vec<Water>,
}

impl Land {
    /// Lays out the land and draws it.
    pub(super) fn new(chance: &mut Chance, sheet: &mut Sheet) -> Self {
        let boundary = boundary(chance);
        let mut land = Self { boundary, waters: Vec::new() };
        land.lake(chance, sheet, "滆湖", at(-10_300.0, -7_200.0), at(2_700.0, 5_600.0));
        land.lake(chance, sheet, "太湖", at(25_000.0, -23_000.0), at(14_000.0, 13_500.0));
        let canal = [
            at(-24_000.0, 11_500.0),
            at(-15_000.0, 12_300.0),
            at(-8_000.0, 10_200.0),
            at(-1_000.0, 10_600.0),
            at(5_500.0, 8_300.0),
            at(12_000.0, 8_900.0),
            at(24_000.0, 6_000.0),
        ];
        let canal = land.river(chance, sheet, "京杭运河", &canal, 85.0);
        let from = canal[canal.len() * 2 / 5];
        let west = [from, at(-5_400.0, 6_500.0), at(-5_000.0, 2_200.0), at(-5_900.0, -600.0), at(-8_500.0, -4_000.0)];
        land.river(chance, sheet, "武宜运河", &west, 48.0);
        let south = [
            at(-8_600.0, -3_000.0),
            at(-3_000.0, -2_300.0),
            at(3_000.0, -2_100.0),
            at(8_500.0, -600.0),
            at(15_000.0, -3_500.0),
            at(23_000.0, -3_000.0),
        ];
        land.river(chance, sheet, "武南河", &south, 42.0);
        let from = canal[canal.len() * 13 / 20];
        let east = [from, at(7_000.0, 4_000.0), at(8_900.0, -2_800.0), at(9_000.0, -7_500.0), at(13_500.0, -12_800.0)];
        land.river(chance, sheet, "采菱港", &east, 36.0);
        let cross = [
            at(-8_000.0, -8_000.0),
            at(-3_500.0, -10_300.0),
            at(2_500.0, -8_700.0),
            at(9_000.0, -9_800.0),
            at(14_000.0, -13_500.0),
        ];
        land.river(chance, sheet, "太滆运河", &cross, 50.0);
        land.streams(chance, sheet);
        sheet.line(Cover::Boundary, "", &closed(&land.boundary));
        land
    }

    fn lake(&mut self, chance: &mut Chance, sheet: &mut Sheet, name: &str, middle: Spot, half: Spot) {
        let outline = blob(chance, middle, half, 0.3, 360);
        sheet.area(Cover::Water, name, &outline);
        self.waters.push(Water { corners: extent(&outline), outline });
    }

    /// A winding river; returns its middle line.
    fn river(&mut self, chance: &mut Chance, sheet: &mut Sheet, name: &str, through: &[Spot], width: f64) -> Vec<Spot> {
        let mut bent = Vec::new();
        for pair in through.windows(2) {
            bent.push(pair[0]);
            let side = pair[0].left_of(pair[1]);
            for share in [0.25, 0.5, 0.75] {
                let sway = pair[0].metres_to(pair[1]) * chance.random_range(-0.08..0.08);
                bent.push(pair[0].towards(pair[1], share).plus(side.times(sway)));
            }
        }
        bent.extend(through.last());
        let line = smooth(&bent, 120.0);
        let outline = band(&line, width);
        sheet.area(Cover::Water, "", &outline);
        sheet.line(Cover::Waterway, name, &line);
        self.waters.push(Water { corners: extent(&outline), outline });
        line
    }

    /// Narrow streams all over the land, as in every polder.
    fn streams(&mut self, chance: &mut Chance, sheet: &mut Sheet) {
        const HEADS: [&str; 12] = ["龙", "永", "白", "南", "北", "新", "横", "直", "丁", "顾", "长", "石"];
        const TAILS: [&str; 5] = ["塘河", "浜", "溪", "沟", "港"];
        for _ in 0..90 {
            let start = at(chance.random_range(-18_000.0..18_000.0), chance.random_range(-15_000.0..15_000.0));
            let along = if chance.random_bool(0.5) { 0.0 } else { std::f64::consts::FRAC_PI_2 };
            let mut angle: f64 = along + chance.random_range(-0.3..0.3);
            let mut line = vec![start];
            for _ in 0..chance.random_range(4..14) {
                angle += chance.random_range(-0.3..0.3);
                let next = line[line.len() - 1].plus(at(350.0, 0.0).turned(angle));
                // The seat has put its streams into pipes.
                let in_seat = at(next.x / 5_000.0, (next.y - 4_600.0) / 4_300.0).length() < 1.0;
                if in_seat || !self.within(next) || self.wet(next) {
                    break;
                }
                line.push(next);
            }
            if line.len() < 4 || self.wet(start) || !self.within(start) {
                continue;
            }
            let line = smooth(&line, 90.0);
            let name =
                format!("{}{}", HEADS[chance.random_range(0..HEADS.len())], TAILS[chance.random_range(0..TAILS.len())]);
            let outline = band(&line, chance.random_range(9.0..17.0));
            sheet.area(Cover::Water, "", &outline);
            sheet.line(Cover::Waterway, &name, &line);
            self.waters.push(Water { corners: extent(&outline), outline });
        }
    }

    /// Whether the place belongs to the district.
    pub(super) fn within(&self, spot: Spot) -> bool {
        inside(&self.boundary, spot)
    }

    /// Whether the place lies in water.
    pub(super) fn wet(&self, spot: Spot) -> bool {
        self.waters.iter().any(|water| {
            let [low, high] = water.corners;
            spot.x >= low.x && spot.x <= high.x && spot.y >= low.y && spot.y <= high.y && inside(&water.outline, spot)
        })
    }

    /// Metres in water on the straight line between two places, measured in steps of 25 m.
    pub(super) fn wet_metres(&self, a: Spot, b: Spot) -> f64 {
        let steps = (a.metres_to(b) / 25.0).ceil().max(1.0) as u32;
        let wet = (0..steps).filter(|&step| self.wet(a.towards(b, (f64::from(step) + 0.5) / f64::from(steps))));
        wet.count() as f64 * a.metres_to(b) / f64::from(steps)
    }
}

/// A rounded box with a wavering edge, brought to the area of the district.
fn boundary(chance: &mut Chance) -> Vec<Spot> {
    let circle = blob(chance, at(0.0, 0.0), at(1.0, 1.0), 0.1, 240);
    let rough: Vec<Spot> = circle
        .iter()
        .map(|spot| {
            let angle = spot.y.atan2(spot.x);
            let stretch = (angle.cos().abs().powi(3) + angle.sin().abs().powi(3)).powf(-1.0 / 3.0);
            at(spot.x * stretch * 19_000.0, spot.y * stretch * 15_200.0)
        })
        .collect();
    let factor = (DISTRICT_AREA / area(&rough)).sqrt();
    rough.iter().map(|spot| spot.times(factor)).collect()
}

/// The ring with its first place repeated.
fn closed(ring: &[Spot]) -> Vec<Spot> {
    ring.iter().chain(ring.first()).copied().collect()
}
