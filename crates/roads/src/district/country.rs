//! Roads between towns and villages, the ring road, fields and woods.

use rand::RngExt;

use super::{
    land::Land,
    names::{FIRST_VILLAGES, Names, between},
    plane::{Chance, Field, Spot, at, blob, smooth},
    strokes::Sheet,
    towns::{Town, built_up},
    village,
};
use crate::source::{Cover, PointKind, RoadClass};

/// Villages outside the towns.
const VILLAGES: usize = 210;

/// A named place that roads lead to.
struct Stop {
    name: String,
    spot: Spot,
    /// Places where roads may reach it.
    doors: Vec<Spot>,
    /// Town whose main street ends here; `None` for villages.
    town: Option<usize>,
}

impl Stop {
    /// The door nearest to another place.
    fn door(&self, other: Spot) -> Spot {
        let doors = self.doors.iter().copied();
        doors.min_by(|a, b| a.metres_to(other).total_cmp(&b.metres_to(other))).unwrap_or(self.spot)
    }
}

/// Pairs that see each other: no third place in the circle between them (Gabriel graph).
fn neighbours(spots: &[Spot], longest: f64) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (one, &a) in spots.iter().enumerate() {
        for (other, &b) in spots.iter().enumerate().skip(one + 1) {
            let (middle, radius) = (a.towards(b, 0.5), a.metres_to(b) / 2.0);
            if radius * 2.0 <= longest
                && spots
                    .iter()
                    .enumerate()
                    .all(|(third, spot)| third == one || third == other || spot.metres_to(middle) >= radius)
            {
                pairs.push((one, other));
            }
        }
    }
    pairs
}

/// A road that wavers a little.
fn wavering(chance: &mut Chance, a: Spot, b: Spot, sway: f64) -> Vec<Spot> {
    let side = a.left_of(b).times(a.metres_to(b) * sway);
    let (first, second) = (chance.random_range(-1.0..1.0), chance.random_range(-1.0..1.0));
    smooth(&[a, a.towards(b, 0.33).plus(side.times(first)), a.towards(b, 0.67).plus(side.times(second)), b], 160.0)
}

/// A country road: along the fields, which lie north–south and east–west, rather than straight across.
fn lane(chance: &mut Chance, a: Spot, b: Spot) -> Vec<Spot> {
    let corner = if chance.random_bool(0.5) { at(a.x, b.y) } else { at(b.x, a.y) };
    let pull = chance.random_range(0.25..0.7);
    let (first, second) = (a.towards(b, 0.3).towards(corner, pull), a.towards(b, 0.7).towards(corner, pull));
    smooth(&[a, first, second, b], 130.0)
}

/// Draws a net of wide-meshed country roads, bent, from boundary to boundary but not through towns; returns the
/// lines of the larger ones.
pub(super) fn county_roads(
    chance: &mut Chance,
    sheet: &mut Sheet,
    land: &Land,
    towns: &[Town],
    names: &mut Names,
) -> Vec<Vec<Spot>> {
    let field = Field::new(chance, 9_000.0, 900.0);
    let mut larger = Vec::new();
    for upright in [false, true] {
        let mut offset: f64 = -17_500.0 + chance.random_range(0.0..1_500.0);
        while offset < 18_000.0 {
            let name = format!("{}线", names.street());
            let spot = |along: f64| field.bend(if upright { at(offset, along) } else { at(along, offset) });
            let line: Vec<Spot> = (-100..=100).map(|step| spot(f64::from(step) * 200.0)).collect();
            let free: Vec<bool> = line.iter().map(|&spot| !built_up(towns, spot, 0.1)).collect();
            let mut start = 0;
            for run in free.chunk_by(|a, b| a == b) {
                let end = (start + run.len() + 1).min(line.len());
                if run[0] && run.len() > 4 {
                    let class = if chance.random_bool(0.3) { RoadClass::Secondary } else { RoadClass::Tertiary };
                    let mut dry: Vec<Spot> =
                        line[start.saturating_sub(1)..end].iter().copied().filter(|&spot| land.within(spot)).collect();
                    lead_in(&mut dry, towns);
                    if class == RoadClass::Secondary {
                        larger.push(dry.clone());
                    }
                    sheet.road(class, &name, dry);
                }
                start += run.len();
            }
            offset += chance.random_range(2_600.0..4_600.0);
        }
    }
    larger
}

