//! Any bytes as a table of units.
#![no_main]

use std::sync::LazyLock;

use kaimen_dispatch::read_units;
use kaimen_roads::{RoadMap, build::build, district};
use libfuzzer_sys::fuzz_target;

static MAP: LazyLock<RoadMap> = LazyLock::new(|| {
    let file = std::env::temp_dir().join(format!("kaimen-fuzz-{}.map", std::process::id()));
    build(&district::generate(1), &file, &mut |_| {}).expect("the made-up district is a map");
    let map = RoadMap::open(&file).expect("the map was just written");
    let _ = std::fs::remove_file(file);
    map
});

fuzz_target!(|bytes: &[u8]| {
    let _ = read_units(bytes, &MAP, chrono::DateTime::UNIX_EPOCH);
});
