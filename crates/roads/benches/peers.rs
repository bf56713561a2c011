//! Our side of the comparison with other programs (`scripts/peers`): asks the questions, answers them, takes the time.
//!
//! `cargo bench --bench peers -- MAP FOLDER` writes into the folder `units.csv` and `calls.csv` (the questions),
//! `answers.csv` (the three nearest units of each call), `times.csv` (every unit to every call, by full searches) and
//! `ours.json` (CPU time). Stops where the answers are not those of the full searches.

#![expect(clippy::print_stdout, reason = "the table is the result")]

use std::{
    collections::BTreeMap,
    fs::{self, File},
    hint::black_box,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    time::Instant,
};

use kaimen_roads::{Coordinate, Items, Position, Profile, RoadMap, Search};
use rand::{RngExt, SeedableRng, rngs::StdRng};

const UNITS: u32 = 191;
const CALLS: usize = 1000;
const BEST: usize = 3;
const CAR: Profile = Profile::Car;

/// A place as asked, in whole ten-millionths of a degree, and where it lies on the network.
#[derive(Clone, Copy)]
struct Asked {
    at: Coordinate,
    position: Position,
}

impl Asked {
    /// On a road that is open to cars.
    fn any(map: &RoadMap, random: &mut StdRng) -> Self {
        loop {
            let position = Position {
                segment: random.random_range(0..map.segment_count()),
                along: random.random_range(0..=u16::MAX),
            };
            let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
            let at = map.coordinate(position);
            let at = Coordinate { lon: round(at.lon), lat: round(at.lat) };
            let segment = map.segment(position.segment);
            if segment.forward_ms[CAR.index()].or(segment.backward_ms[CAR.index()]).is_some()
                && let Some(snapped) = map.snap(at, CAR)
            {
                return Self { at, position: snapped.position };
            }
        }
    }

    /// The same at the junction where its segment begins, for programs that know nothing between junctions.
    fn at_junction(&self) -> Position {
        Position { along: 0, ..self.position }
    }
}

type Three = [(u32, u32); BEST];

/// The three smallest (milliseconds, unit).
fn three(map: &RoadMap, search: &mut Search, items: &Items, target: Position) -> Three {
    let mut best = [(u32::MAX, u32::MAX); BEST];
    search.nearest(map, items, target, u32::MAX, |item, ms| {
        if (ms, item) < best[BEST - 1] {
            match best.iter().position(|known| known.1 == item) {
                Some(known) if best[known].0 <= ms => {}
                Some(known) => best[known].0 = ms,
                None => best[BEST - 1] = (ms, item),
            }
            best.sort_unstable();
        }
        best[BEST - 1].0
    });
    best
}

/// The same from a row of times.
fn three_of(times: &[Option<u32>]) -> Three {
    let mut all: Vec<(u32, u32)> = (0..).zip(times).filter_map(|(unit, ms)| ms.map(|ms| (ms, unit))).collect();
    all.sort_unstable();
    all.resize(BEST, (u32::MAX, u32::MAX));
    [all[0], all[1], all[2]]
}

/// Every unit to every call, by one full search for each unit: a row for each call.
fn all_times(map: &RoadMap, search: &mut Search, units: &[Position], calls: &[Position]) -> Vec<Vec<Option<u32>>> {
    let columns: Vec<_> = units.iter().map(|&unit| search.times_from(map, CAR, unit, calls)).collect();
    (0..calls.len()).map(|call| columns.iter().map(|column| column[call]).collect()).collect()
}

/// Nanoseconds of CPU time of this thread.
fn cpu() -> io::Result<u64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    text.split(' ').next().and_then(|first| first.parse().ok()).ok_or_else(|| io::Error::other("no CPU time"))
}

/// Mean microseconds of CPU time of one call, over so many rounds that they last a second.
fn mean_cpu(calls: usize, mut work: impl FnMut(usize)) -> io::Result<f64> {
    let (start, mut rounds) = (cpu()?, 0);
    loop {
        (0..calls).for_each(&mut work);
        rounds += 1;
        let spent = cpu()? - start;
        if spent > 1_000_000_000 {
            return Ok(spent as f64 / 1e3 / (rounds * calls) as f64);
        }
    }
}

/// Median and 99th percentile in microseconds; the smallest of five passes for each call takes out pre-emption.
fn percentiles(mut work: impl FnMut(usize)) -> [f64; 2] {
    let mut times = vec![f64::INFINITY; CALLS];
    for _ in 0..5 {
        for (call, time) in times.iter_mut().enumerate() {
            let start = Instant::now();
            work(call);
            *time = time.min(start.elapsed().as_secs_f64() * 1e6);
        }
    }
    times.sort_by(f64::total_cmp);
    [times[CALLS / 2], times[CALLS * 99 / 100]]
}

