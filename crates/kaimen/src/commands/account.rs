//! `kaimen account`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use kaimen_app::account::NewAccount;
use kaimen_app::{App, Caller};
use kaimen_dispatch::Policy;
use kaimen_domain::role::Role;

use super::output::say;
use crate::server::{self, Settings, chain};

/// Accounts of staff.
#[derive(Subcommand)]
pub(crate) enum Account {
    /// Make an account; its first password is printed once.
    Add(Add),
}

/// Make an account; its first password is printed once.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen account add --map wujin.map --data /var/lib/kaimen --username admin --name 管理员 --role administrator

Further accounts are made on the page of the administrator.")]
pub(crate) struct Add {
    /// Map file.
    #[arg(long, value_name = "FILE", env = "KAIMEN_MAP")]
    map: PathBuf,
    /// Folder for the database and the secret of the installation.
    #[arg(long, value_name = "FOLDER", env = "KAIMEN_DATA_FOLDER", default_value = "kaimen-data")]
    data: PathBuf,
    /// Database, where it is not the SQLite file in the data folder.
    #[arg(long, value_name = "ADDRESS", env = "KAIMEN_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// What is typed to sign in: small letters, digits, - _ .
    #[arg(long)]
    username: String,
    /// Name shown to colleagues.
    #[arg(long)]
    name: String,
    /// duty_desk, bureau_command or administrator; officers and chiefs are made on the page.
    #[arg(long)]
    role: Role,
}

impl Account {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let Self::Add(add) = self;
        tokio::runtime::Runtime::new()?.block_on(async {
            let settings = Settings { map: add.map, data: add.data, database: add.database, policy: Policy::default() };
            let app: App = server::open(settings).await?;
            let new = NewAccount { username: add.username, name: add.name, role: add.role, station: None, unit: None };
            let (account, password) = app.make_account(&Caller::system(), new).await.map_err(chain)?;
            app.drain().await;
            say(&format!("account {} made; password: {password}", account.username))
        })
    }
}
