//! The kaimen binary.
fn main() {}
