//! `kaimen retention`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use kaimen_app::retention::Plan;
use kaimen_app::{App, Caller, SignInSettings};
use kaimen_dispatch::Policy;

use super::output::say;
use crate::server::{self, Settings, chain};

/// How long what is kept is kept.
#[derive(Subcommand)]
pub(crate) enum Retention {
    /// Show what is due to be erased, category by category; nothing is erased.
    Plan(Place),
    /// Erase what is due, as the server does every hour.
    Run(Run),
}

/// Show what is due to be erased, category by category; nothing is erased.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen retention plan --map wujin.map --data /var/lib/kaimen

docs/retention.md says what is kept, why and how long. The server may be running.")]
pub(crate) struct Place {
    /// Map file, made by `kaimen map import`.
    #[arg(long, value_name = "FILE", env = "KAIMEN_MAP")]
    map: PathBuf,
    /// Folder of the installation; the same as for `kaimen serve`.
    #[arg(long, value_name = "FOLDER", env = "KAIMEN_DATA_FOLDER", default_value = "kaimen-data")]
    data: PathBuf,
    /// Database, where it is not the SQLite file in the data folder; the same as for `kaimen serve`.
    #[arg(long, value_name = "ADDRESS", env = "KAIMEN_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

/// Erase what is due, as the server does every hour.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen retention run --dry-run --map wujin.map --data /var/lib/kaimen
  kaimen retention run --map wujin.map --data /var/lib/kaimen

What is under a legal hold, or belongs to a case, stays. Each deletion leaves a row in the audit log
and a proof that names no content. The server may be running. Backups are not touched: they hold what
they held until they are given up.")]
pub(crate) struct Run {
    #[command(flatten)]
    place: Place,
    /// Say what would be erased, and erase nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Retention {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        tokio::runtime::Runtime::new()?.block_on(async {
            match self {
                Self::Plan(place) | Self::Run(Run { place, dry_run: true }) => {
                    let app = place.open().await?;
                    tell(&app.retention_plan(&Caller::system()).await.map_err(chain)?)
                }
                Self::Run(Run { place, dry_run: false }) => {
                    let app = place.open().await?;
                    let erased = app.run_purge(&Caller::system()).await.map_err(chain)?;
                    app.drain().await;
                    if erased.is_empty() {
                        return say("nothing was due");
                    }
                    for one in erased {
                        say(&format!("{}: erased from {} matters", one.category.word(), one.matters))?;
                    }
                    Ok(())
                }
            }
        })
    }
}

impl Place {
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

fn tell(plan: &Plan) -> anyhow::Result<()> {
    for line in &plan.lines {
        let oldest = line.due.oldest.map(|at| format!(", oldest of {}", at.format("%Y-%m-%d")));
        say(&format!(
            "{} {}: due {}{}; held {}; in a case {}",
            line.rule.id,
            line.category.word(),
            line.due.matters,
            oldest.unwrap_or_default(),
            line.held,
            line.in_case,
        ))?;
    }
    Ok(())
}
