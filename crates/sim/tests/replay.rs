//! Replays whose course is known by hand, by law of conservation, or by queueing theory.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a failed step fails the test, a skipped one says so")]

use std::collections::HashSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use kaimen_dispatch::Policy;
use kaimen_roads::source::{RoadClass, Source, Speeds, Way};
use kaimen_roads::{Coordinate, RoadMap, build::build, import::import};
use kaimen_sim::{OnScene, Replay, ReplayError, Settings, Spread, replay};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Degrees in a metre on the equator.
const METRE: f64 = 1.0 / 111_195.0;

/// A straight road of 10 km on the equator, 36 km/h (10 m/s).
fn line() -> RoadMap {
    let speeds = Speeds { forward: 36.0, backward: 36.0 };
    let nodes = (0..=10).map(|at| Coordinate { lon: f64::from(at) * 1_000.0 * METRE, lat: 0.0 }).collect();
    let way = Way {
        nodes: (0..=10).collect(),
        class: RoadClass::Street,
        name: String::new(),
        speeds: [speeds; 3],
        bridge: false,
        tunnel: false,
        metres: None,
    };
    open(&Source { name: "line".into(), nodes, ways: vec![way], ..Source::default() })
}

fn open(source: &Source) -> RoadMap {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.kmap");
    build(source, &file, &mut |_| {}).unwrap();
    RoadMap::open(&file).unwrap()
}

/// A record of calls: second, type, metres along the line.
fn record(calls: &[(f64, &str, f64)]) -> String {
    let start: DateTime<Utc> = "2020-01-01T00:00:00Z".parse().unwrap();
    let mut text = String::from("call_id,call_time,call_type,lon,lat\n");
    for (id, (second, call_type, metres)) in calls.iter().enumerate() {
        let time = start + TimeDelta::milliseconds((second * 1_000.0) as i64);
        writeln!(text, "{id},{},{call_type},{},0", time.format("%Y-%m-%dT%H:%M:%S%.3f"), metres * METRE).unwrap();
    }
    text
}

fn run(map: &RoadMap, record: &str, settings: &Settings) -> Replay {
    replay(map, record.as_bytes(), settings, &mut |_, _| {}).unwrap()
}

/// Settings with fixed times of 100 s at the scene and a seed that starts unit 0 at the given call.
fn from_call(calls: &[(f64, &str, f64)], call: usize, settings: Settings) -> Settings {
    let seed = (0..1_000).find(|seed| StdRng::seed_from_u64(*seed).random_range(0..calls.len()) == call).unwrap();
    let on_scene = OnScene { mean_seconds: 100.0, spread: Spread::Fixed, ..OnScene::default() };
    Settings { seed, on_scene, ..settings }
}

/// Sent, arrived, cleared of every answered call in whole seconds, with its id.
fn course(replay: &Replay) -> Vec<(&str, i64, i64, i64)> {
    let whole = |ms: i64| (ms + 500) / 1_000;
    let row = |answer: &'_ kaimen_sim::Answered| (whole(answer.sent), whole(answer.arrived), whole(answer.cleared));
    replay.answers.iter().map(|answer| (answer.call_id.as_str(), row(answer).0, row(answer).1, row(answer).2)).collect()
}

#[test]
fn one_unit_serves_by_grade_then_age() {
    let calls = [
        (0.0, "Petty Theft", 1_000.0),
        (10.0, "Noise Nuisance", 2_000.0),
        (15.0, "Noise Nuisance", 6_000.0),
        (20.0, "Person W/gun", 3_000.0),
    ];
    let settings = from_call(&calls, 0, Settings { units: 1, crew: 2, ..Settings::default() });
    let replay = run(&line(), &record(&calls), &settings);
    assert_eq!(
        course(&replay),
        [("0", 0, 0, 100), ("3", 100, 300, 400), ("1", 400, 500, 600), ("2", 600, 1_000, 1_100)]
    );
    let report = &replay.report;
    assert_eq!((report.calls, report.rows, report.decisions), (4, 4, 4));
    // Responses 0, 280, 490 and 985 s.
    assert!((report.response.mean - 438.75).abs() < 0.5, "{:?}", report.response);
    assert!((report.response.p50 - 280.0).abs() < 0.5 && (report.response.p90 - 985.0).abs() < 0.5);
    assert_eq!((report.late, report.queued), (0.5, 0.75));
    // On calls for 1,100 s; the record covers one hour.
    assert_eq!((report.hours_covered, report.stretches), (1.0, 1));
    assert!((report.utilisation.mean - 1_100.0 / 3_600.0).abs() < 0.001);
    assert_eq!((report.workload.least, report.workload.most), (4, 4));
    assert_eq!(report.by_hour[0].calls, 4);
}

