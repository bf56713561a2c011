//! Where an installation is: options that commands share.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use kaimen_app::{App, SignInSettings};
use kaimen_dispatch::Policy;
use kaimen_store::{DatabaseConnection, StoreError};

use crate::server::{self, Settings, sqlite_url, what_database};

/// An installation to change.
#[derive(Args)]
pub(crate) struct Place {
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
    /// Opens it.
    pub(crate) async fn open(self) -> anyhow::Result<App> {
        let Self { map, data, database } = self;
        server::open(Settings {
            map,
            data,
            database,
            policy: Policy::default(),
            log_name: None,
            sign_in: SignInSettings::default(),
        })
        .await
    }
}

/// Records to read.
#[derive(Args)]
pub(crate) struct Records {
    /// Folder of the SQLite file.
    #[arg(long, value_name = "FOLDER", env = "KAIMEN_DATA_FOLDER", default_value = "kaimen-data")]
    data: PathBuf,
    /// Database, where it is not the SQLite file in the data folder.
    #[arg(long, value_name = "ADDRESS", env = "KAIMEN_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

impl Records {
    /// Reads something; from nothing where there is no database yet.
    pub(crate) fn read<T>(
        self,
        read: impl AsyncFnOnce(Option<&DatabaseConnection>) -> Result<T, StoreError>,
    ) -> anyhow::Result<T> {
        let opening = what_database(&self.data, self.database.as_deref());
        let url = match self.database {
            Some(url) => Some(url),
            None => Some(sqlite_url(&self.data)).filter(|_| self.data.join("kaimen.sqlite").exists()),
        };
        let found = tokio::runtime::Runtime::new()?.block_on(async {
            match url {
                Some(url) => read(Some(&kaimen_store::open_to_read(&url).await?)).await,
                None => read(None).await,
            }
        });
        found.context(opening)
    }
}
