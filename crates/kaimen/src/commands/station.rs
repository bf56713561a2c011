//! `kaimen station`.

mod add;
mod list;
mod place;

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use kaimen_app::{App, SignInSettings};
use kaimen_dispatch::Policy;
use kaimen_domain::id::StationId;

use crate::server::{self, Settings};

/// Stations, and the posts and rooms below them.
#[derive(Subcommand)]
pub(crate) enum Station {
    /// Show the tree of stations.
    List(list::List),
    /// Add a station, or a post or room below one.
    Add(add::Add),
    /// Put a station, post or room below another, or make it stand by itself.
    Place(place::Place),
}

impl Station {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::List(command) => command.run(),
            Self::Add(command) => command.run(),
            Self::Place(command) => command.run(),
        }
    }
}

/// Where the installation is.
#[derive(Args)]
struct Where {
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

impl Where {
    async fn open(self) -> anyhow::Result<App> {
        let settings = Settings {
            map: self.map,
            data: self.data,
            database: self.database,
            policy: Policy::default(),
            log_name: None,
            sign_in: SignInSettings::default(),
        };
        server::open(settings).await
    }
}

/// The station with a name.
fn named(app: &App, name: &str) -> anyhow::Result<StationId> {
    let stations = app.stations();
    let found = stations.iter().find(|station| station.name == name);
    found
        .map(|station| station.id)
        .with_context(|| format!("no station is called {name:?}: see them with `kaimen station list`"))
}
