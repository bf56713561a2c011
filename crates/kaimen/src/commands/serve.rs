//! `kaimen serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use kaimen_dispatch::Policy;

use super::output::say;
use crate::server::{self, Settings};

/// Serve a bureau.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen map import wujin.osm.pbf --out wujin.map
  kaimen unit import units.csv --map wujin.map --data /var/lib/kaimen
  kaimen account add --data /var/lib/kaimen --map wujin.map --username admin --name 管理员 --role administrator
  kaimen serve --map wujin.map --data /var/lib/kaimen

SIGTERM and Ctrl-C stop it; what was answered is on the disk.")]
pub(crate) struct Serve {
    /// Map file, made by `kaimen map import`.
    #[arg(long, value_name = "FILE", env = "KAIMEN_MAP")]
    map: PathBuf,
    /// Folder for the database and the secret of the installation.
    #[arg(long, value_name = "FOLDER", env = "KAIMEN_DATA_FOLDER", default_value = "kaimen-data")]
    data: PathBuf,
    /// Database: `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/NAME`. Without it an SQLite file in the data folder.
    #[arg(long, value_name = "ADDRESS", env = "KAIMEN_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// Address to listen on.
    #[arg(long, value_name = "ADDRESS:PORT", env = "KAIMEN_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// A proxy with a certificate stands in front: cookies are bound to HTTPS, and any address may be listened on.
    #[arg(long, env = "KAIMEN_BEHIND_HTTPS")]
    behind_https: bool,
    /// Parameters of the dispatch rules as JSON; those not named keep their defaults.
    #[arg(long, value_name = "FILE", env = "KAIMEN_POLICY")]
    policy: Option<PathBuf>,
}

impl Serve {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        server::start_logging();
        let policy = match &self.policy {
            None => Policy::default(),
            Some(file) => {
                let text = std::fs::read(file).with_context(|| format!("policy {}", file.display()))?;
                serde_json::from_slice(&text).with_context(|| format!("policy {}", file.display()))?
            }
        };
        tokio::runtime::Runtime::new()?.block_on(async {
            let settings = Settings { map: self.map, data: self.data, database: self.database, policy };
            let app = server::open(settings).await?;
            if app.is_empty().await.map_err(server::chain)? {
                say("nobody can sign in yet: make the first account with `kaimen account add`")?;
            }
            server::serve(app, self.listen, self.behind_https, |address| {
                // Standard output may be closed; the server runs all the same.
                let _ = say(&format!("kaimen serves at http://{address}"));
            })
            .await
        })
    }
}
