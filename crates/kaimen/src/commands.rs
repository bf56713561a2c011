//! Commands: one file each.

mod map;
mod recommend;
mod replay;

use clap::Subcommand;

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make, export and describe map files.
    #[command(subcommand)]
    Map(map::Map),
    /// Say which units reach a place first, and why.
    Recommend(recommend::Recommend),
    /// Drive recorded calls through the live decision code on real streets.
    Replay(replay::Replay),
}

impl Command {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Map(command) => command.run(),
            Self::Recommend(command) => command.run(),
            Self::Replay(command) => command.run(),
        }
    }
}
