//! `kaimen audit`.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use kaimen_store::Database;

use super::output::say;
use crate::server::sqlite_url;

/// The record of what was done.
#[derive(Subcommand)]
pub(crate) enum Audit {
    /// Check that no row of the audit chain was changed, removed or put in.
    Verify(Verify),
}

/// Check that no row of the audit chain was changed, removed or put in.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen audit verify --data /var/lib/kaimen

Exit code 1 where the chain is broken; the first bad row is named.")]
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
        let url = verify.database.unwrap_or_else(|| sqlite_url(&verify.data));
        let verified = tokio::runtime::Runtime::new()?.block_on(async {
            let database = Database::open(&url, Arc::new(|_| {})).await?;
            kaimen_store::audit::verify(database.read()).await
        });
        let verified = verified.context("the database cannot be read")?;
        match verified.broken_at {
            Some(row) => bail!("the audit chain is broken at row {row}: rows from there on prove nothing"),
            None => say(&format!("the audit chain is whole: {} rows", verified.rows)),
        }
    }
}