#[test]
fn a_unit_that_drives_home_is_there_when_the_next_call_comes() {
    let calls = [(0.0, "Dispute", 3_000.0), (1_000.0, "Dispute", 1_000.0), (350.0, "Dispute", 3_000.0)];
    // In order of time: 0 at 3 km, 2 at 3 km (350 s), 1 at 1 km (1,000 s). The unit starts at 1 km.
    let settings = from_call(&calls, 2, Settings { units: 1, ..Settings::default() });
    let stays = run(&line(), &record(&calls), &settings);
    assert_eq!(course(&stays), [("0", 0, 200, 300), ("2", 350, 350, 450), ("1", 1_000, 1_200, 1_300)]);
    // The drive home of 200 s from 300 is broken off by the call at 350 s; the next, from 450, is not.
    let home = run(&line(), &record(&calls), &Settings { drive_home: true, ..settings });
    assert_eq!(course(&home), [("0", 0, 200, 300), ("2", 350, 350, 450), ("1", 1_000, 1_000, 1_100)]);
}

#[test]
fn a_call_for_two_officers_waits_for_the_second_unit() {
    let calls = [(0.0, "Petty Theft", 1_000.0), (10.0, "Burglary", 1_000.0), (20.0, "Petty Theft", 1_000.0)];
    let settings = from_call(&calls, 0, Settings { units: 2, policy: Policy::plain(), ..Settings::default() });
    let replay = run(&line(), &record(&calls), &settings);
    let burglary = replay.answers.iter().find(|answer| answer.call_id == "1").unwrap();
    assert_eq!(burglary.units.len(), 2);
    assert!(burglary.sent >= 100_000);
    let theft = replay.answers.iter().find(|answer| answer.call_id == "2").unwrap();
    assert!(theft.sent >= burglary.cleared, "the burglary was overtaken");
    let alone = run(&line(), &record(&calls), &Settings { units: 1, ..settings });
    assert_eq!(alone.answers.len(), 3, "one unit goes alone where there is no other");
}

#[test]
fn rows_left_out_are_told_with_line_and_reason() {
    let mut text = record(&[(0.0, "Dispute", 1_000.0), (1.0, "Dispute", 50_000.0)]);
    text.push_str("0,2020-01-01T00:00:00,x,0,0\nq,never,x,0,0\nr,2020-01-01T00:00:00,x,0,95\n");
    let replay = run(&line(), &text, &Settings::default());
    let told: Vec<_> = replay.rejects.iter().map(|reject| (reject.line, reject.reason.word())).collect();
    assert_eq!(told, [(3, "off_map"), (4, "duplicate_id"), (5, "bad_time"), (6, "bad_coordinates")]);
    assert_eq!(replay.report.calls + replay.report.rejected.values().sum::<u64>(), replay.report.rows);
    let empty = super_error(&line(), "call_id,call_time,lon,lat\n", &Settings::default());
    assert!(matches!(empty, ReplayError::NoCalls { rows: 0 }));
    let nobody = super_error(&line(), &text, &Settings { units: 0, ..Settings::default() });
    assert!(matches!(nobody, ReplayError::Settings(_)));
}

fn super_error(map: &RoadMap, record: &str, settings: &Settings) -> ReplayError {
    replay(map, record.as_bytes(), settings, &mut |_, _| {}).unwrap_err()
}

/// Every call is answered once or left out, no unit is on two calls at once, and time runs forward.
fn check_conservation(replay: &Replay) {
    let ids: HashSet<&str> = replay.answers.iter().map(|answer| answer.call_id.as_str()).collect();
    assert_eq!(ids.len(), replay.answers.len());
    assert_eq!(replay.report.calls + replay.report.rejected.values().sum::<u64>(), replay.report.rows);
    let mut tours: Vec<(u32, i64, i64)> = Vec::new();
    for answer in &replay.answers {
        assert!(answer.received <= answer.sent && answer.sent <= answer.arrived && answer.arrived <= answer.cleared);
        assert!(!answer.units.is_empty());
        tours.extend(answer.units.iter().map(|unit| (*unit, answer.sent, answer.cleared)));
    }
    tours.sort_unstable();
    for pair in tours.windows(2) {
        assert!(pair[0].0 != pair[1].0 || pair[0].2 <= pair[1].1, "unit on two calls: {pair:?}");
    }
}

