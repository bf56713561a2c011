//! Any bytes as a map file; what opens must be searchable. Run: `cargo +nightly fuzz run map`.
#![no_main]

use kaimen_roads::{Position, Profile, RoadMap, Search, route};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(map) = RoadMap::from_bytes(bytes) else { return };
    let at = map.info().bounds.centre();
    for profile in Profile::ALL {
        let _ = map.snap(at, profile);
        let ends = [Position { segment: 0, along: 7 }, Position { segment: map.segment_count() - 1, along: 65_535 }];
        let _ = route(&map, &mut Search::new(), profile, ends[0], ends[1]);
    }
});
