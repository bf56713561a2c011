//! `kaimen map export`.

use std::fs;

use crate::support::{kaimen, names, town_map};
use crate::textbook::Network;

#[test]
fn the_tables_hold_the_whole_network() {
    let folder = town_map();
    let run = kaimen(folder.path(), "map export town.map --nodes n.csv --edges e.csv");
    assert_eq!(run.code, 0, "{run:?}");
    let network = Network::read(&folder.path().join("n.csv"), &folder.path().join("e.csv"));
    let info = kaimen(folder.path(), "map info town.map --json").json();
    assert_eq!(info["nodes"].as_u64(), Some(network.nodes.len() as u64));
    let edges = fs::read_to_string(folder.path().join("e.csv")).unwrap();
    for (column, profile) in [(3, "car"), (4, "ebike"), (5, "foot")] {
        let open = edges.lines().skip(1).filter(|line| line.split(',').nth(column) != Some("")).count() as u64;
        assert_eq!(info["arcs"][profile].as_u64(), Some(open), "{profile}");
        let closed = edges.lines().skip(1).count() as u64 - open;
        assert!(profile == "foot" || closed > 0, "the town should have streets closed to {profile}");
    }
    // Again over the old tables gives the same.
    assert_eq!(kaimen(folder.path(), "map export town.map --nodes n.csv --edges e.csv").code, 0);
    assert_eq!(fs::read_to_string(folder.path().join("e.csv")).unwrap(), edges);
    assert_eq!(names(folder.path()), ["e.csv", "n.csv", "tables", "town.map"]);
}

#[test]
fn nothing_half_written_is_left() {
    let folder = town_map();
    let before = fs::read(folder.path().join("town.map")).unwrap();
    kaimen(folder.path(), "map export town.map --nodes n.csv --edges none/e.csv")
        .failed(1, "check that the folder exists");
    kaimen(folder.path(), "map export town.map --nodes n.csv --edges n.csv").failed(1, "same file");
    kaimen(folder.path(), "map export town.map --nodes n.csv --edges town.map").failed(1, "replace the map file");
    kaimen(folder.path(), "map export none.map --nodes n.csv --edges e.csv").failed(1, "none.map");
    assert_eq!(names(folder.path()), ["tables", "town.map"]);
    assert_eq!(fs::read(folder.path().join("town.map")).unwrap(), before);
}
