//! What a decision and a position update cost as units and roads grow: `cargo bench --workspace --bench scale`.
//!
//! Networks are Porto and mosaics of it joined by trunk roads: the streets are real, the country is not. Prints the
//! table and draws `docs/performance/cost-against-n.svg` from the values just measured.

#![expect(clippy::print_stdout, reason = "the table is the result")]

#[path = "scale/chart.rs"]
mod chart;
#[path = "scale/mosaic.rs"]
mod mosaic;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use kaimen_dispatch::{Board, Fix, Need, Policy, Unit, recommend};
use kaimen_domain::id::{StationId, UnitId};
use kaimen_domain::unit::{DutyStatus, Grade, Skills};
use kaimen_roads::{Coordinate, Items, Position, Profile, RoadMap, Search, import::import};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const COUNTS: [u32; 5] = [191, 2_000, 20_000, 200_000, 1_000_000];
const QUERIES: usize = 3_000;
const MOVES: u32 = 300_000;
const DISTRICTS: usize = 100;

/// What was measured for one network and number of units.
pub struct Row {
    /// Nodes of the network.
    pub nodes: u32,
    /// Units, all free cars.
    pub units: u32,
    /// Microseconds for a recommendation.
    pub p50: f64,
    /// Microseconds for a recommendation.
    pub p99: f64,
}

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_800_000_000)
}

fn anywhere(map: &RoadMap, random: &mut StdRng) -> Coordinate {
    let segment = random.random_range(0..map.segment_count());
    map.coordinate(Position { segment, along: random.random() })
}

fn unit(number: u32, at: Coordinate) -> Unit {
    Unit {
        id: UnitId(uuid::Uuid::from_u128(u128::from(number) + 1)),
        call_sign: format!("P{number}"),
        name: String::new(),
        station: StationId(uuid::Uuid::nil()),
        area: None,
        profile: Profile::Car,
        skills: Skills::NONE,
        crew: 2,
        officers: Vec::new(),
        status: DutyStatus::Available,
        fix: Some(Fix { at, time: now(), position: None }),
        last_call_ended: None,
        calls_this_shift: 0,
        on_duty_since: None,
    }
}

/// Memory of this process in bytes that is no file; 0 where the system does not tell.
fn memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) * 1024.0
}

