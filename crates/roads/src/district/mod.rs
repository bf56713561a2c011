//! A made-up district for demonstrations and tests: a place of the kind and size of Wujin, about 1,000 km², with
//! a seat, fourteen towns and two hundred villages between a canal and two lakes. Nothing in it is surveyed.

mod country;
mod cuts;
mod express;
mod land;
mod names;
mod network;
mod plane;
mod quarter;
mod quilt;
mod strokes;
mod towns;
mod village;

use std::collections::HashSet;

use self::{
    land::Land,
    names::Names,
    network::Network,
    plane::{Spot, at, chance, ring},
    strokes::Sheet,
};
use crate::source::{Cover, RoadClass, Shape, Source};

/// Makes the district; the same seed always gives the same district.
#[must_use]
pub fn generate(seed: u64) -> Source {
    let mut sheet = Sheet::default();
    let mut names = Names::new(&mut chance(seed, 1));
    let land = Land::new(&mut chance(seed, 2), &mut sheet);
    let towns = towns::lay_out(&mut chance(seed, 3), &mut sheet, &mut names);
    let mut random = chance(seed, 4);
    for town in &towns {
        towns::furnish(&mut random, &mut sheet, &mut names, town);
    }
    let mut random = chance(seed, 5);
    let mut main_roads = country::between_towns(&mut random, &mut sheet, &land, &towns);
    if let Some(seat) = towns.first() {
        main_roads.push(country::ring_road(&mut sheet, seat));
    }
    let within = |spot: Spot| land.within(spot);
    main_roads.extend(country::county_roads(&mut random, &mut sheet, &land, &towns, &mut names));
    express::draw(&mut sheet, &main_roads, within);
    express::railways(&mut sheet, within);
    let clear = express::plan().map(|express| express.middle);
    country::villages(&mut random, &mut sheet, &land, &towns, &mut names, &clear);
    country::fields(&mut chance(seed, 6), &mut sheet, &land, &towns);
    let seat = towns.first().map_or(at(0.0, 0.0), |town| town.quilt.plan.centre);
    let network = network::connect(&sheet.strokes, &land, seat);
    let outlines = free_outlines(&sheet, &network, &land);
    sheet.shapes.extend(outlines);
    Source {
        name: "武进示范区".to_owned(),
        attribution: String::new(),
        nodes: network.nodes.iter().map(|spot| spot.coordinate()).collect(),
        ways: network.ways,
        turns: Vec::new(),
        shapes: sheet.shapes,
        points: sheet.points,
    }
}

/// Side of a cell in which roads are marked, in metres.
const CELL: f64 = 7.0;

/// Outlines of buildings and ponds that stand neither on a road nor in water.
fn free_outlines(sheet: &Sheet, network: &Network, land: &Land) -> Vec<Shape> {
    let cell = |spot: Spot| ((spot.x / CELL).floor() as i32, (spot.y / CELL).floor() as i32);
    let mut taken = HashSet::new();
    for way in &network.ways {
        // Wide roads keep buildings farther away.
        let sides: &[f64] = if way.class <= RoadClass::Tertiary { &[-10.0, 0.0, 10.0] } else { &[0.0] };
        for pair in way.nodes.windows(2) {
            let (a, b) = (network.nodes[pair[0] as usize], network.nodes[pair[1] as usize]);
            let side = a.left_of(b);
            let steps = (a.metres_to(b) / 5.0).ceil().max(1.0) as u32;
            for step in 0..=steps {
                let on = a.towards(b, f64::from(step) / f64::from(steps));
                taken.extend(sides.iter().map(|metres| cell(on.plus(side.times(*metres)))));
            }
        }
    }
    let free = |outline: &[Spot; 4]| {
        let [a, b, c, d] = *outline;
        let across = (a.metres_to(b) / CELL).ceil().max(1.0) as u32;
        let along = (a.metres_to(d) / CELL).ceil().max(1.0) as u32;
        let dry = [a, b, c, d].iter().all(|&corner| !land.wet(corner) && land.within(corner));
        dry && (0..=across).all(|x| {
            let (low, high) =
                (a.towards(b, f64::from(x) / f64::from(across)), d.towards(c, f64::from(x) / f64::from(across)));
            (0..=along).all(|y| !taken.contains(&cell(low.towards(high, f64::from(y) / f64::from(along)))))
        })
    };
    let kept = sheet.outlines.iter().filter(|(_, outline)| free(outline));
    kept.map(|(cover, outline): &(Cover, _)| Shape { cover: *cover, name: String::new(), rings: vec![ring(outline)] })
        .collect()
}