/// Leads both ends of a road to the nearest main street of a town, where one is near.
fn lead_in(line: &mut Vec<Spot>, towns: &[Town]) {
    for _ in 0..2 {
        line.reverse();
        let Some(&end) = line.last() else { return };
        let gates = towns.iter().flat_map(|town| &town.quilt.gates).copied();
        if let Some(gate) = gates.min_by(|a, b| a.metres_to(end).total_cmp(&b.metres_to(end)))
            && gate.metres_to(end) < 800.0
        {
            line.truncate(line.len().saturating_sub(1).max(1));
            line.push(gate);
        }
    }
}

/// Metres of a line in water.
fn wet_metres(land: &Land, line: &[Spot]) -> f64 {
    line.windows(2).map(|pair| land.wet_metres(pair[0], pair[1])).sum()
}

/// Draws the roads between towns; returns their lines for the interchanges.
pub(super) fn between_towns(chance: &mut Chance, sheet: &mut Sheet, land: &Land, towns: &[Town]) -> Vec<Vec<Spot>> {
    let centres: Vec<Spot> = towns.iter().map(|town| town.quilt.plan.centre).collect();
    let mut drawn = Vec::new();
    for (one, other) in neighbours(&centres, 14_000.0) {
        let gate = |town: usize, towards: Spot| {
            let gates = towns[town].quilt.gates.iter().copied();
            gates.min_by(|a, b| a.metres_to(towards).total_cmp(&b.metres_to(towards))).unwrap_or(centres[town])
        };
        let (a, b) = (gate(one, centres[other]), gate(other, centres[one]));
        let line = wavering(chance, a, b, 0.07);
        if wet_metres(land, &line) < 600.0 {
            let class = if one == 0 || chance.random_bool(0.3) { RoadClass::Primary } else { RoadClass::Secondary };
            sheet.road(class, &between(towns[one].stem(), towns[other].stem()), line.clone());
            drawn.push(line);
        }
    }
    drawn
}

/// Draws the ring road around the seat.
pub(super) fn ring_road(sheet: &mut Sheet, seat: &Town) -> Vec<Spot> {
    let centre = seat.quilt.plan.centre;
    let around: Vec<Spot> = seat
        .quilt
        .outline
        .iter()
        .step_by(5)
        .map(|&spot| centre.towards(spot, 1.11))
        .map(|spot| at(spot.x.clamp(-6_300.0, 5_900.0), spot.y))
        .collect();
    let closed: Vec<Spot> = around.iter().chain(around.first()).copied().collect();
    let line = smooth(&closed, 140.0);
    let quarter = line.len() / 4;
    for (part, word) in ["东", "北", "西", "南"].into_iter().enumerate() {
        let end = if part == 3 { line.len() } else { (part + 1) * quarter + 1 };
        sheet.road(RoadClass::Trunk, &format!("{word}环路"), line[part * quarter..end].to_vec());
    }
    line
}

