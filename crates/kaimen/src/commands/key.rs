//! `kaimen key`.

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use chrono::{DateTime, SecondsFormat, Utc};
use clap::{Args, Subcommand};
use kaimen_app::vault::{retire, rotate, standing};
use kaimen_app::{App, Clock, Ids, Keyring, SystemClock};
use kaimen_store::Database;

use super::output::say;
use super::progress::Bar;
use crate::server::{chain, sqlite_url, what_database};

/// Keys that seal what is secret in the database.
#[derive(Subcommand)]
pub(crate) enum Key {
    /// Make a new key and put everything secret under it.
    Rotate(Rotate),
    /// List the keys and how much stands under each.
    List(Place),
}

/// Make a new key and put everything secret under it.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen key rotate --data /var/lib/kaimen
  kaimen key rotate --retire --data /var/lib/kaimen

The server may be running and needs no restart. Cut off at any moment, nothing is lost: the next
`kaimen key rotate` goes on where it stopped. Older keys stay in the file `keys`, because backups of
the database need them. Once no such backup is kept, --retire takes them out of the file; then those
backups, and what was erased since, cannot be read any more, by anybody.")]
pub(crate) struct Rotate {
    #[command(flatten)]
    place: Place,
    /// Make no new key; take older keys, under which nothing stands, out of the file.
    #[arg(long)]
    retire: bool,
}

/// List the keys and how much stands under each.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen key list --data /var/lib/kaimen")]
pub(crate) struct Place {
    /// Folder with the files `keys` and `secret.key`; the same as for `kaimen serve`.
    #[arg(long, value_name = "FOLDER", env = "KAIMEN_DATA_FOLDER", default_value = "kaimen-data")]
    data: PathBuf,
    /// Database, where it is not the SQLite file in the data folder; the same as for `kaimen serve`.
    #[arg(long, value_name = "ADDRESS", env = "KAIMEN_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

impl Key {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        tokio::runtime::Runtime::new()?.block_on(async {
            match self {
                Self::Rotate(Rotate { place, retire: false }) => place.rotate().await,
                Self::Rotate(Rotate { place, retire: true }) => place.retire().await,
                Self::List(place) => place.list().await,
            }
        })
    }
}

/// Database and keys of an installation that is there.
struct Opened {
    database: Database,
    keys: Arc<Keyring>,
    ids: Arc<Ids>,
    now: DateTime<Utc>,
}

impl Place {
    async fn open(&self) -> anyhow::Result<Opened> {
        let shown = self.data.display();
        if !self.data.join("secret.key").exists() {
            bail!("there is no secret.key in {shown}: name the folder of the installation with --data");
        }
        if self.database.is_none() && !self.data.join("kaimen.sqlite").exists() {
            bail!("there is no kaimen.sqlite in {shown}: name the folder with --data, or the database with --database");
        }
        let ids = Ids::from_system().context("the operating system gives no randomness")?;
        let salts = Ids::seeded(ids.bytes());
        let now = SystemClock.now();
        let secret = App::secret(&self.data, &ids).map_err(chain)?;
        let keys = App::keys(&self.data, &secret, now).map_err(chain)?;
        let url = self.database.clone().unwrap_or_else(|| sqlite_url(&self.data));
        let opening = what_database(&self.data, self.database.as_deref());
        let database =
            Database::open(&url, Arc::new(|_| ()), Arc::new(move || salts.bytes())).await.context(opening)?;
        Ok(Opened { database, keys: Arc::new(keys), ids: Arc::new(ids), now })
    }

    async fn rotate(&self) -> anyhow::Result<()> {
        let Opened { database, keys, ids, now } = self.open().await?;
        let bar = Bar::new();
        let rotated = rotate(&database, &keys, &ids, now, |done, total| bar.tell("records", done, total)).await;
        bar.finish();
        let rotated = rotated.map_err(chain)?;
        database.drain().await;
        let (generation, file) = (rotated.generation, self.data.join("keys"));
        let what = if rotated.resumed { "finished: the rotation to key" } else { "made: key" };
        say(&format!(
            "{what} {generation}; records put under it: {}\nback up {} now, and not where the database is backed up",
            rotated.keys,
            file.display()
        ))
    }

    async fn retire(&self) -> anyhow::Result<()> {
        let Opened { database, keys, now, .. } = self.open().await?;
        let retired = retire(&database, &keys, now).await.map_err(chain)?;
        database.drain().await;
        if retired.is_empty() {
            return say("no key was taken out: none is older than the present one and without records");
        }
        let numbers = retired.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        say(&format!("taken out of {}: key {numbers}", self.data.join("keys").display()))
    }

    async fn list(&self) -> anyhow::Result<()> {
        let Opened { database, keys, .. } = self.open().await?;
        let mut table = String::from("key  made                  records");
        for line in standing(&database, &keys).await.map_err(chain)? {
            let made = line.created.map(|made| made.to_rfc3339_opts(SecondsFormat::Secs, true));
            let made = made.as_deref().unwrap_or("not in the file");
            let note = if line.current { "  in use" } else { "" };
            // Writing to a string cannot fail.
            let _ = write!(table, "\n{:<4} {made:<21} {:>7}{note}", line.generation, line.keys);
        }
        say(&table)
    }
}
