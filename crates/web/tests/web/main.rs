//! The addresses of kaimen, asked as a browser asks them; on SQLite and on PostgreSQL where records are read or written.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step fails the test")]

mod api;
mod assets;
mod document;
mod escape;
mod gate;
mod headers;
mod outside;
mod pages;
mod problems;
mod repeat;
mod routes;
mod steps;
mod stream;
