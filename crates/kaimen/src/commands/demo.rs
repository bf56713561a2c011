//! `kaimen demo`.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use kaimen_app::SignInSettings;
use kaimen_dispatch::Policy;

use super::output::say;
use crate::demo::{self, Life, Play};
use crate::server::{self, Settings};

/// Show a made-up district with 191 community units and everything running.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen demo
  kaimen demo --map porto.map --calls-per-hour 60
  kaimen demo --still
  kaimen demo --simulated-day 60

Each start begins afresh, with new passwords; --keep goes on with the last one. The demo listens on
this machine only. Units move and answer by themselves; as soon as you sign in as an officer, that
unit waits for you.")]
pub(crate) struct Demo {
    /// Seed of the made-up district: the same seed makes the same streets and people.
    #[arg(long, value_name = "N", default_value_t = 2011)]
    seed: u64,
    /// A real map instead of the made-up district, made by `kaimen map import`.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Folder for map and database.
    #[arg(long, value_name = "FOLDER", default_value = "kaimen-data/demo")]
    data: PathBuf,
    /// Address to listen on; of this machine only.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080", value_parser = server::address)]
    listen: SocketAddr,
    /// Calls that come in by themselves; 0 for none.
    #[arg(long, value_name = "NUMBER", default_value_t = 40.0)]
    calls_per_hour: f64,
    /// Nobody moves and nothing happens by itself.
    #[arg(long)]
    still: bool,
    /// Play a day of `kaimen simulate` from 7 h on, at so many times the speed of life.
    #[arg(long, value_name = "TIMES", conflicts_with = "still")]
    simulated_day: Option<f64>,
    /// Go on with the database of the last demo.
    #[arg(long)]
    keep: bool,
}

impl Demo {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        if !self.listen.ip().is_loopback() {
            bail!("the demo has known people and no secrets: it listens on this machine only, such as 127.0.0.1:8080");
        }
        if self.simulated_day.is_some_and(|speed| !(1.0..=600.0).contains(&speed)) {
            bail!("--simulated-day is 1 to 600 times the speed of life");
        }
        if self.simulated_day.is_some() && self.calls_per_hour <= 0.0 {
            bail!("a simulated day needs calls: leave out --calls-per-hour, or give more than 0");
        }
        if !(0.0..=10_000.0).contains(&self.calls_per_hour) {
            bail!("--calls-per-hour is 0 to 10000");
        }
        server::start_logging();
        server::make_folder(&self.data)?;
        tokio::runtime::Runtime::new()?.block_on(async {
            // Before anything is removed: the last demo may still be running.
            let listener = server::listen(self.listen, false).await?;
            let _alone = alone(&self.data)?;
            let map = match self.map {
                Some(map) => map,
                None => demo::district(&self.data, self.seed)?,
            };
            if !self.keep {
                forget(&self.data)?;
            }
            let origin = format!("http://localhost:{}", listener.local_addr()?.port());
            let settings = Settings {
                map,
                data: self.data,
                database: None,
                policy: Policy::default(),
                log_name: None,
                sign_in: SignInSettings { origin: Some(origin), ..SignInSettings::default() },
            };
            let app = server::open(settings).await?;
            let people = demo::people(&app, self.seed).await?;
            if let Some(speed) = self.simulated_day {
                let calls_per_day = self.calls_per_hour * 24.0;
                let day = Play { speed, calls_per_day, seed: self.seed };
                let played = demo::play(app.clone(), people.clone(), day);
                tokio::spawn(async move {
                    if let Err(error) = played.await {
                        tracing::error!(%error, "the simulated day cannot be played: {error}");
                    }
                });
            } else if !self.still {
                let life = Life { calls_per_hour: self.calls_per_hour, seed: self.seed };
                tokio::spawn(demo::live(app.clone(), people.clone(), life));
            }
            server::serve(app, listener, false, |address| {
                // Standard output may be closed; the demo runs all the same.
                let _ = say(&people.greeting(address));
            })
            .await
        })
    }
}

/// Keeps every demo off the folder of a bureau, and a second server off this one.
fn alone(data: &Path) -> anyhow::Result<File> {
    let mark = data.join("demo");
    if data.join("kaimen.sqlite").exists() && !mark.exists() {
        let shown = data.display();
        bail!("{shown} holds a database that is not of a demo, which would remove it: name another folder with --data");
    }
    let file = server::alone(data)?;
    std::fs::write(&mark, "").with_context(|| format!("{} cannot be written", mark.display()))?;
    Ok(file)
}

/// Removes the database of the last demo.
fn forget(data: &Path) -> anyhow::Result<()> {
    for name in ["kaimen.sqlite", "kaimen.sqlite-wal", "kaimen.sqlite-shm"] {
        let file = data.join(name);
        match std::fs::remove_file(&file) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("{} cannot be removed", file.display())),
        }
    }
    Ok(())
}
