//! Any bytes as an OpenStreetMap extract. Run: `cargo +nightly fuzz run osm`.
#![no_main]

use std::{io::Cursor, sync::Once};

use libfuzzer_sys::fuzz_target;

static QUIET: Once = Once::new();

fuzz_target!(|bytes: &[u8]| {
    // The extract decoder may panic and the importer turns that into an error, so the hook that aborts must go.
    // Panics that the importer does not catch still end the run: the fuzzer catches them itself.
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let _ = kaimen_roads::import::osm::read(Cursor::new(bytes), &mut |_| {});
});
