//! Acts of the application, each test on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod access;
mod attachment;
mod audit;
mod deadline;
mod device;
mod factor;
mod faults;
mod files;
mod flow;
mod identity;
mod jobs;
mod link;
mod log;
mod matter;
mod medical;
mod race;
mod receipt;
mod repeat;
mod retention;
mod rights;
mod search;
mod session;
mod stream;
mod vault;
