//! `kaimen unit import`.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::running::{Server, account, one_line};
use crate::support::{Run, kaimen, names, town_map};

const HEADER: &str = "call_sign,name,station,profile,crew,skills\n";

fn import(folder: &Path, table: impl AsRef<[u8]>) -> Run {
    fs::write(folder.join("units.csv"), table).unwrap();
    kaimen(folder, "unit import units.csv --map town.map")
}

fn added(run: &Run, units: usize, stations: usize) {
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    assert_eq!(run.out, format!("units added: {units}; stations added: {stations}\n"));
}

/// What the screens of the desk show.
fn state(folder: &Path) -> Value {
    let password = account(folder, "desk", "duty_desk", "");
    Server::serve(folder, "").signed_in("desk", &password).get("/api/state").json()
}

#[test]
fn units_and_their_stations_are_added() {
    let folder = town_map();
    // A mark of the encoding and line ends as Excel writes them, columns in another order, a name over two lines is one
    // field.
    let table = "\u{feff}skills,crew,profile,station,name,call_sign,remark\r\n\
                 first_aid english,2,car,Station One,\"王伟, 张敏\",湖塘01,x\r\n\
                 ,1,ebike,Station One,李静,湖塘02,\r\n";
    added(&import(folder.path(), table), 2, 1);
    // The station is known now, so it need not be on the map any more.
    let tables = folder.path().join("tables");
    fs::write(tables.join("pois.csv"), "lon,lat,amenity,name\n-70.98,42.0,police,Station Two\n").unwrap();
    assert_eq!(kaimen(folder.path(), "map import tables --out town.map --force").code, 0);
    let table = format!("{HEADER}湖塘03,赵强,Station One,foot,20,\n新城01,孙平,Station Two,car,1,minors\n");
    added(&import(folder.path(), table), 2, 1);

    let state = state(folder.path());
    let stations = state["stations"].as_array().unwrap();
    assert_eq!(stations.len(), 2);
    let id = |name: &str| &stations.iter().find(|station| station["name"] == name).unwrap()["id"];
    let units: Vec<&Value> = state["units"].as_array().unwrap().iter().collect();
    assert_eq!(units.len(), 4);
    let unit = |sign: &str| units.iter().find(|unit| unit["call_sign"] == sign).unwrap();
    let first = unit("湖塘01");
    assert_eq!((&first["name"], &first["profile"], &first["crew"]), (&"王伟, 张敏".into(), &"car".into(), &2.into()));
    assert_eq!(first["skills"], serde_json::json!(["first_aid", "english"]));
    assert_eq!(unit("湖塘02")["skills"], serde_json::json!([]));
    assert!(units.iter().all(|unit| unit["status"] == "off" && unit["lon"].is_null()));
    for (sign, station) in [("湖塘01", "Station One"), ("湖塘03", "Station One"), ("新城01", "Station Two")] {
        assert_eq!(&unit(sign)["station_id"], id(station), "{sign}");
    }
    assert_eq!(kaimen(folder.path(), "audit verify").code, 0);
}

