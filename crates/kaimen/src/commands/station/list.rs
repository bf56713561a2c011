//! `kaimen station list`.

use clap::Args;
use kaimen_domain::id::StationId;
use kaimen_store::station::Station;

use super::Where;
use crate::commands::output::say;

/// Show the tree of stations.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen station list --map wujin.map --data /var/lib/kaimen

What stands below a station is indented under it. A chief sees the own station and all below it.")]
pub(crate) struct List {
    #[command(flatten)]
    at: Where,
}

impl List {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        tokio::runtime::Runtime::new()?.block_on(async {
            let app = self.at.open().await?;
            let stations = app.stations();
            if stations.is_empty() {
                return say("there is no station yet: `kaimen unit import` and `kaimen station add` make them");
            }
            branch(&stations, None, 0)
        })
    }
}

fn branch(stations: &[Station], parent: Option<StationId>, depth: usize) -> anyhow::Result<()> {
    for station in stations.iter().filter(|station| station.parent == parent) {
        say(&format!("{:indent$}{}", "", station.name, indent = depth * 2))?;
        branch(stations, Some(station.id), depth + 1)?;
    }
    Ok(())
}