fn write_asked(path: &Path, name: &str, map: &RoadMap, asked: &[Asked]) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "{name},lon,lat,segment,along,from,to,forward_ms,backward_ms")?;
    let cell = |ms: Option<u32>| ms.map_or_else(String::new, |ms| ms.to_string());
    for (number, Asked { at, position: Position { segment, along } }) in asked.iter().enumerate() {
        let road = map.segment(*segment);
        let [forward, backward] = [road.forward_ms, road.backward_ms].map(|ms| cell(ms[CAR.index()]));
        writeln!(
            out,
            "{number},{:.7},{:.7},{segment},{along},{},{},{forward},{backward}",
            at.lon, at.lat, road.a, road.b
        )?;
    }
    out.flush()
}

/// Every junction that cars reach, in the order of their numbers.
fn junctions(map: &RoadMap) -> Vec<Position> {
    let mut found = BTreeMap::new();
    for segment in 0..map.segment_count() {
        let road = map.segment(segment);
        if road.forward_ms[CAR.index()].or(road.backward_ms[CAR.index()]).is_some() {
            found.entry(road.a).or_insert(Position { segment, along: 0 });
            found.entry(road.b).or_insert(Position { segment, along: u16::MAX });
        }
    }
    found.into_values().collect()
}

fn items(map: &RoadMap, units: &[Position]) -> Items {
    let mut items = Items::new(map, CAR);
    (0..).zip(units).for_each(|(unit, &at)| items.place(map, unit, at));
    items
}

fn compare(map_file: &Path, folder: &Path) -> io::Result<()> {
    let map = RoadMap::open(map_file).map_err(io::Error::other)?;
    let mut random = StdRng::seed_from_u64(1);
    let units: Vec<Asked> = (0..UNITS).map(|_| Asked::any(&map, &mut random)).collect();
    let calls: Vec<Asked> = (0..CALLS).map(|_| Asked::any(&map, &mut random)).collect();
    write_asked(&folder.join("units.csv"), "unit", &map, &units)?;
    write_asked(&folder.join("calls.csv"), "call", &map, &calls)?;

    let mut search = Search::new();
    let mut answers = BufWriter::new(File::create(folder.join("answers.csv"))?);
    writeln!(answers, "standing,call,rank,unit,ms")?;
    let mut table = BufWriter::new(File::create(folder.join("times.csv"))?);
    for standing in ["road", "junction"] {
        let position = |asked: &Asked| if standing == "road" { asked.position } else { asked.at_junction() };
        let (from, to): (Vec<_>, Vec<_>) = (units.iter().map(position).collect(), calls.iter().map(position).collect());
        let (items, times) = (items(&map, &from), all_times(&map, &mut search, &from, &to));
        for (call, (&target, times)) in to.iter().zip(&times).enumerate() {
            let found = three(&map, &mut search, &items, target);
            if found != three_of(times) {
                return Err(io::Error::other(format!(
                    "call {call} at a {standing}: {found:?} is not the full search's"
                )));
            }
            for (rank, (ms, unit)) in found.iter().enumerate() {
                writeln!(answers, "{standing},{call},{rank},{unit},{ms}")?;
            }
            if standing == "road" {
                let row: Vec<String> =
                    times.iter().map(|ms| ms.map_or_else(String::new, |ms| ms.to_string())).collect();
                writeln!(table, "{}", row.join(","))?;
            }
        }
    }
    answers.flush()?;
    table.flush()?;
    println!("ours: {CALLS} calls on roads and {CALLS} at junctions answered as by full searches");

    let mut items = items(&map, &units.iter().map(|unit| unit.position).collect::<Vec<_>>());
    let mut answer = |call: usize| {
        if let Some(snapped) = map.snap(calls[call].at, CAR) {
            black_box(three(&map, &mut search, &items, snapped.position));
        }
    };
    let [p50, p99] = percentiles(&mut answer);
    let query = mean_cpu(CALLS, &mut answer)?;
    let junctions = junctions(&map);
    let batch = mean_cpu(junctions.len(), |call| {
        black_box(three(&map, &mut search, &items, junctions[call]));
    })?;
    let moved = mean_cpu(CALLS, |call| {
        if let Some(snapped) = map.snap(calls[call].at, CAR) {
            items.place(&map, call as u32 % UNITS, snapped.position);
        }
    })?;
    println!(
        "ours: {query:.1} us of CPU a query (p50 {p50:.1}, p99 {p99:.1}), {moved:.2} us a move, snapping included"
    );
    let told = serde_json::json!({
        "query_us": query, "p50_us": p50, "p99_us": p99, "move_us": moved,
        "junctions": junctions.len(), "batch_us": batch
    });
    fs::write(folder.join("ours.json"), told.to_string())
}

fn main() -> io::Result<()> {
    let given: Vec<PathBuf> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).map(PathBuf::from).collect();
    match given.as_slice() {
        [map, folder] => compare(map, folder),
        _ => {
            println!("skipped: peers needs a map and a folder; scripts/peers gives both");
            Ok(())
        }
    }
}
