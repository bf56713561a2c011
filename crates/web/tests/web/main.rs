//! The addresses of kaimen, asked as a browser asks them, each test on SQLite and on PostgreSQL.

mod routes;
mod steps;
