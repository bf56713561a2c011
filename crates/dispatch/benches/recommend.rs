//! Time per recommendation on the streets of Porto: `cargo bench -p kaimen-dispatch`.
//!
//! Needs `osm/porto.osm.pbf` in the folder named by `KAIMEN_DATA`, or in `../shared/data` beside the repository.

#![expect(clippy::print_stdout, reason = "the table is the result")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use criterion::Criterion;
use kaimen_dispatch::{Board, Fix, Need, Policy, Unit, recommend};
use kaimen_domain::id::{StationId, UnitId};
use kaimen_domain::unit::{DutyStatus, Grade, Skills};
use kaimen_roads::{Coordinate, Profile, RoadMap, Search, build::build, import::import};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const QUERIES: usize = 20_000;

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_800_000_000)
}

fn porto() -> Option<RoadMap> {
    let folder = std::env::var_os("KAIMEN_DATA")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")), PathBuf::from);
    let extract = folder.join("osm/porto.osm.pbf");
    if !extract.exists() {
        return None;
    }
    let imported = import(&extract, &mut |_| {}).expect("the extract is whole");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("porto.kmap");
    build(&imported.source, &file, &mut |_| {}).expect("the map is written");
    Some(RoadMap::open(&file).expect("the map opens"))
}

fn anywhere(map: &RoadMap, random: &mut StdRng) -> Coordinate {
    let at = map.node(random.random_range(0..map.node_count()));
    let mut off = || random.random_range(-0.0005..0.0005);
    Coordinate { lon: at.lon + off(), lat: at.lat + off() }
}

/// Units on random streets: cars, or cars, e-bikes and walkers; `busy` of them on calls.
fn board(map: &RoadMap, count: u32, mixed: bool, busy: f64, random: &mut StdRng) -> Board {
    let mut board = Board::new(map);
    for number in 0..count {
        let minutes = random.random_range(1..300);
        let unit = Unit {
            id: UnitId(uuid::Uuid::from_u128(u128::from(number) + 1)),
            call_sign: format!("P{number:05}"),
            name: String::new(),
            station: StationId(uuid::Uuid::nil()),
            area: None,
            profile: if mixed { Profile::ALL[random.random_range(0..3)] } else { Profile::Car },
            skills: Skills::NONE,
            crew: 2,
            officers: Vec::new(),
            status: if random.random_bool(busy) { DutyStatus::OnScene } else { DutyStatus::Available },
            fix: Some(Fix { at: anywhere(map, random), time: now(), position: None }),
            last_call_ended: Some(now() - TimeDelta::minutes(minutes)),
            calls_this_shift: random.random_range(0..8),
            on_duty_since: None,
        };
        board.insert(unit, map);
    }
    board
}

fn table(map: &RoadMap) {
    println!("k = 3, default rules, {QUERIES} places, one thread; microseconds");
    println!("{:<34} {:>8} {:>8} {:>8} {:>8} {:>10}", "units", "mean", "p50", "p99", "max", "move p50");
    let cases = [
        (191, false, 0.0),
        (191, false, 0.3),
        (191, true, 0.3),
        (2_000, false, 0.3),
        (20_000, false, 0.3),
        (20_000, true, 0.3),
    ];
    for (count, mixed, busy) in cases {
        let mut random = StdRng::seed_from_u64(1);
        let mut board = board(map, count, mixed, busy, &mut random);
        let (mut search, policy) = (Search::new(), Policy::default());
        let mut ask = |at| {
            let need = Need::nearest(at, 3, Grade::Ordinary);
            let began = Instant::now();
            std::hint::black_box(recommend(&board, map, &mut search, &need, &policy, now()));
            began.elapsed()
        };
        for _ in 0..2_000 {
            ask(anywhere(map, &mut random));
        }
        let mut times: Vec<Duration> = (0..QUERIES).map(|_| ask(anywhere(map, &mut random))).collect();
        times.sort_unstable();
        let mut moves: Vec<Duration> = (0..QUERIES)
            .map(|_| {
                let id = UnitId(uuid::Uuid::from_u128(u128::from(random.random_range(0..count)) + 1));
                let at = anywhere(map, &mut random);
                let began = Instant::now();
                board.fix(id, at, now(), map).expect("the unit is on the board");
                began.elapsed()
            })
            .collect();
        moves.sort_unstable();
        let us = |time: Duration| time.as_secs_f64() * 1e6;
        let mean = us(times.iter().sum()) / QUERIES as f64;
        let name = format!("{count} {}, {:.0}% on calls", if mixed { "mixed" } else { "cars" }, busy * 100.0);
        println!(
            "{name:<34} {mean:>8.1} {:>8.1} {:>8.1} {:>8.1} {:>10.2}",
            us(times[QUERIES / 2]),
            us(times[QUERIES * 99 / 100]),
            us(times[QUERIES - 1]),
            us(moves[QUERIES / 2])
        );
    }
}

fn main() {
    let Some(map) = porto() else {
        println!("skipped: no osm/porto.osm.pbf; name the folder in KAIMEN_DATA");
        return;
    };
    println!("{}: {} nodes, {} segments", map.info().name, map.node_count(), map.segment_count());
    table(&map);
    let mut random = StdRng::seed_from_u64(2);
    let board = board(&map, 191, false, 0.3, &mut random);
    let (mut search, policy) = (Search::new(), Policy::default());
    let mut criterion = Criterion::default().without_plots().configure_from_args();
    criterion.bench_function("recommend 3 of 191 in porto", |bench| {
        bench.iter(|| {
            let need = Need::nearest(anywhere(&map, &mut random), 3, Grade::Ordinary);
            recommend(&board, &map, &mut search, &need, &policy, now())
        });
    });
    criterion.final_summary();
}
