//! `kaimen replay`.

use std::fs::File;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use clap::builder::RangedU64ValueParser;
use kaimen_roads::{Profile, RoadMap};
use kaimen_sim::{Settings, replay};

use super::output::{say, say_json};
use super::progress::Bar;
use super::whole_file::WholeFile;

/// Drive recorded calls through the live decision code on real streets.
///
/// Units start at places drawn from the record, drive as long as the roads say, stay a random time (20 minutes on
/// average) and are free again. The times are those of a model: compare numbers of units and rules with them, do not
/// promise them to anybody. The same map, calls and options give the same figures.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen replay --map wujin.map --calls calls.csv.gz --units 40
  kaimen replay --map wujin.map --calls calls.csv --units 40 --late 600 --json --rejects rejects.csv

Columns of the record: call_id,call_time,lon,lat and, where known, call_type; others are ignored.
Times are written 2024-05-01T17:38:00, with or without zone.")]
pub(crate) struct Replay {
    /// Map file, made by `kaimen map import`.
    #[arg(long, value_name = "FILE")]
    map: PathBuf,
    /// Record of calls, CSV or gzipped CSV.
    #[arg(long, value_name = "CSV")]
    calls: PathBuf,
    /// Units on duty all the time.
    #[arg(long, value_name = "N", default_value_t = Settings::default().units,
        value_parser = RangedU64ValueParser::<u32>::new().range(1..=u64::from(Settings::MOST_UNITS)))]
    units: u32,
    /// Officers in each unit.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = RangedU64ValueParser::<u8>::new().range(1..=99))]
    crew: u8,
    /// How the units travel: car, ebike or foot.
    #[arg(long, value_name = "WORD", default_value = "car")]
    profile: Profile,
    /// Seed of the starting places and the times at the scene.
    #[arg(long, value_name = "N", default_value_t = Settings::default().seed)]
    seed: u64,
    /// Responses longer than this count as late.
    #[arg(long, value_name = "SECONDS", default_value_t = Settings::default().late_seconds)]
    late: u32,
    /// List the calls left out in a table: line,call_id,reason.
    #[arg(long, value_name = "CSV")]
    rejects: Option<PathBuf>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

impl Replay {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let map = RoadMap::open(&self.map)?;
        let shown = self.calls.display();
        let record = File::open(&self.calls)
            .with_context(|| format!("cannot open the record of calls {shown}; check that the file exists"))?;
        let Self { units, crew, profile, seed, late: late_seconds, .. } = self;
        let settings = Settings { units, crew, profile, seed, late_seconds, ..Settings::default() };
        let bar = Bar::new();
        let done = replay(&map, record, &settings, &mut |done, all| bar.tell("calls", done, all));
        bar.finish();
        let done = done.with_context(|| format!("replay of {shown}"))?;
        if let Some(file) = &self.rejects {
            WholeFile::table(file, &["line", "call_id", "reason"], &done.rejects, |reject| {
                vec![reject.line.to_string(), reject.id.clone(), reject.reason.word().to_owned()]
            })?;
        }
        if self.json { say_json(&done.report) } else { say(done.report.to_string().trim_end()) }
    }
}
