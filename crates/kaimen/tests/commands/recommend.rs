//! `kaimen recommend` against a textbook search over the exported tables.

use std::fs;
use std::path::Path;

use crate::support::{Dice, data, kaimen, town_map};
use crate::textbook::{Network, PROFILES, milliseconds};

/// Compares the answers of the program with the textbook's for several fleets and places.
fn compare(folder: &Path, places: usize, seed: u64) {
    let run = kaimen(folder, "map export town.map --nodes n.csv --edges e.csv");
    assert_eq!(run.code, 0, "{run:?}");
    let network = Network::read(&folder.join("n.csv"), &folder.join("e.csv"));
    let (targets, mut dice, mut compared) = (network.common(), Dice(seed), 0);
    assert!(!targets.is_empty(), "no node is open to all");
    for fleet in [&[0][..], &[1], &[2], &[0, 1, 2]] {
        let units: Vec<(String, usize, usize)> = (0..60)
            .map(|number| {
                let profile = fleet[dice.roll(fleet.len())];
                let nodes: Vec<usize> =
                    (0..network.nodes.len()).filter(|&node| network.usable[profile][node]).collect();
                (format!("U{number:03}"), profile, nodes[dice.roll(nodes.len())])
            })
            .collect();
        let rows = units.iter().map(|(unit, profile, node)| {
            let (lon, lat) = &network.nodes[*node];
            format!("{unit},{lon},{lat},{}\n", PROFILES[*profile])
        });
        fs::write(folder.join("units.csv"), format!("unit,lon,lat,profile\n{}", rows.collect::<String>())).unwrap();
        for _ in 0..places {
            let (target, k) = (targets[dice.roll(targets.len())], 1 + dice.roll(8));
            let times: Vec<Vec<Option<u64>>> = (0..3).map(|profile| network.times_to(profile, target)).collect();
            let mut expected: Vec<(u64, &str, &str)> = units
                .iter()
                .filter_map(|(unit, profile, node)| Some((times[*profile][*node]?, unit.as_str(), PROFILES[*profile])))
                .collect();
            expected.sort_unstable();
            expected.truncate(k);
            let (lon, lat) = &network.nodes[target];
            let run =
                kaimen(folder, &format!("recommend --map town.map --units units.csv --at {lon},{lat} -k {k} --json"));
            let json = run.json();
            let picks: Vec<(u64, &str, &str)> = json["picks"]
                .as_array()
                .unwrap()
                .iter()
                .map(|pick| {
                    let seconds = pick["eta_seconds"].as_f64().unwrap();
                    let word = |key: &str| pick[key].as_str().unwrap();
                    ((seconds * 1e3).round() as u64, word("unit"), word("profile"))
                })
                .collect();
            assert_eq!(picks, expected, "fleet {fleet:?}, node {target} at {lon},{lat}");
            assert_eq!(json["shortfall"].as_array().unwrap().is_empty(), expected.len() == k);
            compared += picks.len();
        }
    }
    assert!(compared > 4 * places, "only {compared} picks were compared");
}

#[test]
fn picks_and_times_are_those_of_a_textbook_search() {
    compare(town_map().path(), 12, 7);
}

/// The same on a real map. The tables know no turn restrictions; the tests of the roads hold those against an oracle.
fn compare_real(name: &str, seed: u64) {
    let Some(input) = data(name) else { return };
    let folder = tempfile::tempdir().unwrap();
    let run = kaimen(folder.path(), &format!("map import {} --out town.map --without-turns", input.display()));
    assert_eq!(run.code, 0, "{run:?}");
    compare(folder.path(), 6, seed);
}

#[test]
fn picks_and_times_are_those_of_a_textbook_search_in_san_francisco() {
    compare_real("sf_matched", 1);
}

#[test]
fn picks_and_times_are_those_of_a_textbook_search_in_porto() {
    compare_real("osm/porto.osm.pbf", 2);
}

#[test]
fn picks_and_times_are_those_of_a_textbook_search_in_baltimore() {
    compare_real("osm/baltimore.osm.pbf", 3);
}

#[test]
fn picks_and_times_are_those_of_a_textbook_search_in_monaco() {
    compare_real("osm/monaco.osm.pbf", 4);
}

const ASK: &str = "recommend --map town.map --units units.csv --at -70.99,42.01";

fn units(folder: &Path, rows: &str) {
    fs::write(folder.join("units.csv"), format!("unit,lon,lat,profile,status,skills,crew,fix_age_seconds\n{rows}"))
        .unwrap();
}