/// Draws the villages and the roads that link them with each other and with the towns.
pub(super) fn villages(
    chance: &mut Chance,
    sheet: &mut Sheet,
    land: &Land,
    towns: &[Town],
    names: &mut Names,
    clear: &[Vec<Spot>],
) {
    let mut stops: Vec<Stop> = Vec::new();
    for (number, town) in towns.iter().enumerate() {
        for &gate in &town.quilt.gates {
            if stops.iter().all(|stop| stop.spot.metres_to(gate) > 180.0) {
                stops.push(Stop { name: town.stem().to_owned(), spot: gate, doors: vec![gate], town: Some(number) });
            }
        }
    }
    let gates = stops.len();
    // The villages of the article lie south of the high-tech zone.
    for (name, spot) in FIRST_VILLAGES.into_iter().zip([at(-1_900.0, -3_300.0), at(-1_250.0, -3_950.0)]) {
        stops.push(Stop { name: name.to_owned(), spot, doors: Vec::new(), town: None });
    }
    let mut tries = 0;
    while stops.len() < gates + VILLAGES && tries < 60_000 {
        tries += 1;
        let spot = at(chance.random_range(-19_500.0..19_500.0), chance.random_range(-16_000.0..16_000.0));
        let apart = 1_350.0 - f64::from(tries) / 60_000.0 * 700.0;
        let free = stops.iter().all(|stop| stop.spot.metres_to(spot) > if stop.town.is_some() { 600.0 } else { apart });
        let on_express = clear.iter().flatten().any(|other| other.metres_to(spot) < 420.0);
        let dry = || (0..8).all(|turn| !land.wet(spot.plus(at(120.0, 0.0).turned(f64::from(turn) * 0.785))));
        if free && !on_express && land.within(spot.times(1.03)) && !built_up(towns, spot, 0.12) && dry() {
            stops.push(Stop { name: names.village(), spot, doors: Vec::new(), town: None });
        }
    }
    for stop in &mut stops[gates..] {
        stop.doors = village::draw(chance, sheet, &stop.name, stop.spot);
    }
    let spots: Vec<Spot> = stops.iter().map(|stop| stop.spot).collect();
    for (one, other) in neighbours(&spots, 4_200.0) {
        let (a, b) = (&stops[one], &stops[other]);
        let line = lane(chance, a.door(b.spot), b.door(a.spot));
        let inner = line.iter().filter(|spot| built_up(towns, **spot, 0.02)).count();
        if (a.town.is_some() && a.town == b.town) || inner * 4 > line.len() || wet_metres(land, &line) > 260.0 {
            continue;
        }
        let class = if a.town.is_some() || b.town.is_some() || chance.random_bool(0.35) {
            RoadClass::Tertiary
        } else {
            RoadClass::Street
        };
        sheet.road(class, &between(&a.name, &b.name), line);
    }
}

/// Draws fields, woods, fish ponds and the hill by the lake.
pub(super) fn fields(chance: &mut Chance, sheet: &mut Sheet, land: &Land, towns: &[Town]) {
    let hill = blob(chance, at(14_200.0, -9_600.0), at(1_500.0, 1_000.0), 0.25, 60);
    sheet.area(Cover::Green, "太湖湾森林公园", &hill);
    sheet.point(PointKind::Place, "太湖湾森林公园", at(14_200.0, -9_600.0));
    for _ in 0..1_500 {
        let spot = at(chance.random_range(-19_500.0..19_500.0), chance.random_range(-16_000.0..16_000.0));
        let angle = chance.random_range(-0.25..0.25);
        let (width, depth) = (chance.random_range(60.0..320.0), chance.random_range(60.0..220.0));
        let mut corner = |x: f64, y: f64| {
            let off = at(x * width * chance.random_range(0.7..1.1), y * depth * chance.random_range(0.7..1.1));
            spot.plus(off.turned(angle))
        };
        let patch = [
            corner(-1.0, -1.0),
            corner(0.0, -1.0),
            corner(1.0, -1.0),
            corner(1.0, 1.0),
            corner(0.0, 1.0),
            corner(-1.0, 1.0),
        ];
        if patch
            .iter()
            .chain([&spot])
            .all(|&corner| land.within(corner) && !land.wet(corner) && !built_up(towns, corner, 0.05))
        {
            sheet.area(Cover::Green, "", &patch);
        }
    }
    for _ in 0..70 {
        let corner = at(chance.random_range(-18_500.0..18_500.0), chance.random_range(-15_500.0..6_000.0));
        let angle: f64 = chance.random_range(-0.3..0.3);
        let size = at(chance.random_range(55.0..110.0), chance.random_range(40.0..75.0));
        if !land.within(corner) || land.wet(corner) || built_up(towns, corner, 0.1) {
            continue;
        }
        for column in 0..chance.random_range(3..8) {
            for row in 0..chance.random_range(2..5) {
                let middle =
                    corner.plus(at(f64::from(column) * (size.x + 9.0), f64::from(row) * (size.y + 9.0)).turned(angle));
                sheet.block(Cover::Water, middle, size.x, size.y, angle);
            }
        }
    }
}
