//! Any bytes as road tables, split at the first two zero bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(3, |&byte| byte == 0);
    let (nodes, edges, points) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
    let _ = kaimen_roads::import::csv::read(nodes, edges, points, &mut |_| {});
});
