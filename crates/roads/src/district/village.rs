//! Villages: one lane through, side lanes with rows of houses that face south, a few field tracks.

use rand::RngExt;

use super::{
    plane::{Chance, Spot, at, blob},
    strokes::Sheet,
};
use crate::source::{Cover, PointKind, RoadClass};

/// Draws a village around its middle; returns the places where roads may reach it.
pub(super) fn draw(chance: &mut Chance, sheet: &mut Sheet, name: &str, middle: Spot) -> Vec<Spot> {
    let angle: f64 = chance.random_range(-0.35..0.35);
    let place = |x: f64, y: f64| middle.plus(at(x, y).turned(angle));
    let (south, north) = (chance.random_range(70.0..230.0), chance.random_range(70.0..230.0));
    let bend = chance.random_range(-25.0..25.0);
    let spine = vec![
        place(bend, -south),
        place(bend / 3.0, -south / 2.0),
        middle,
        place(-bend / 3.0, north / 2.0),
        place(-bend, north),
    ];
    let mut doors = vec![spine[0], spine[4]];
    let stem: String = name.trim_end_matches('村').chars().take(3).collect();
    sheet.road(RoadClass::Street, &format!("{stem}路"), spine);
    let mut y = -south + chance.random_range(5.0..40.0);
    let mut widest: f64 = 60.0;
    let mut ends: Vec<(Spot, Spot)> = Vec::new();
    while y < north {
        let (west, east) = (chance.random_range(35.0..190.0), chance.random_range(35.0..190.0));
        let slope = chance.random_range(-12.0..12.0);
        let line = vec![place(-west, y - slope), place(0.0, y), place(east, y + slope)];
        ends.push((line[0], line[2]));
        if ends.len() == 2 {
            doors.extend([line[0], line[2]]);
        }
        sheet.road(RoadClass::Service, "", line);
        houses(chance, sheet, (west, east), y, angle, &place);
        widest = widest.max(west).max(east);
        y += chance.random_range(48.0..85.0);
    }
    // Sometimes a back lane joins the ends of the side lanes.
    for side in [chance.random_bool(0.5), chance.random_bool(0.5)].into_iter().enumerate() {
        if let (side, true) = side {
            let line = ends.iter().map(|end| if side == 0 { end.0 } else { end.1 }).collect();
            sheet.road(RoadClass::Service, "", line);
        }
    }
    for _ in 0..chance.random_range(1..4) {
        track(chance, sheet, &place, widest);
    }
    let half = at(widest + 25.0, f64::midpoint(south, north) + 25.0);
    let home: Vec<Spot> = blob(chance, at(0.0, (north - south) / 2.0), half, 0.12, 28);
    sheet.area(Cover::Residential, "", &home.iter().map(|spot| place(spot.x, spot.y)).collect::<Vec<_>>());
    sheet.point(PointKind::Village, name, middle);
    doors
}

/// Houses along both sides of a side lane.
fn houses(
    chance: &mut Chance,
    sheet: &mut Sheet,
    (west, east): (f64, f64),
    y: f64,
    angle: f64,
    place: &impl Fn(f64, f64) -> Spot,
) {
    let mut x = -west;
    while x < east {
        for side in [-16.0, 16.0] {
            if chance.random_bool(0.72) {
                sheet.block(
                    Cover::Building,
                    place(x, y + side),
                    chance.random_range(9.0..14.0),
                    chance.random_range(9.0..12.0),
                    angle,
                );
            }
        }
        x += chance.random_range(15.0..22.0);
    }
}

/// A track into the fields.
fn track(chance: &mut Chance, sheet: &mut Sheet, place: &impl Fn(f64, f64) -> Spot, widest: f64) {
    let side = if chance.random_bool(0.5) { 1.0 } else { -1.0 };
    let y = chance.random_range(-60.0..60.0);
    let far = widest + chance.random_range(150.0..500.0);
    let turn = y + chance.random_range(-120.0..120.0);
    sheet.road(RoadClass::Service, "", vec![place(0.0, y), place(side * far * 0.6, y + 4.0), place(side * far, turn)]);
}
