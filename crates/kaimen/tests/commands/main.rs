//! The built program, run as a person would run it, in folders of its own.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod help;
mod map_export;
mod map_import;
mod recommend;
mod replay;
mod support;
mod textbook;