#[test]
fn seconds_have_three_places_and_reasons_are_given() {
    let folder = town_map();
    units(
        folder.path(),
        "A,-70.99,42.01,car,on_scene,,1,0\nB,-70.98,42.01,car,,,1,0\nC,-70.985,42.0,foot,,english,2,900\n",
    );
    let run = kaimen(folder.path(), &format!("{ASK} -k 2 --json"));
    let json = run.json();
    let etas: Vec<&str> = run.out.lines().filter_map(|line| line.trim().strip_prefix("\"eta_seconds\": ")).collect();
    assert!(etas.len() >= 3 && etas.iter().all(|eta| milliseconds(eta.trim_end_matches(',')) < 10_000_000), "{etas:?}");
    assert_eq!(json["passed_over"][0]["unit"], "A");
    assert_eq!(json["passed_over"][0]["reason"]["code"], "on_scene");
    assert_eq!(json["picks"][0]["reasons"][0]["code"], "closest_free");
    assert_eq!(json["rejects"].as_array().map(Vec::len), Some(0));
    let table = kaimen(folder.path(), &format!("{ASK} -k 2"));
    for words in ["nearest by road of those that may go", "passed over", "at another call"] {
        assert!(table.out.contains(words), "{table:?}");
    }
    let skilled = kaimen(folder.path(), &format!("{ASK} -k 1 --skill english --officers 2 --grade 1 --json")).json();
    assert_eq!((skilled["picks"][0]["unit"].as_str(), skilled["picks"].as_array().map(Vec::len)), (Some("C"), Some(1)));
    // With the rules a position of 900 s does not count.
    let ruled = kaimen(folder.path(), &format!("{ASK} -k 1 --skill english --rules --json")).json();
    assert_eq!(ruled["shortfall"][0]["code"], "all_stale");
    let told = kaimen(folder.path(), &format!("{ASK} -k 1 --skill english --rules"));
    assert!(told.code == 0 && told.out.contains("short: the positions of all 1 free units are too old"), "{told:?}");
}

#[test]
fn bad_rows_are_named_and_the_others_still_count() {
    let folder = town_map();
    units(
        folder.path(),
        "A,-70.99,42.01,car,,,,\nA,-70.99,42.01,car,,,,\nB,x,42,car,,,,\nC,-70.99,42.01,boat,,,,\nD,1\n,1,2,car\n",
    );
    let run = kaimen(folder.path(), &format!("{ASK} --json"));
    let json = run.json();
    assert_eq!((json["picks"][0]["unit"].as_str(), json["rejects"].as_array().map(Vec::len)), (Some("A"), Some(5)));
    assert_eq!(json["shortfall"][0]["code"], "fewer_than_asked");
    for line in 3..=7 {
        assert!(run.err.contains(&format!("units.csv line {line} left out: ")), "{run:?}");
    }
    let run = kaimen(folder.path(), &format!("{ASK} --rejects left_out.csv"));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let list = fs::read_to_string(folder.path().join("left_out.csv")).unwrap();
    assert_eq!((list.lines().next(), list.lines().count()), (Some("line,reason"), 6), "{list}");
    units(folder.path(), "B,x,42,car,,,,\n");
    kaimen(folder.path(), ASK).failed(1, "no unit is left");
    units(folder.path(), "");
    kaimen(folder.path(), ASK).failed(1, "no unit is left");
    fs::write(folder.path().join("units.csv"), "unit,lon,lat\nA,1,2\n").unwrap();
    kaimen(folder.path(), ASK).failed(1, "no column \"profile\"");
}

#[test]
fn missing_files_and_places_off_the_map_are_errors() {
    let folder = town_map();
    units(folder.path(), "A,-70.99,42.01,car,,,,\n");
    kaimen(folder.path(), &ASK.replace("units.csv", "none.csv")).failed(1, "none.csv; check that the file exists");
    kaimen(folder.path(), &ASK.replace("town.map", "none.map")).failed(1, "none.map");
    kaimen(folder.path(), &ASK.replace("town.map", "units.csv")).failed(1, "not a kaimen map file");
    for place in ["-70.5,42.01", "70.99,42.01", "0,0", "-70.99,-42.01"] {
        kaimen(folder.path(), &ASK.replace("-70.99,42.01", place)).failed(1, "off the map");
    }
    // A unit off the map is no error: it is named.
    units(folder.path(), "A,-70.99,42.01,car,,,,\nFar,10,10,car,,,,\n");
    let json = kaimen(folder.path(), &format!("{ASK} -k 2 --json")).json();
    assert_eq!(
        (json["passed_over"][0]["unit"].as_str(), json["passed_over"][0]["eta_seconds"].is_null()),
        (Some("Far"), true)
    );
}
