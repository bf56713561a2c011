//! Files that are made from the code and committed: `make bless` writes them, tests find those that are stale.

use std::path::Path;

/// Fails where the committed file (path from the root of the repository) is not `text`; under `KAIMEN_BLESS` it is
/// written instead.
#[track_caller]
pub fn is_fresh(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
    if std::env::var_os("KAIMEN_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let line = committed.lines().zip(text.lines()).take_while(|(old, new)| old == new).count() + 1;
    assert!(committed == text, "{file} is stale from line {line} on: `make bless` writes it anew");
}
