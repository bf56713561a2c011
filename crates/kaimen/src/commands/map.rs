//! `kaimen map`: make, export and describe map files.

mod export;
mod import;
mod info;
mod summary;

use clap::Subcommand;

/// Make, export and describe map files.
#[derive(Subcommand)]
pub(crate) enum Map {
    /// Make a map file from an OpenStreetMap extract or a folder of road tables.
    Import(import::Import),
    /// Write the road graph of a map file as two tables.
    Export(export::Export),
    /// Say what a map file holds.
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
