//! `kaimen audit`.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use super::output::say;
use crate::server::{sqlite_url, what_database};

/// The record of what was done.
#[derive(Subcommand)]
pub(crate) enum Audit {
    /// Check that no row of the audit chain was changed, removed or put in.
    Verify(Verify),
}

/// Check that no row of the audit chain was changed, removed or put in.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen audit verify --data /var/lib/kaimen
  KAIMEN_DATABASE=postgres://… kaimen audit verify

Exit code 0 where the chain is whole; 1 where it is broken, and the first bad row is named. The
server may be running. That rows were taken off the end shows only by comparing the number of rows
with an earlier one: write it down.")]
pub(crate) struct Verify {
    /// Folder of the SQLite file.
    #[arg(long, value_name = "FOLDER", env = "KAIMEN_DATA_FOLDER", default_value = "kaimen-data")]
    data: PathBuf,
    /// Database, where it is not the SQLite file in the data folder.
    #[arg(long, value_name = "ADDRESS", env = "KAIMEN_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

impl Audit {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let Self::Verify(verify) = self;
        if verify.database.is_none() && !verify.data.join("kaimen.sqlite").exists() {
            bail!("there is no kaimen.sqlite in {}: name the folder with --data", verify.data.display());
        }
        let opening = what_database(&verify.data, verify.database.as_deref());
        let url = verify.database.unwrap_or_else(|| sqlite_url(&verify.data));
        let verified = tokio::runtime::Runtime::new()?.block_on(async {
            let database = kaimen_store::open_to_read(&url).await?;
            kaimen_store::audit::verify::verify(&database, &[]).await
        });
        let verified = verified.context(opening)?;
        match verified.fault {
            Some(fault) => bail!("{fault}; keep everything as it is and compare it with a backup"),
            None => say(&format!("the audit chain is whole; rows: {}", verified.rows)),
        }
    }
}
