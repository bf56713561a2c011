//! `kaimen account`.

mod add;
mod list;
mod reset_factors;
mod revoke;

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, Subcommand};
use kaimen_app::{App, Caller, SignInSettings};
use kaimen_dispatch::Policy;

use crate::server::{self, Settings, chain};

/// Accounts of staff.
#[derive(Subcommand)]
pub(crate) enum Account {
    Add(add::Add),
    List(list::List),
    ResetFactors(reset_factors::ResetFactors),
    Revoke(revoke::Revoke),
}

impl Account {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        tokio::runtime::Runtime::new()?.block_on(async {
            match self {
                Self::Add(command) => command.run().await,
                Self::List(command) => command.run().await,
                Self::ResetFactors(command) => command.run().await,
                Self::Revoke(command) => command.run().await,
            }
        })
    }
}

/// Which installation.
#[derive(Args)]
struct Place {
    /// Map file, made by `kaimen map import`.
    #[arg(long, value_name = "FILE", env = "KAIMEN_MAP")]
    map: PathBuf,
    /// Folder for the database and the secret of the installation; the same as for `kaimen serve`.
    #[arg(long, value_name = "FOLDER", env = "KAIMEN_DATA_FOLDER", default_value = "kaimen-data")]
    data: PathBuf,
    /// Database, where it is not the SQLite file in the data folder; the same as for `kaimen serve`.
    #[arg(long, value_name = "ADDRESS", env = "KAIMEN_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

impl Place {
    async fn open(self) -> anyhow::Result<App> {
        let Self { map, data, database } = self;
        let policy = Policy::default();
        server::open(Settings { map, data, database, policy, log_name: None, sign_in: SignInSettings::default() }).await
    }
}

/// The account that a username names.
async fn named(app: &App, username: &str) -> anyhow::Result<kaimen_app::Account> {
    let accounts = app.accounts(&Caller::system()).await.map_err(chain)?;
    match accounts.into_iter().find(|account| account.username == username) {
        Some(account) => Ok(account),
        None => bail!("nobody is called {username}: `kaimen account list` names everybody"),
    }
}
