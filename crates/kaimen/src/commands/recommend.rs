//! `kaimen recommend`.

mod answer;
mod ask;
mod words;

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use clap::Args;
use clap::builder::RangedU64ValueParser;
use kaimen_dispatch::{Need, Policy, Reason, Reject, read_units, recommend};
use kaimen_domain::unit::{Grade, Skill, Skills};
use kaimen_roads::{Coordinate, RoadMap, Search};

use self::answer::Answer;
use super::output::{say, say_json};
use super::whole_file::WholeFile;

/// Say which units reach a place first, and why.
///
/// The order is that of travel time by road alone, so that it can be checked against other programs. With --rules
/// they are the rules of the live service by default: positions older than five minutes do not count.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen recommend --map wujin.map --units units.csv --at 119.95,31.71
  kaimen recommend --map sf.map --units units.csv --at -122.41,37.78 -k 3 --json
  kaimen recommend --map wujin.map --units units.csv --at 119.95,31.71 --skill first_aid --officers 2 --rules

Columns of the units: unit,lon,lat,profile (car, ebike or foot); where known status
(available, committed, en_route, on_scene, break, off), skills, crew, fix_age_seconds.
Bad rows are named and left out. Units that tie go in the order of their names.")]
pub(crate) struct Recommend {
    /// Map file, made by `kaimen map import`.
    #[arg(long, value_name = "FILE")]
    map: PathBuf,
    /// Table of units.
    #[arg(long, value_name = "CSV")]
    units: PathBuf,
    /// The place in degrees, longitude first.
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true, value_parser = ask::place)]
    at: Coordinate,
    /// How many units to name.
    #[arg(short, value_name = "N", default_value_t = 3,
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=Need::MOST as u64))]
    k: usize,
    /// Urgency, 1 (danger to life) to 4 (no hurry); grade 1 takes the nearest whatever the rules spare.
    #[arg(long, value_name = "1-4", default_value = "3", value_parser = ask::grade)]
    grade: Grade,
    /// Skill that every unit must have: negotiation, first_aid, female_officer, english, water_rescue or minors. May be
    /// given more than once.
    #[arg(long, value_name = "WORD", value_delimiter = ',')]
    skill: Vec<Skill>,
    /// Officers needed in all; more units are named where their crews do not add up.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = RangedU64ValueParser::<u8>::new().range(1..=99))]
    officers: u8,
    /// Apply the default rules of the live service.
    #[arg(long)]
    rules: bool,
    /// List the rows left out in a table (line,reason) in place of messages.
    #[arg(long, value_name = "CSV")]
    rejects: Option<PathBuf>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

impl Recommend {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let map = RoadMap::open(&self.map)?;
        let shown = self.units.display();
        let table = File::open(&self.units)
            .with_context(|| format!("cannot open the table of units {shown}; check that the file exists"))?;
        // Ages count from this instant; which one it is makes no difference.
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let units = read_units(table, &map, now).with_context(|| format!("units {shown}"))?;
        tell(&self.units, self.rejects.as_deref(), &units.rejects)?;
        if units.board.is_empty() {
            let rows = units.rejects.len();
            bail!(
                "no unit is left in {shown} ({rows} rows left out): give at least one good row of unit,lon,lat,profile"
            );
        }
        let policy = if self.rules { Policy::default() } else { Policy::plain() };
        let skills = self.skill.iter().fold(Skills::NONE, |skills, &skill| skills.with(skill));
        let need = Need { skills, officers: self.officers, ..Need::nearest(self.at, self.k, self.grade) };
        ask::on_the_map(&map, self.at, &policy)?;
        let found = recommend(&units.board, &map, &mut Search::new(), &need, &policy, now);
        if let Some(reason @ Reason::OffRoad { .. }) = found.shortfall.first() {
            bail!("{}", words::of(reason));
        }
        let answer = Answer::new(self.at, &found, units.rejects)?;
        if self.json { say_json(&answer) } else { say(&answer.lines()) }
    }
}

/// Names the rows left out.
fn tell(units: &Path, list: Option<&Path>, rejects: &[Reject]) -> anyhow::Result<()> {
    if let Some(list) = list {
        return WholeFile::table(list, &["line", "reason"], rejects, |reject| {
            vec![reject.line.to_string(), reject.reason.clone()]
        });
    }
    for Reject { line, reason } in rejects {
        eprintln!("kaimen: {} line {line} left out: {reason}", units.display());
    }
    Ok(())
}
