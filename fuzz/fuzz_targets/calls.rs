//! Any bytes as a record of calls, plain or gzipped.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(calls) = kaimen_sim::calls::read(bytes) {
        let left_out: u64 = calls.rejected.values().sum();
        assert_eq!(calls.rows, calls.calls.len() as u64 + left_out);
        assert!(calls.calls.is_sorted_by_key(|call| call.time));
    }
});
