//! The three nearest of 191 units on Porto, and how long import, build and opening take.
//!
//! Prints a plain table first (minimum of three passes per query, which takes pre-emption out), then runs criterion.

#![expect(clippy::print_stdout, reason = "the table is the result")]

use std::{hint::black_box, path::PathBuf, sync::Arc, time::Instant};

use criterion::Criterion;
use kaimen_roads::{Coordinate, Hierarchy, Items, Position, Profile, RoadMap, Search, build::build, import::import};

const UNITS: u32 = 191;
const QUERIES: usize = 2000;

struct Dice(u64);

impl Dice {
    fn part(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A place on a road, as likely as the road is long to have it nearest.
    fn position(&mut self, map: &RoadMap, profile: Profile) -> Position {
        loop {
            let segment = (self.part() * f64::from(map.segment_count())) as u32;
            let open = map.segment(segment);
            if open.forward_ms[profile.index()].or(open.backward_ms[profile.index()]).is_some() {
                return Position { segment, along: (self.part() * 65_535.0) as u16 };
            }
        }
    }
}

fn three(map: &RoadMap, search: &mut Search, items: &Items, target: Position) -> ([(u32, u32); 3], u32) {
    let mut best = [(u32::MAX, u32::MAX); 3];
    let stats = search.nearest(map, items, target, u32::MAX, |item, ms| {
        if (ms, item) < best[2] {
            match best.iter().position(|known| known.1 == item) {
                Some(known) if best[known].0 <= ms => {}
                Some(known) => best[known].0 = ms,
                None => best[2] = (ms, item),
            }
            best.sort_unstable();
        }
        best[2].0
    });
    (best, stats.settled)
}

fn percentiles(mut micros: Vec<f64>) -> (f64, f64, f64) {
    micros.sort_by(f64::total_cmp);
    (micros[micros.len() / 2], micros[micros.len() * 99 / 100], micros[micros.len() - 1])
}

fn micros(mut work: impl FnMut()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e6
}

/// Three units in the whole district, with and without the hierarchy.
fn few(map: &RoadMap, profile: Profile) {
    let began = Instant::now();
    let hierarchy = Arc::new(Hierarchy::new(map, profile));
    let seconds = began.elapsed().as_secs_f64();
    let bytes = hierarchy.bytes() as f64 / f64::from(map.node_count());
    println!("hierarchy {:<7} {seconds:.2} s, {bytes:.0} bytes a node", profile.word());
    let mut dice = Dice(9);
    let (mut plain, mut assisted, mut search) = (Items::new(map, profile), Items::new(map, profile), Search::new());
    assisted.assist(map, hierarchy);
    (0..3).for_each(|item| {
        let at = dice.position(map, profile);
        plain.place(map, item, at);
        assisted.place(map, item, at);
    });
    let targets: Vec<Position> = (0..300).map(|_| dice.position(map, profile)).collect();
    for (name, items) in [("plain", &plain), ("hierarchy", &assisted)] {
        let (mut times, mut settled) = (vec![f64::INFINITY; targets.len()], 0_u64);
        for _ in 0..3 {
            for (time, &target) in times.iter_mut().zip(&targets) {
                let mut count = 0;
                *time = time.min(micros(|| count = black_box(three(map, &mut search, items, target)).1));
                settled += u64::from(count);
            }
        }
        let (p50, p99, most) = percentiles(times);
        let settled = settled / 3 / targets.len() as u64;
        println!("3 of 3, {name:<9} p50 {p50:>7.1} us  p99 {p99:>7.1} us  most {most:>7.1} us  settled {settled}");
    }
    let places: Vec<Position> = (0..300).map(|_| dice.position(map, profile)).collect();
    let moves = micros(|| places.iter().zip((0..3).cycle()).for_each(|(&at, item)| assisted.place(map, item, at)));
    println!("move over the hierarchy {:.1} us", moves / places.len() as f64);
}

fn main() {
    let input = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/osm/porto.osm.pbf");
    if !input.exists() {
        eprintln!("skipped: {} is not there", input.display());
        return;
    }
    let folder = std::env::temp_dir().join(format!("kaimen-roads-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let out = folder.join("porto.map");
    let start = Instant::now();
    let source = import(&input, &mut |_| {}).expect("porto").source;
    println!("read extract      {:>9.2} s", start.elapsed().as_secs_f64());
    let info = build(&source, &out, &mut |_| {}).expect("porto");
    println!("read and build    {:>9.2} s", start.elapsed().as_secs_f64());
    println!("file              {:>9.1} MB", info.file_bytes as f64 / 1e6);
    println!(
        "network           {} nodes, {} segments, {:?} arcs, {:.0} km",
        info.nodes, info.segments, info.arcs, info.kilometres
    );
    let open = (0..5).map(|_| micros(|| drop(black_box(RoadMap::open(&out))))).fold(f64::INFINITY, f64::min);
    println!("open              {:>9.2} ms", open / 1e3);

    let map = RoadMap::open(&out).expect("porto");
    Profile::ALL.into_iter().for_each(|profile| few(&map, profile));
    let mut criterion = Criterion::default().configure_from_args();
    for profile in Profile::ALL {
        let (mut dice, mut search) = (Dice(7), Search::new());
        let mut items = Items::new(&map, profile);
        (0..UNITS).for_each(|item| items.place(&map, item, dice.position(&map, profile)));
        let targets: Vec<Position> = (0..QUERIES).map(|_| dice.position(&map, profile)).collect();
        let (mut times, mut settled) = (vec![f64::INFINITY; QUERIES], 0_u64);
        for pass in 0..3 {
            for (time, &target) in times.iter_mut().zip(&targets) {
                let mut count = 0;
                *time = time.min(micros(|| count = black_box(three(&map, &mut search, &items, target)).1));
                settled += if pass == 0 { u64::from(count) } else { 0 };
            }
        }
        let (p50, p99, most) = percentiles(times);
        let word = profile.word();
        println!(
            "nearest {word:<9} p50 {p50:>7.1} us  p99 {p99:>7.1} us  most {most:>7.1} us  settled {}",
            settled / QUERIES as u64
        );

        let bounds = map.info().bounds;
        let places: Vec<Coordinate> = (0..QUERIES)
            .map(|_| Coordinate {
                lon: bounds.west + dice.part() * (bounds.east - bounds.west),
                lat: bounds.south + dice.part() * (bounds.north - bounds.south),
            })
            .collect();
        let anywhere = micros(|| {
            places.iter().for_each(|&at| {
                black_box(map.snap(at, profile));
            })
        }) / QUERIES as f64;
        let near: Vec<Coordinate> = targets.iter().map(|&at| map.coordinate(at)).collect();
        let road = micros(|| {
            near.iter().for_each(|&at| {
                black_box(map.snap(at, profile));
            })
        }) / QUERIES as f64;
        println!("snap {word:<12} on roads {road:.2} us, anywhere {anywhere:.2} us");
        let moves =
            micros(|| targets.iter().zip((0..UNITS).cycle()).for_each(|(&at, item)| items.place(&map, item, at)))
                / QUERIES as f64;
        println!("move {word:<12} {moves:.3} us");
        let mut next = targets.iter().cycle();
        criterion.bench_function(&format!("nearest 3 of 191, {word}"), |bencher| {
            bencher.iter(|| next.next().map(|&target| three(&map, &mut search, &items, target)));
        });
    }
    criterion.final_summary();
    std::fs::remove_dir_all(&folder).expect("the temporary folder");
}
