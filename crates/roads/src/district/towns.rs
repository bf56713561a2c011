//! The seat and the towns: where they lie, their streets, and what stands in their blocks.

use rand::RngExt;

use super::{
    names::{Names, SEAT_STREETS, TOWN_STREETS},
    plane::{Chance, Spot, at, extent, inside},
    quarter::{self, Land},
    quilt::{Plan, Quilt},
    strokes::Sheet,
};
use crate::source::{Cover, PointKind};

/// A town: name and place in kilometres east and north of the middle.
const TOWNS: [(&str, f64, f64); 14] = [
    ("邹区镇", -12.6, 8.0),
    ("牛塘镇", -8.4, 4.4),
    ("嘉泽镇", -14.8, 3.7),
    ("湟里镇", -14.9, -5.9),
    ("西湖街道", -6.0, -2.9),
    ("南夏墅街道", 0.6, -4.2),
    ("前黄镇", -4.6, -7.4),
    ("礼嘉镇", 6.6, -4.9),
    ("洛阳镇", 12.0, -1.0),
    ("雪堰镇", 10.6, -8.2),
    ("潘家镇", 5.0, -11.8),
    ("遥观镇", 10.6, 4.7),
    ("横林镇", 14.6, 5.2),
    ("横山桥镇", 11.0, 11.4),
];

/// A laid-out town.
pub(super) struct Town {
    pub(super) name: String,
    pub(super) quilt: Quilt,
}

impl Town {
    /// The name without its kind.
    pub(super) fn stem(&self) -> &str {
        stem(&self.name)
    }
}

/// The name of a town without 镇 or 街道.
fn stem(name: &str) -> &str {
    name.trim_end_matches('镇').trim_end_matches("街道")
}

/// Lays out the seat, which comes first, and the towns.
pub(super) fn lay_out(chance: &mut Chance, sheet: &mut Sheet, names: &mut Names) -> Vec<Town> {
    let jitter = |chance: &mut Chance, metres: f64| {
        at(chance.random_range(-metres..metres), chance.random_range(-metres..metres))
    };
    let seat = Plan {
        centre: at(0.0, 4_600.0).plus(jitter(chance, 150.0)),
        half: at(4_700.0, 4_000.0),
        angle: chance.random_range(-0.12..0.12),
        spacing: (170.0, 300.0),
        every: 4,
        bend: 330.0,
        seat: true,
        beyond: 0.2,
    };
    let mut towns =
        vec![Town { name: "武进区".to_owned(), quilt: Quilt::new(chance, sheet, names, &SEAT_STREETS, seat) }];
    for (name, x, y) in TOWNS {
        let size = chance.random_range(0.85..1.25);
        let plan = Plan {
            centre: at(x * 1_000.0, y * 1_000.0).plus(jitter(chance, 350.0)),
            half: at(950.0 * size, 780.0 * size * chance.random_range(0.85..1.2)),
            angle: chance.random_range(-0.5..0.5),
            spacing: (100.0, 210.0),
            every: 3,
            bend: 110.0,
            seat: false,
            beyond: 0.12,
        };
        let first = chance.random_range(1..4);
        let words: Vec<&str> = TOWN_STREETS[..1].iter().chain(&TOWN_STREETS[first..]).copied().collect();
        towns.push(Town { name: name.to_owned(), quilt: Quilt::new(chance, sheet, names, &words, plan) });
    }
    towns
}

