//! `kaimen unit`.

mod import;

use clap::Subcommand;

/// Units of the bureau.
#[derive(Subcommand)]
pub(crate) enum Unit {
    /// Add units and their stations from a table.
    Import(import::Import),
}

impl Unit {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let Self::Import(import) = self;
        import.run()
    }
}
