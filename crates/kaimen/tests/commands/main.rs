//! The built program, run as a person would run it, in folders of its own.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step fails the test")]

mod audit;
mod audit_log;
mod calendar;
mod deadline;
mod demo;
mod durable;
mod help;
mod http;
mod identity;
mod key;
mod map_export;
mod map_import;
mod recommend;
mod replay;
mod retention;
mod running;
mod secrets;
mod serve;
mod simulate;
mod slow;
mod station;
mod support;
mod textbook;
mod theory;
mod unit_import;
