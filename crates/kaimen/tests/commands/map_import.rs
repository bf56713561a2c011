//! `kaimen map import` and `kaimen map info`.

use std::fs;
use std::process::{Command, Stdio};

use crate::support::{closed_folder, data, kaimen, names, town, town_map};

#[test]
fn a_folder_of_tables_becomes_a_map_and_says_what_it_holds() {
    let folder = town();
    let run = kaimen(folder.path(), "map import tables --out town.map --rejects left_out.csv --json");
    let json = run.json();
    assert_eq!(
        (json["name"].as_str(), json["stations"].as_u64(), json["hospitals"].as_u64()),
        (Some("tables"), Some(1), Some(1))
    );
    assert!(json["kilometres"].as_f64().unwrap() > 10.0 && json["nodes"].as_u64().unwrap() > 50, "{json}");
    assert!(json["seconds"].as_f64().unwrap() < 60.0);
    assert_eq!(json["bytes"].as_u64(), Some(fs::metadata(folder.path().join("town.map")).unwrap().len()));
    let counted: u64 = json["rejects"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(counted, 5, "{json}");
    let list = fs::read_to_string(folder.path().join("left_out.csv")).unwrap();
    assert_eq!(list.lines().next(), Some("file,line,reason,text"));
    assert_eq!(list.lines().count(), 6, "{list}");
    assert!(list.contains("road_nodes.csv,146,"), "{list}");

    let info = kaimen(folder.path(), "map info town.map --json").json();
    for key in ["name", "kilometres", "nodes", "segments", "arcs", "stations", "hospitals", "bytes"] {
        assert_eq!(info[key], json[key], "{key}");
    }
    let plain = kaimen(folder.path(), "map info town.map");
    assert!(plain.out.contains(&format!("nodes       {}\n", info["nodes"])), "{plain:?}");
}

#[test]
fn the_plain_answer_counts_what_was_left_out_and_no_bar_is_drawn_without_a_terminal() {
    let folder = town();
    let run = kaimen(folder.path(), "map import tables --out town.map");
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    for words in ["left out    5 records", "--rejects", "stations    1", "town.map"] {
        assert!(run.out.contains(words), "{run:?}");
    }
}

#[test]
fn an_existing_map_is_only_replaced_when_asked() {
    let folder = town_map();
    let before = fs::read(folder.path().join("town.map")).unwrap();
    kaimen(folder.path(), "map import tables --out town.map").failed(1, "--force");
    assert_eq!(fs::read(folder.path().join("town.map")).unwrap(), before);
    let run = kaimen(folder.path(), "map import tables --out town.map --name other --force --json");
    assert_eq!(run.json()["name"], "other");
    assert_eq!(names(folder.path()), ["tables", "town.map"]);
    kaimen(folder.path(), "map import tables --out tables --force").failed(1, "input");
    fs::create_dir(folder.path().join("empty")).unwrap();
    kaimen(folder.path(), "map import tables --out empty --force").failed(1, "is not a file");
}

#[test]
fn input_that_is_none_is_an_error_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("noise.osm.pbf"), b"\0\0\0\x0dthis is no extract").unwrap();
    fs::write(folder.path().join("text.txt"), "text").unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    for (input, words) in [
        ("none.osm.pbf", "check that the file exists"),
        ("none", "check that the file exists"),
        ("noise.osm.pbf", "download it again"),
        ("text.txt", "neither an .osm.pbf"),
        ("empty", "road_nodes.csv"),
    ] {
        kaimen(folder.path(), &format!("map import {input} --out new.map")).failed(1, words);
    }
    assert_eq!(names(folder.path()), ["empty", "noise.osm.pbf", "text.txt"]);
    kaimen(folder.path(), "map info none.map").failed(1, "kaimen map");
    kaimen(folder.path(), "map info text.txt").failed(1, "make the map again");
}

#[test]
fn an_extract_that_was_cut_off_is_an_error() {
    let Some(extract) = data("osm/baltimore.osm.pbf") else { return };
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(extract).unwrap();
    fs::write(folder.path().join("cut.osm.pbf"), &bytes[..bytes.len() / 2]).unwrap();
    kaimen(folder.path(), "map import cut.osm.pbf --out new.map").failed(1, "cut off");
    assert_eq!(names(folder.path()), ["cut.osm.pbf"]);
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error() {
    let folder = town_map();
    kaimen(folder.path(), "map import tables --out none/new.map").failed(1, "check that the folder exists");
    kaimen(folder.path(), "map import tables --out new.map --rejects none/r.csv")
        .failed(1, "check that the folder exists");
    assert_eq!(names(folder.path()), ["tables", "town.map"]);
    let Some(closed) = closed_folder() else { return };
    let shown = closed.display();
    kaimen(folder.path(), &format!("map import tables --out {shown}/new.map")).failed(1, "may be written");
    kaimen(folder.path(), &format!("map export town.map --nodes {shown}/n.csv --edges e.csv"))
        .failed(1, "may be written");
    assert_eq!(names(folder.path()), ["tables", "town.map"]);
}

#[test]
fn a_damaged_map_is_an_error() {
    let folder = town_map();
    let path = folder.path().join("town.map");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, &bytes).unwrap();
    kaimen(folder.path(), "map info town.map").failed(1, "damaged");
    fs::write(&path, &bytes[..middle]).unwrap();
    kaimen(folder.path(), "map info town.map").failed(1, "make the map again");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = town_map();
    let mut child = Command::new(env!("CARGO_BIN_EXE_kaimen"))
        .args(["map", "info", "town.map"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success() && done.stderr.is_empty(), "{done:?}");
}

#[test]
fn real_extracts_become_maps() {
    let folder = tempfile::tempdir().unwrap();
    for (name, kilometres) in [("sf_matched", 400.0), ("osm/baltimore.osm.pbf", 100.0), ("osm/monaco.osm.pbf", 50.0)] {
        let Some(input) = data(name) else { return };
        let run = kaimen(folder.path(), &format!("map import {} --out real.map --force --json", input.display()));
        let json = run.json();
        assert!(json["kilometres"].as_f64().unwrap() > kilometres, "{name}: {json}");
        assert!(json["arcs"]["car"].as_u64().unwrap() > 1_000, "{name}: {json}");
        println!("{name}: {} km in {} s", json["kilometres"], json["seconds"]);
    }
}
