//! Any bytes as a map file; what opens must be searchable.
//!
//! Random bytes fail at the first checksum, so half of the runs put the checksums right: behind them a map must be
//! checked as if anybody had written it.
#![no_main]

use kaimen_roads::{Position, Profile, RoadMap, Search, places::Places, route};
use libfuzzer_sys::fuzz_target;

const HEADER: usize = 32;
const ENTRY: usize = 24;

/// Puts length and checksums right, as far as the bytes go.
fn repair(bytes: &mut [u8]) -> Option<()> {
    let number = |bytes: &[u8], at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
    let sections = (number(bytes, 8)? >> 32) as usize;
    let table = HEADER..HEADER.checked_add(sections.min(1_000) * ENTRY)?;
    bytes.get(table.clone())?;
    for entry in table.clone().step_by(ENTRY) {
        let (from, length) = (number(bytes, entry + 8)? as usize, number(bytes, entry + 16)? as usize);
        let sum = bytes.get(from..from.saturating_add(length)).map(crc32fast::hash);
        bytes[entry + 4..entry + 8].copy_from_slice(&sum.unwrap_or(0).to_le_bytes());
    }
    let length = bytes.len() as u64;
    bytes[16..24].copy_from_slice(&length.to_le_bytes());
    let sum = crc32fast::hash(&bytes[table]);
    bytes[24..28].copy_from_slice(&sum.to_le_bytes());
    let sum = crc32fast::hash(&bytes[..28]);
    bytes[28..32].copy_from_slice(&sum.to_le_bytes());
    Some(())
}

fn travel(bytes: &[u8]) {
    let Ok(map) = RoadMap::from_bytes(bytes) else { return };
    let at = map.info().bounds.centre();
    let last = map.segment_count() - 1;
    for segment in [0, last / 2, last] {
        let _ = (map.street(segment), map.shape(segment), map.segment(segment));
    }
    let ends = [Position { segment: 0, along: 7 }, Position { segment: last, along: 65_535 }];
    for profile in Profile::ALL {
        let _ = map.snap(at, profile);
        let _ = route(&map, &mut Search::new(), profile, ends[0], ends[1]);
        let _ = Search::new().times_from(&map, profile, ends[1], &ends);
    }
    if let Ok(places) = Places::of(&map) {
        let _ = (places.find("st", 5), places.near(at));
    }
}

fuzz_target!(|bytes: &[u8]| {
    travel(bytes);
    let mut bytes = bytes.to_vec();
    if repair(&mut bytes).is_some() {
        travel(&bytes);
    }
});
