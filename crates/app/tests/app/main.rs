//! Acts of the application, each test on SQLite and on PostgreSQL.

mod access;
mod audit;
mod flow;
mod jobs;
mod medical;
mod race;
mod receipt;
mod repeat;
mod session;
mod stream;
