//! `kaimen map`: make, export and describe map files.

mod export;
mod import;
mod info;
mod summary;

use clap::Subcommand;

/// Make, export and describe map files.
#[derive(Subcommand)]
pub(crate) enum Map {
    Import(import::Import),
    Export(export::Export),
    Info(info::Info),
}

impl Map {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Import(command) => command.run(),
            Self::Export(command) => command.run(),
            Self::Info(command) => command.run(),
        }
    }
}
