//! Time per recommendation.
fn main() {}
