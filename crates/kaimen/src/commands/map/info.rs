//! `kaimen map info`.

use std::path::PathBuf;

use clap::Args;
use kaimen_roads::RoadMap;

use super::summary::Summary;
use crate::commands::output::{say, say_json};

/// Say what a map file holds.
///
/// Opening checks the whole file, so this also tells whether it is undamaged.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen map info wujin.map
  kaimen map info wujin.map --json")]
pub(crate) struct Info {
    /// Map file, made by `kaimen map import`.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

impl Info {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let summary = Summary::of(&RoadMap::open(&self.file)?)?;
        if self.json { say_json(&summary) } else { say(&summary.lines()) }
    }
}
