//! Any bytes as an export of the audit log: what is read is verified row by row.
#![no_main]

use kaimen_domain::audit::export::Line;
use kaimen_domain::audit::verify::Verifier;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut verifier = Verifier::default();
    for line in bytes.split(|byte| *byte == b'\n') {
        let Ok(line) = Line::parse(line) else { continue };
        let _ = line.detail_fits();
        if verifier.push(&line.covered(), line.leaf()).is_err() {
            return;
        }
        // What was read is written so that it reads the same.
        let text = line.text().expect("a row that was read can be written");
        assert_eq!(Line::parse(text.as_bytes()).ok().as_ref(), Some(&line));
    }
});