/// Seconds that this thread has run on a core, so that other work on the machine does not count.
fn ran() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split_whitespace().next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn load() -> String {
    std::fs::read_to_string("/proc/loadavg").unwrap_or_default().split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// A drive of five seconds with five metres of noise.
fn driven(at: Coordinate, random: &mut StdRng) -> Coordinate {
    let mut step = || random.random_range(-55.0..55.0) / 111_195.0;
    Coordinate { lon: at.lon + step(), lat: at.lat + step() }
}

/// Microseconds at a share of the sorted times.
fn at(times: &[Duration], share: f64) -> f64 {
    times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e6
}

/// The search alone: p50 in microseconds and mean of nodes settled for the nearest three.
fn search_alone(map: &RoadMap, places: &[Position], targets: &[Position]) -> (f64, f64) {
    let mut items = Items::new(map, Profile::Car);
    places.iter().zip(0..).for_each(|(&at, item)| items.place(map, item, at));
    let (mut search, mut settled) = (Search::new(), 0);
    let mut times: Vec<Duration> = targets
        .iter()
        .map(|&target| {
            let mut best = [(u32::MAX, u32::MAX); 3];
            let began = Instant::now();
            let stats = search.nearest(map, &items, target, u32::MAX, |item, ms| {
                if best.iter().all(|known| known.1 != item) && (ms, item) < best[2] {
                    best[2] = (ms, item);
                    best.sort_unstable();
                }
                best[2].0
            });
            settled += u64::from(stats.settled);
            black_box(best);
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    (at(&times, 0.5), settled as f64 / targets.len() as f64)
}

fn measure(map: &RoadMap, count: u32) -> Row {
    let mut random = StdRng::seed_from_u64(u64::from(count));
    let mut board = Board::new(map);
    let mut places: Vec<Coordinate> = (0..count).map(|_| anywhere(map, &mut random)).collect();
    places.iter().zip(0..).for_each(|(&place, number)| board.insert(unit(number, place), map));
    let (mut search, policy) = (Search::new(), Policy::default());
    let asked: Vec<Coordinate> = (0..QUERIES).map(|_| anywhere(map, &mut random)).collect();
    let mut best = vec![Duration::MAX; QUERIES];
    // The smallest of three passes takes out the other work of the machine.
    for _ in 0..3 {
        for (time, &place) in best.iter_mut().zip(&asked) {
            let need = Need::nearest(place, 3, Grade::Ordinary);
            let began = Instant::now();
            black_box(recommend(&board, map, &mut search, &need, &policy, now()));
            *time = began.elapsed().min(*time);
        }
    }
    best.sort_unstable();
    let drives: Vec<(u32, Coordinate)> = (0..MOVES)
        .map(|_| {
            let number = random.random_range(0..count);
            let place = &mut places[number as usize];
            *place = driven(*place, &mut random);
            (number, *place)
        })
        .collect();
    let began = ran();
    for &(number, place) in &drives {
        let id = UnitId(uuid::Uuid::from_u128(u128::from(number) + 1));
        black_box(board.fix(id, place, now(), map)).expect("the unit is on the board");
    }
    let updates = f64::from(MOVES) / (ran() - began);
    let standing: Vec<Position> = board.iter().filter_map(|unit| unit.fix?.position).collect();
    let targets: Vec<Position> =
        asked.iter().filter_map(|&place| Some(map.snap(place, Profile::Car)?.position)).collect();
    let (alone, settled) = search_alone(map, &standing, &targets);
    let row = Row { nodes: map.node_count(), units: count, p50: at(&best, 0.5), p99: at(&best, 0.99) };
    println!(
        "{:>9} {count:>9} {:>9.1} {:>9.1} {alone:>9.1} {settled:>9.1} {:>10.2}   {}",
        row.nodes,
        row.p50,
        row.p99,
        updates / 1e6,
        load()
    );
    row
}

/// A million units in a hundred districts, each with a board of its own over the same streets.
fn districts(map: &RoadMap) {
    let mut random = StdRng::seed_from_u64(100);
    let each = 1_000_000 / DISTRICTS as u32;
    let (before, began) = (memory(), Instant::now());
    let mut boards: Vec<Board> = (0..DISTRICTS).map(|_| Board::new(map)).collect();
    let empty = memory();
    for board in &mut boards {
        (0..each).for_each(|number| board.insert(unit(number, anywhere(map, &mut random)), map));
    }
    let full = memory();
    println!(
        "{DISTRICTS} districts of {each} units: filled in {:.1} s; {:.1} bytes a node and {:.0} a unit, {:.0} MB in all",
        began.elapsed().as_secs_f64(),
        (empty - before) / DISTRICTS as f64 / f64::from(map.node_count()),
        (full - empty) / f64::from(each) / DISTRICTS as f64,
        (full - before) / 1e6
    );
    let drives: Vec<(usize, UnitId, Coordinate)> = (0..MOVES)
        .map(|_| {
            let (district, number) = (random.random_range(0..DISTRICTS), random.random_range(0..each));
            let id = UnitId(uuid::Uuid::from_u128(u128::from(number) + 1));
            let known = boards[district].get(id).and_then(|unit| unit.fix).map(|fix| fix.at);
            (district, id, driven(known.expect("the unit has a place"), &mut random))
        })
        .collect();
    let began = ran();
    for &(district, id, place) in &drives {
        black_box(boards[district].fix(id, place, now(), map)).expect("the unit is on the board");
    }
    let updates = f64::from(MOVES) / (ran() - began);
    let (mut search, policy) = (Search::new(), Policy::default());
    let mut times: Vec<Duration> = (0..20_000)
        .map(|_| {
            let need = Need::nearest(anywhere(map, &mut random), 3, Grade::Ordinary);
            let board = &boards[random.random_range(0..DISTRICTS)];
            let began = Instant::now();
            black_box(recommend(board, map, &mut search, &need, &policy, now()));
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!(
        "recommendation p50 {:.1} us, p99 {:.1} us; {:.2} M updates/s; load {}",
        at(&times, 0.5),
        at(&times, 0.99),
        updates / 1e6,
        load()
    );
}

fn heading() {
    println!("k = 3, default rules, free cars, {QUERIES} places (smallest of 3), one thread; microseconds");
    println!(
        "{:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>10}   load",
        "nodes", "units", "p50", "p99", "search", "settled", "M moves/s"
    );
}

fn main() {
    let folder = std::env::var_os("KAIMEN_DATA")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")), PathBuf::from);
    let extract = folder.join("osm/porto.osm.pbf");
    if !extract.exists() {
        println!("skipped: no osm/porto.osm.pbf; name the folder in KAIMEN_DATA");
        return;
    }
    let source = import(&extract, &mut |_| {}).expect("the extract is whole").source;
    let mut rows = Vec::new();
    for side in [1, 2, 4] {
        let map = mosaic::map(&source, side);
        if side == 1 {
            // First, while no freed memory is about that would hide what is taken.
            districts(&map);
            heading();
        }
        rows.extend(COUNTS.map(|count| measure(&map, count)));
    }
    let out = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/performance/cost-against-n.svg"));
    std::fs::create_dir_all(out.parent().expect("a folder")).expect("the folder is made");
    std::fs::write(out, chart::draw(&rows)).expect("the chart is written");
    println!("chart: docs/performance/cost-against-n.svg");
}