#[test]
fn every_wrong_row_is_named_with_its_line_and_nothing_is_taken() {
    let folder = town_map();
    added(&import(folder.path(), format!("{HEADER}Z1,Somebody,Station One,car,1,\n")), 1, 1);
    let rows: [(&[u8], &str); 20] = [
        (b"A1,Good,Station One,car,1,", ""),
        (b"A1,Twice,Station One,car,1,", "\"A1\" is already on line 2"),
        (b"Z1,Taken,Station One,car,1,", "\"Z1\" is in use already"),
        (b"A2,Nowhere,Station Nine,car,1,", "no police station called \"Station Nine\""),
        (b"A3,Hospital,General,car,1,", "no police station called \"General\""),
        (b"A4,Boat,Station One,boat,1,", "use car, ebike or foot"),
        (b"A5,Skill,Station One,car,1,first_aid flying", "unknown skill \"flying\""),
        (b"A6,Nobody,Station One,car,0,", "crew is \"0\": give 1 to 20"),
        (b"A7,Many,Station One,car,21,", "crew is \"21\": give 1 to 20"),
        (b"A8,More,Station One,car,300,", "give 1 to 20"),
        (b"A9,Less,Station One,car,-1,", "give 1 to 20"),
        (b"B1,Word,Station One,car,two,", "give 1 to 20"),
        (b"B2,Empty,Station One,car,,", "crew is empty"),
        (b",Nameless,Station One,car,1,", "call_sign is empty"),
        (b"B3,,Station One,car,1,", "name is empty"),
        (b"B4,Short row", "the row has too few fields"),
        (b"\xba\xfe\xcc\xc1,GBK,Station One,car,1,", "call_sign is not UTF-8: save the table as UTF-8"),
        (b"B5,Two\tlines,Station One,car,1,", "control characters"),
        (b"A sign that is longer than it may well be,X,Station One,car,1,", "longer than 32 characters"),
        (b"B6,Good,Station One,foot,20,minors", ""),
    ];
    for end in [&b"\n"[..], b"\r\n"] {
        let mut table = [HEADER.trim_end().as_bytes(), end].concat();
        for (row, _) in rows {
            table.extend([row, end].concat());
        }
        let run = import(folder.path(), &table);
        run.failed(1, "kaimen: nothing was taken; correct these rows:\n");
        let named: Vec<&str> = run.err.lines().skip(1).collect();
        let wrong = rows.iter().enumerate().filter(|(_, (_, words))| !words.is_empty());
        assert_eq!(named.len(), wrong.clone().count(), "{}", run.err);
        for (line, (at, (_, words))) in named.into_iter().zip(wrong) {
            assert!(line.starts_with(&format!("  line {}: ", at + 2)) && line.contains(words), "{words}: {line}");
        }
    }
    // Empty lines, and a field over two lines, are counted as lines.
    let table = format!("{HEADER}\n\r\nA1,\"Some\nbody\",Station One,car,1,\n\nA2,X,Station One,boat,1,");
    let run = import(folder.path(), table);
    run.failed(1, "\n  line 4: name is longer than 80 characters or has control characters\n  line 7: ");
    // The good rows of the bad tables can still come in.
    let table = format!("{HEADER}A1,Good,Station One,car,1,\nB6,Good,Station One,foot,20,minors\n");
    added(&import(folder.path(), &table), 2, 0);
    import(folder.path(), &table).failed(1, "line 2: the call sign \"A1\" is in use already\n  line 3: ");
    let state = state(folder.path());
    assert_eq!((state["units"].as_array().unwrap().len(), state["stations"].as_array().unwrap().len()), (3, 1));
}

#[test]
fn tables_that_are_none_are_refused() {
    let folder = town_map();
    for (table, words) in [
        (&b""[..], "has no column \"call_sign\""),
        (HEADER.as_bytes(), "units.csv has no rows under its first line"),
        (b"call_sign,name,station,profile\nA,B,Station One,car\n", "has no column \"crew\""),
        (b"call_sign;name;station;profile;crew\nA;B;C;car;1\n", "has no column \"call_sign\""),
        (b"call_sign,name,name,station,profile,crew\n", "has the column \"name\" twice"),
        (b"\xff\xfec\0a\0l\0l\0", "save it as CSV in UTF-8"),
    ] {
        let run = import(folder.path(), table);
        run.failed(1, words);
        one_line(&run);
    }
    for (arguments, words) in [
        ("none.csv --map town.map", "cannot read none.csv; check that it is a file that exists"),
        ("tables --map town.map", "cannot read tables; check that it is a file"),
        ("units.csv --map none.map", "no column"),
    ] {
        let run = kaimen(folder.path(), &format!("unit import {arguments}"));
        run.failed(1, words);
        one_line(&run);
    }
    kaimen(folder.path(), "unit import units.csv").failed(2, "--map");
    // A table that is no table is refused before anything is made.
    assert_eq!(names(folder.path()), ["tables", "town.map", "units.csv"]);
    let large = fs::File::create(folder.path().join("units.csv")).unwrap();
    large.set_len((32 << 20) + 1).unwrap();
    kaimen(folder.path(), "unit import units.csv --map town.map").failed(1, "larger than 32 MiB: split it");
}
