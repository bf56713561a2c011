//! `kaimen replay`.

use std::fs;
use std::path::Path;

use crate::support::{Dice, data, kaimen, town_map};

/// A record of 400 calls in ten days, and five rows that are no calls.
fn record(folder: &Path) {
    let mut text = String::from("call_id,call_time,call_type,lon,lat\n");
    let mut dice = Dice(5);
    for number in 0..400 {
        let (day, hour, minute) = (1 + dice.roll(10), dice.roll(24), dice.roll(60));
        let (lon, lat) = (-71.0 + dice.roll(220) as f64 * 1e-4, 42.0 + dice.roll(220) as f64 * 1e-4);
        let kind = ["Petty Theft", "Noise Nuisance", "Burglary", "Person W/gun"][dice.roll(4)];
        text.push_str(&format!("c{number},2024-05-{day:02}T{hour:02}:{minute:02}:00,{kind},{lon:.4},{lat:.4}\n"));
    }
    text.push_str("c1,2024-05-01T00:00:00,x,-71,42\nq,never,x,-71,42\nr,2024-05-01T00:00:00,x,-71,95\n");
    text.push_str("s,2024-05-01T00:00:00,x,-60,42\nt,2024-05-01T00:00:00\n");
    fs::write(folder.join("calls.csv"), text).unwrap();
}

/// Rows are calls answered and rows left out, and the list names the latter.
fn adds_up(folder: &Path, calls: &str, units: u32) -> serde_json::Value {
    let arguments = format!("replay --map town.map --calls {calls} --units {units} --rejects left_out.csv --json");
    let json = kaimen(folder, &arguments).json();
    let left_out: u64 = json["rejected"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(json["rows"].as_u64().unwrap(), json["calls"].as_u64().unwrap() + left_out);
    let list = fs::read_to_string(folder.join("left_out.csv")).unwrap();
    assert_eq!(list.lines().next(), Some("line,call_id,reason"));
    assert_eq!(list.lines().count() as u64, left_out + 1);
    for (reason, count) in json["rejected"].as_object().unwrap() {
        let listed = list.lines().filter(|line| line.ends_with(&format!(",{reason}"))).count();
        assert_eq!(Some(listed as u64), count.as_u64(), "{reason}");
    }
    let hours: u64 = json["by_hour"].as_array().unwrap().iter().map(|hour| hour["calls"].as_u64().unwrap()).sum();
    assert_eq!(Some(hours), json["calls"].as_u64());
    json
}

#[test]
fn counts_add_up_and_the_same_seed_gives_the_same_figures() {
    let folder = town_map();
    record(folder.path());
    let json = adds_up(folder.path(), "calls.csv", 4);
    assert_eq!(json["rows"], 405);
    assert!(json["calls"].as_u64().unwrap() > 300, "{json}");
    for reason in ["duplicate_id", "bad_time", "bad_coordinates", "off_map", "row"] {
        assert!(json["rejected"][reason].as_u64() >= Some(1), "{reason}: {json}");
    }
    let figures = |arguments: &str| {
        let run =
            kaimen(folder.path(), &format!("replay --map town.map --calls calls.csv --units 4 --json {arguments}"));
        let mut json = run.json();
        json["decisions_per_second"].take();
        json
    };
    assert_eq!(figures("--seed 9"), figures("--seed 9"));
    assert_ne!(figures("--seed 9")["response"], figures("--seed 10")["response"]);
    assert!(figures("--late 1")["late"].as_f64() > figures("--late 3000")["late"].as_f64());
    assert_ne!(figures("--profile foot")["travel"], figures("")["travel"]);
}

#[test]
fn the_plain_answer_is_a_table() {
    let folder = town_map();
    record(folder.path());
    let run = kaimen(folder.path(), "replay --map town.map --calls calls.csv --units 4 --late 300");
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    for words in ["4 units on town, seed 1", "response", "later than 300 s", "duplicate_id"] {
        assert!(run.out.contains(words), "{run:?}");
    }
}

#[test]
fn records_that_cannot_be_used_are_errors() {
    let folder = town_map();
    record(folder.path());
    let ask = "replay --map town.map --calls calls.csv --units 4";
    kaimen(folder.path(), &ask.replace("calls.csv", "none.csv")).failed(1, "check that the file exists");
    kaimen(folder.path(), &ask.replace("town.map", "none.map")).failed(1, "none.map");
    kaimen(folder.path(), &format!("{ask} --rejects none/r.csv")).failed(1, "check that the folder exists");
    fs::write(folder.path().join("columns.csv"), "call_id,lon,lat\n1,2,3\n").unwrap();
    kaimen(folder.path(), &ask.replace("calls.csv", "columns.csv")).failed(1, "no column \"call_time\"");
    fs::write(folder.path().join("far.csv"), "call_id,call_time,lon,lat\n1,2024-05-01T00:00:00,3,4\n").unwrap();
    kaimen(folder.path(), &ask.replace("calls.csv", "far.csv")).failed(1, "check that the map covers");
    fs::write(folder.path().join("cut.csv.gz"), [0x1f, 0x8b, 8, 0, 0]).unwrap();
    kaimen(folder.path(), &ask.replace("calls.csv", "cut.csv.gz")).failed(1, "cannot be read");
}

#[test]
fn the_record_of_san_francisco_adds_up() {
    let Some(tables) = data("sf_matched") else { return };
    let folder = tempfile::tempdir().unwrap();
    let shown = tables.display();
    assert_eq!(kaimen(folder.path(), &format!("map import {shown} --out town.map")).code, 0);
    let json = adds_up(folder.path(), &format!("{shown}/sfpd_calls.csv.gz"), 40);
    assert_eq!(json["rows"], 24_833);
    assert!(json["calls"].as_u64() > Some(12_000));
}
