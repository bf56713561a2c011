//! `kaimen calendar`.

use std::fs;
use std::path::Path;

use crate::support::{Run, kaimen, town_map};

#[test]
fn a_shipped_year_is_shown_without_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let run = kaimen(folder.path(), "calendar show 2011");
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[0], "2011: 国办发明电〔2010〕40号");
    assert_eq!(lines[1], "2011-01-01 Sat off");
    assert!(lines.contains(&"2011-01-30 Sun work") && lines.contains(&"2011-02-02 Wed off"), "{lines:?}");
    assert!(kaimen(folder.path(), "calendar show 2026").out.contains("26 to 31 December wait for the notice of 2027"));
    kaimen(folder.path(), "calendar show 2027").failed(1, "the public holidays of 2027 are not loaded");
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none(), "nothing is made");
}

fn import(folder: &Path, rows: &str) -> Run {
    fs::write(folder.join("2027.csv"), rows).unwrap();
    kaimen(folder, "calendar import 2027.csv --year 2027 --notice 国办发明电〔2026〕0号 --map town.map")
}

#[test]
fn a_year_is_loaded_and_loaded_again() {
    let folder = town_map();
    let off: String = (1..=11).map(|day| format!("2027-02-{day:02},off\n")).collect();
    let run = import(folder.path(), &format!("date,day\n{off}2027-01-31,work\n"));
    assert_eq!(run.out, "days of 2027 loaded: 12; running deadlines that end on another day now: 0\n", "{run:?}");
    let shown = kaimen(folder.path(), "calendar show 2027").out;
    assert!(shown.starts_with("2027: 国办发明电〔2026〕0号\n2027-01-31 Sun work\n2027-02-01 Mon off\n"), "{shown}");
    assert!(!kaimen(folder.path(), "calendar show 2026").out.contains("wait for the notice"));
    let run = import(folder.path(), &format!("date,day\n{off}2026-12-31,off\n"));
    assert_eq!(run.code, 0, "{run:?}");
    assert!(kaimen(folder.path(), "calendar show 2027").out.contains("2026-12-31 Thu off"));
    assert_eq!(kaimen(folder.path(), "audit verify").code, 0);
}

#[test]
fn wrong_rows_are_named_and_nothing_is_taken() {
    let folder = town_map();
    let run = import(folder.path(), "date,day\n2027-02-30,off\n2027-02-01,rest\n2027-02-02,work\n");
    run.failed(1, "nothing was taken from 2027.csv");
    for part in
        ["line 2: \"2027-02-30\" is no date", "line 3: \"rest\" is neither", "line 4: 2027-02-02 is no Saturday"]
    {
        assert!(run.err.contains(part), "{part}: {}", run.err);
    }
    import(folder.path(), "date,day\n2027-01-01,off\n").failed(1, "only 1 days off in 2027");
    import(folder.path(), &"x".repeat(70_000)).failed(1, "larger than 64 KiB");
    kaimen(folder.path(), "calendar import nothing.csv --year 2027 --notice x --map town.map")
        .failed(1, "cannot read nothing.csv");
    kaimen(folder.path(), "calendar show 2027").failed(1, "not loaded");
}
