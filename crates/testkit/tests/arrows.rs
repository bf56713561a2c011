//! The shape of the house: which crate may know which, and which know nothing of async, web or SQL.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// What each crate may depend on inside the house; the binary and the test kit may know everything.
const ARROWS: [(&str, &[&str]); 8] = [
    ("kaimen-domain", &[]),
    ("kaimen-roads", &[]),
    ("kaimen-dispatch", &["kaimen-domain", "kaimen-roads"]),
    ("kaimen-plan", &["kaimen-domain", "kaimen-roads", "kaimen-dispatch"]),
    ("kaimen-sim", &["kaimen-domain", "kaimen-roads", "kaimen-dispatch", "kaimen-plan"]),
    ("kaimen-store", &["kaimen-domain"]),
    ("kaimen-app", &["kaimen-domain", "kaimen-roads", "kaimen-dispatch", "kaimen-store"]),
    ("kaimen-web", &["kaimen-domain", "kaimen-roads", "kaimen-dispatch", "kaimen-app"]),
];
const PURE: [&str; 5] = ["kaimen-domain", "kaimen-roads", "kaimen-dispatch", "kaimen-plan", "kaimen-sim"];
const IMPURE: [&str; 5] = ["tokio", "axum", "sea-orm", "sqlx", "tower"];

#[test]
fn nothing_points_back() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut knows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in metadata["packages"].as_array().unwrap() {
        let normal = package["dependencies"].as_array().unwrap().iter().filter(|one| one["kind"].is_null());
        let names = normal.map(|one| one["name"].as_str().unwrap().to_owned()).collect();
        knows.insert(package["name"].as_str().unwrap().to_owned(), names);
    }
    let ours: BTreeSet<&str> = knows.keys().map(String::as_str).collect();
    let named: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).chain(["kaimen", "kaimen-testkit"]).collect();
    assert_eq!(ours, named, "a new crate needs its arrows here and in docs/architecture.md");
    for (name, allowed) in ARROWS {
        let inside: Vec<&str> = knows[name].iter().map(String::as_str).filter(|one| ours.contains(one)).collect();
        assert!(inside.iter().all(|one| allowed.contains(one)), "{name} may not know {inside:?}");
    }
    for name in PURE {
        let impure: Vec<_> = IMPURE.iter().filter(|one| knows[name].contains(**one)).collect();
        assert!(impure.is_empty(), "{name} may not know {impure:?}");
    }
}
