//! `kaimen simulate`.

use std::fs;

use crate::support::{kaimen, town_map};

const ASK: &str = "simulate --map town.map --officers 12 --places 40 --calls-per-day 100 --days 2 --runs 3";

/// [`ASK`] without what the options say themselves: an option is given once.
fn ask_with(options: &str) -> String {
    let given: Vec<&str> = options.split(' ').filter(|word| word.starts_with("--")).collect();
    let mut words = ASK.split(' ');
    let mut kept = Vec::new();
    while let Some(word) = words.next() {
        if given.contains(&word) {
            words.next();
        } else {
            kept.push(word);
        }
    }
    format!("{} {options}", kept.join(" "))
}

#[test]
fn both_measures_are_told_and_the_same_seed_gives_the_same_figures() {
    let folder = town_map();
    let run = kaimen(folder.path(), &format!("{ASK} --policy closest,spare,coverage,interrupt,move-up,area,live"));
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    for words in
        ["response, s", "late: more than 480 s", "waited", "against closest on the same calls", "units on calls"]
    {
        assert!(run.out.contains(words), "{words}: {run:?}");
    }
    assert!(run.out.lines().all(|line| line.chars().count() <= 110), "{}", run.out);
    assert_eq!(
        kaimen(folder.path(), &format!("{ASK} --policy closest,spare,coverage,interrupt,move-up,area,live")).out,
        run.out
    );
    let json = kaimen(folder.path(), &format!("{ASK} --policy closest,closest --json")).json();
    let [first, same] = json["policies"].as_array().unwrap().as_slice() else { panic!("two policies: {json}") };
    assert_eq!(first["response"]["value"], same["response"]["value"]);
    assert_eq!(same["late"]["difference"], serde_json::json!({ "mean": 0.0, "half": 0.0 }));
    assert!(first["response"]["value"]["mean"].as_f64() > Some(10.0), "{json}");
    assert_eq!(first["busy_by_unit"].as_array().unwrap().len(), 12);
    assert!((400..=800).contains(&json["calls"].as_u64().unwrap()), "{}", json["calls"]);
    let other = kaimen(folder.path(), &format!("{ASK} --policy closest,closest --seed 3 --json")).json();
    assert_ne!(other["policies"][0]["response"], first["response"]);
}

#[test]
fn options_change_what_they_say() {
    let folder = town_map();
    let figure = |options: &str, of: &str| {
        let json = kaimen(folder.path(), &ask_with(&format!("--policy closest {options} --json"))).json();
        json["policies"][0][of]["value"]["mean"].as_f64().unwrap()
    };
    assert!(figure("--late 60", "late") > figure("--late 600", "late"));
    assert!(figure("--on-scene 2", "busy") > 1.5 * figure("", "busy"));
    assert!(figure("--calls-per-day 200", "busy") > 1.5 * figure("", "busy"));
    assert!(figure("--stop 5-6", "stops") > 1.2 * figure("--stop 15-16", "stops"));
    assert_eq!(figure("--no-patrol", "stops"), 0.0);
    assert!(figure("--travel foot", "response") > 2.0 * figure("", "response"));
    assert!(figure("--shifts 1", "response") < figure("--shifts 3", "response"));
}

#[test]
fn the_rules_of_the_district_can_be_tried() {
    let folder = town_map();
    fs::write(folder.path().join("rules.json"), r#"{"rest_handicap_ms": 120000, "load_step_ms": 15000}"#).unwrap();
    let json = kaimen(folder.path(), &ask_with("--policy live,spare,closest --live rules.json --json")).json();
    assert_eq!(json["policies"][0]["response"]["value"], json["policies"][1]["response"]["value"]);
    assert_ne!(json["policies"][0]["response"]["value"], json["policies"][2]["response"]["value"]);
    let plain = kaimen(folder.path(), &ask_with("--policy live,closest --json")).json();
    assert_eq!(plain["policies"][0]["response"]["value"], plain["policies"][1]["response"]["value"]);
    fs::write(folder.path().join("wrong.json"), r#"{"rest": 1}"#).unwrap();
    kaimen(folder.path(), &ask_with("--live wrong.json")).failed(1, "makes no sense");
}

#[test]
fn a_record_gives_places_and_hours_or_the_calls_themselves() {
    let folder = town_map();
    let mut text = String::from("call_id,call_time,call_type,lon,lat\n");
    for number in 0..60 {
        let (day, hour, lon) = (1 + number % 3, 8 + number % 12, -71.0 + f64::from(number % 20) * 1e-3);
        text.push_str(&format!("c{number},2024-05-0{day}T{hour:02}:10:00,Petty Theft,{lon:.4},42.01\n"));
    }
    fs::write(folder.path().join("calls.csv"), text).unwrap();
    let ask = format!("{ASK} --calls calls.csv --policy closest --units units.csv --json");
    let drawn = kaimen(folder.path(), &ask).json();
    assert_eq!(drawn["demand"], 20);
    let table = fs::read_to_string(folder.path().join("units.csv")).unwrap();
    assert_eq!((table.lines().next(), table.lines().count()), (Some("unit,station,shift,closest"), 13));
    let recorded = kaimen(folder.path(), &format!("{ask} --as-recorded-from 2024-05-02")).json();
    assert_eq!(recorded["calls"], 3 * 40, "two days of the record in each of three runs");
    kaimen(folder.path(), &format!("{ask} --as-recorded-from 2023-05-02")).failed(1, "no call in the 2 days");
    kaimen(folder.path(), &format!("{ask} --as-recorded-from 2024-05-02 --warm-up 5")).failed(1, "whole days");
}

#[test]
fn what_makes_no_sense_is_said() {
    let folder = town_map();
    for (options, words) in [
        ("--policy best", "closest"),
        ("--stop 16-10", "shortest"),
        ("--station x", "NAME=N"),
        ("--officers 0", "1..=5000"),
        ("--travel horse", "ebike"),
        ("--as-recorded-from 2024-05-02", "--calls"),
    ] {
        let run = kaimen(folder.path(), &ask_with(options));
        assert!(run.code == 2 && run.err.contains(words), "{options}: {run:?}");
    }
    for (options, words) in [
        ("--station 月球派出所=3", "no station"),
        ("--days 0", "days"),
        ("--calls none.csv", "check that the file exists"),
        ("--visits 2", "between 0 and 1"),
        ("--calls-per-day NaN", "calls a day"),
    ] {
        kaimen(folder.path(), &ask_with(options)).failed(1, words);
    }
}
