//! Simulations against theory, against laws of conservation, and against themselves.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a failed step fails the test, a skipped one says so")]

mod conservation;
mod support;
mod theory;
