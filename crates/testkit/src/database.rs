//! A database for one test.

use std::path::Path;
use std::process::Command;

use crate::skipped;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A database that is gone when the test ends.
pub struct Database {
    url: String,
    /// Server and name, for PostgreSQL.
    made: Option<(String, String)>,
}

impl Database {
    /// Makes an empty database; `None` where there is no PostgreSQL.
    #[must_use]
    pub fn make(backend: Backend, folder: &Path) -> Option<Self> {
        match backend {
            Backend::Sqlite => {
                Some(Self { url: format!("sqlite://{}", folder.join("test.sqlite").display()), made: None })
            }
            Backend::Postgres => {
                let Ok(server) = std::env::var("KAIMEN_TEST_POSTGRES") else {
                    skipped("KAIMEN_TEST_POSTGRES names no PostgreSQL server; `make test` starts one");
                    return None;
                };
                let name = format!("test_{}", uuid::Uuid::from_u128(unique()).simple());
                run("createdb", &server, &name);
                Some(Self { url: format!("{server}/{name}"), made: Some((server, name)) })
            }
        }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.made {
            run("dropdb", server, name);
        }
    }
}

/// Different in every process and every call.
fn unique() -> u128 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let random = std::collections::hash_map::RandomState::new();
    let hash = std::hash::BuildHasher::hash_one(&random, std::process::id());
    (u128::from(hash) << 64) | u128::from(NEXT.fetch_add(1, Ordering::Relaxed))
}

fn run(program: &str, server: &str, name: &str) {
    let mut command = Command::new(program);
    command.arg(format!("--maintenance-db={server}/postgres"));
    if program == "dropdb" {
        command.args(["--force", "--if-exists"]);
    }
    let output = command.arg(name).output().unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}