/// Fills the blocks and sets the points of a town.
pub(super) fn furnish(chance: &mut Chance, sheet: &mut Sheet, names: &mut Names, town: &Town) {
    let seat = town.quilt.plan.seat;
    let stem = if seat { "武进" } else { town.stem() };
    let centre = town.quilt.place(at(0.0, 0.0));
    sheet.area(Cover::Residential, "", &town.quilt.outline);
    let mut quarters: Vec<(Spot, String)> = Vec::new();
    let mut schools = 0;
    for block in &town.quilt.blocks {
        let land = use_of(chance, &town.quilt, block.low, block.cluster);
        let name = match land {
            Land::Homes if chance.random_bool(0.75) => names.quarter(chance),
            Land::Park => format!("{}公园", names.street()),
            Land::School => {
                schools += 1;
                school(stem, seat, schools, &mut || names.street())
            }
            Land::Homes | Land::Works | Land::Shops => String::new(),
        };
        let middle = quarter::fill(chance, sheet, &town.quilt, block, land, &name);
        if land == Land::Homes && !name.is_empty() {
            quarters.push((middle, name));
        }
    }
    communities(sheet, &quarters, stem, if seat { 900.0 } else { 620.0 });
    let near = |x: f64, y: f64| town.quilt.place(at(x, y));
    if seat {
        sheet.point(PointKind::City, &town.name, centre);
        for (name, x, y) in [
            ("湖塘派出所", -1_300.0, 900.0),
            ("新城派出所", 1_500.0, -300.0),
            ("高新区派出所", 500.0, -2_700.0),
            ("府北派出所", -200.0, 2_300.0),
        ] {
            sheet.point(PointKind::Police, name, near(x, y));
        }
        for (name, x, y) in [
            ("武进人民医院", 350.0, 500.0),
            ("武进中医医院", -1_900.0, -800.0),
            ("高新区卫生院", 700.0, -2_300.0),
            ("湖塘医院", -1_500.0, 1_500.0),
        ] {
            sheet.point(PointKind::Hospital, name, near(x, y));
        }
        for (name, x, y) in [
            ("武进客运站", 1_800.0, 1_400.0),
            ("湖塘菜市场", -1_000.0, 600.0),
            ("武进区图书馆", 250.0, -600.0),
            ("武进体育中心", 900.0, -900.0),
            ("花园街夜市", -600.0, -200.0),
        ] {
            sheet.point(PointKind::Place, name, near(x, y));
        }
    } else {
        sheet.point(PointKind::Town, &town.name, centre);
        sheet.point(PointKind::Police, &format!("{stem}派出所"), near(130.0, 110.0));
        let hospital = if chance.random_bool(0.3) { "人民医院" } else { "卫生院" };
        sheet.point(PointKind::Hospital, &format!("{stem}{hospital}"), near(-190.0, 90.0));
        sheet.point(PointKind::Place, &format!("{stem}菜市场"), near(60.0, -120.0));
        sheet.point(PointKind::Place, &format!("{stem}汽车站"), near(300.0, -60.0));
    }
}

/// What a block is used for; the same for most blocks between the same main streets.
fn use_of(chance: &mut Chance, quilt: &Quilt, low: Spot, cluster: (usize, usize)) -> Land {
    let [south_west, north_east] = extent(&quilt.outline);
    let half = north_east.minus(south_west).times(0.5);
    let share = at(low.x / half.x, low.y / half.y);
    let mixed = cluster.0.wrapping_mul(7_919).wrapping_add(cluster.1.wrapping_mul(104_729)) % 17;
    let roll = chance.random_range(0.0..1.0);
    // Works lie in the south, where the high-tech zone is, and at the edge.
    let works = share.y < -0.42 || (share.length() > 0.72 && mixed < 6);
    match roll {
        _ if works && roll < 0.82 => Land::Works,
        _ if share.length() < 0.16 && roll < 0.6 => Land::Shops,
        _ if roll < 0.06 || (mixed == 3 && roll < 0.3) => Land::Park,
        _ if roll < 0.11 => Land::School,
        _ if roll < 0.20 => Land::Shops,
        _ => Land::Homes,
    }
}

/// Name of the next school of a town.
fn school(stem: &str, seat: bool, number: u32, other: &mut impl FnMut() -> String) -> String {
    match (seat, number) {
        (_, 1) => format!("{stem}中心小学"),
        (_, 2) => format!("{stem}初级中学"),
        (false, 3) => format!("{stem}中心幼儿园"),
        (false, _) => format!("{stem}第{}小学", ['二', '三', '四', '五'][(number as usize) % 4]),
        (true, _) if number.is_multiple_of(3) => format!("{}中学", other()),
        (true, _) => format!("{}小学", other()),
    }
}

/// A community for every few quarters, not nearer to each other than some metres.
fn communities(sheet: &mut Sheet, quarters: &[(Spot, String)], stem: &str, apart: f64) {
    let mut set: Vec<Spot> = Vec::new();
    for (spot, name) in quarters {
        if set.iter().all(|other| other.metres_to(*spot) > apart) {
            let first = if set.is_empty() { stem } else { name.trim_end_matches("小区") };
            let full = format!("{first}社区");
            sheet.point(PointKind::Village, &full, spot.plus(at(0.0, -70.0)));
            set.push(*spot);
        }
    }
}

/// Whether a place lies in the streets of any town, with a margin as a share of the town's size.
pub(super) fn built_up(towns: &[Town], spot: Spot, margin: f64) -> bool {
    towns.iter().any(|town| {
        let centre = town.quilt.plan.centre;
        inside(&town.quilt.outline, centre.towards(spot, 1.0 / (1.0 + margin)))
    })
}