#[test]
fn random_days_keep_the_laws_and_repeat_exactly() {
    let map = line();
    for seed in 0..20 {
        let mut random = StdRng::seed_from_u64(seed);
        let kinds = ["Burglary", "Noise Nuisance", "Person W/gun", "Petty Theft"];
        let calls: Vec<_> = (0..200)
            .map(|_| {
                (
                    random.random_range(0.0..90_000.0),
                    kinds[random.random_range(0..4)],
                    random.random_range(0.0..10_000.0),
                )
            })
            .collect();
        let settings =
            Settings { units: random.random_range(1..6), seed, drive_home: seed % 2 == 0, ..Settings::default() };
        let text = record(&calls);
        let one = run(&map, &text, &settings);
        check_conservation(&one);
        assert_eq!(one.answers.len(), 200);
        let two = run(&map, &text, &settings);
        assert_eq!(one.answers, two.answers);
        let mut report = two.report;
        report.decisions_per_second = one.report.decisions_per_second;
        assert_eq!(one.report, report);
        let other = run(&map, &text, &Settings { seed: seed + 100, ..settings });
        assert_ne!(one.answers, other.answers);
    }
}

fn data(name: &str) -> Option<PathBuf> {
    let beside = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let folder = std::env::var_os("KAIMEN_DATA").map_or_else(|| beside.to_owned(), PathBuf::from);
    let path = folder.join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: no {}; name the folder in KAIMEN_DATA", path.display());
    None
}

/// With Poisson arrivals, exponential service and no travel, the replay is M/M/c and must agree with Erlang C.
#[test]
fn waiting_agrees_with_erlang_c() {
    let Some(path) = data("reference/erlang_vectors.json") else { return };
    let vectors: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let map = line();
    let mut compared = 0;
    for vector in vectors["erlang"].as_array().unwrap() {
        let number = |name: &str| vector[name].as_f64().unwrap();
        let (servers, offered) = (number("servers") as u32, number("offered_erlangs"));
        if servers > 50 || offered / f64::from(servers) > 0.86 {
            continue; // Too long a run for the queue to forget its past.
        }
        let mut random = StdRng::seed_from_u64(u64::from(servers));
        let mut time = 0.0;
        let calls: Vec<_> = (0..60_000)
            .map(|_| {
                time += -(1.0 - random.random::<f64>()).ln() * 1_200.0 / offered;
                (time, "", 5_000.0)
            })
            .collect();
        let settings = Settings { units: servers, one_grade: true, two_officers: false, ..Settings::default() };
        let report = run(&map, &record(&calls), &settings).report;
        let (waits, wait) = (number("erlang_c"), number("mean_wait_in_service_times"));
        assert!((report.queued - waits).abs() < 0.01 + 0.05 * waits, "{servers}/{offered}: {} {waits}", report.queued);
        let mean = report.mean_wait / 1_200.0;
        assert!((mean - wait).abs() < 0.002 + 0.15 * wait, "{servers}/{offered}: wait {mean}, theory {wait}");
        let busy = offered / f64::from(servers);
        assert!((report.utilisation.mean - busy).abs() < 0.02, "{servers}/{offered}: busy {}", report.utilisation.mean);
        println!(
            "{servers:>3} units, {offered:>5} erlang: waits {:.4} (theory {waits:.4}), wait {mean:.4} ({wait:.4})",
            report.queued
        );
        compared += 1;
    }
    assert!(compared >= 5, "only {compared} vectors were compared");
}

#[test]
fn the_san_francisco_record_runs_whole() {
    let Some(folder) = data("sf_matched") else { return };
    let map = open(&import(&folder, &mut |_| {}).unwrap().source);
    let calls = std::fs::read(folder.join("sfpd_calls.csv.gz")).unwrap();
    let settings = Settings::default();
    let one = replay(&map, calls.as_slice(), &settings, &mut |_, _| {}).unwrap();
    println!("{}", one.report);
    check_conservation(&one);
    assert_eq!(one.report.rows, 24_833);
    assert!(one.report.calls > 12_000);
    let two = replay(&map, calls.as_slice(), &settings, &mut |_, _| {}).unwrap();
    assert_eq!(one.answers, two.answers);
}
