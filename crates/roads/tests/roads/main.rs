//! The road core from the outside: import, build, open, search.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may fail the test")]

mod broken;
mod conditions;
mod district;
mod extract;
mod follow;
mod hierarchy;
mod jemss;
mod oracle;
mod places;
mod random;
mod real;
mod support;
mod tiles;
mod turns;
mod vector_tile;
