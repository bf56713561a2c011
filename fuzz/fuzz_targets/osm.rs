//! Any bytes as an OpenStreetMap extract, and as the one block of a good extract.
#![no_main]

use std::{io::Cursor, sync::Once};

use libfuzzer_sys::fuzz_target;

static QUIET: Once = Once::new();

/// A field of bytes or text.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    [&[number << 3 | 2], varint(bytes.len()).as_slice(), bytes].concat()
}

fn varint(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// A block that is not compressed, with its head.
fn block(kind: &[u8], bytes: &[u8]) -> Vec<u8> {
    let blob = field(1, bytes);
    let head = [field(1, kind), vec![3 << 3], varint(blob.len())].concat();
    [(head.len() as u32).to_be_bytes().as_slice(), &head, &blob].concat()
}

fn extract(bytes: &[u8]) -> Vec<u8> {
    let features = [field(4, b"OsmSchema-V0.6"), field(4, b"DenseNodes")].concat();
    [block(b"OSMHeader", &features), block(b"OSMData", bytes)].concat()
}

fuzz_target!(|bytes: &[u8]| {
    // The extract decoder may panic and the importer turns that into an error, so the hook that aborts must go.
    // Panics that the importer does not catch still end the run: the fuzzer catches them itself.
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let _ = kaimen_roads::import::osm::read(Cursor::new(bytes), &mut |_| {});
    let _ = kaimen_roads::import::osm::read(Cursor::new(extract(bytes)), &mut |_| {});
});
