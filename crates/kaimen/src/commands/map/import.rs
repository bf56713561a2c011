//! `kaimen map import`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};
use clap::Args;
use kaimen_roads::import::{MAX_REJECTS, Reject};
use kaimen_roads::{Progress, RoadMap, build::build, import::import};
use serde::Serialize;

use super::summary::Summary;
use crate::commands::output::{say, say_json};
use crate::commands::progress::Bar;
use crate::commands::whole_file::{WholeFile, same_file};

/// Make a map file from an OpenStreetMap extract or a folder of road tables.
///
/// The map file holds roads, travel times, street names and the base map; nothing else is needed to run. Records
/// that make no sense are left out and counted.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen map import wujin.osm.pbf --out wujin.map
  kaimen map import tables/ --out wujin.map --rejects rejects.csv
  kaimen map import wujin.osm.pbf --out wujin.map --force --json

A folder holds road_nodes.csv (node_id,lon,lat) and road_edges.csv (from,to and, where known,
length_m,oneway,highway,maxspeed,name), optionally pois.csv (lon,lat,amenity,name).")]
pub(crate) struct Import {
    /// An .osm.pbf extract, or a folder with road_nodes.csv and road_edges.csv.
    #[arg(value_name = "INPUT")]
    input: PathBuf,
    /// Map file to write; it appears only when it is whole.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Name shown to people, in place of the name of the input.
    #[arg(long)]
    name: Option<String>,
    /// Leave turn restrictions out, to compare with a program that knows none. Not for a map that sends officers.
    #[arg(long)]
    without_turns: bool,
    /// Replace the map file if there is one.
    #[arg(long)]
    force: bool,
    /// List the records left out in a table: file,line,reason,text.
    #[arg(long, value_name = "CSV")]
    rejects: Option<PathBuf>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

/// The answer.
#[derive(Serialize)]
struct Imported {
    file: PathBuf,
    #[serde(flatten)]
    map: Summary,
    seconds: f64,
    /// Records left out by reason.
    rejects: BTreeMap<&'static str, u64>,
}

impl Import {
    pub(super) fn run(self) -> anyhow::Result<()> {
        self.check()?;
        let began = Instant::now();
        let bar = Bar::new();
        let mut tell = |Progress { stage, done, total }: Progress| bar.tell(stage, done, total);
        let mut found = import(&self.input, &mut tell)?;
        if let Some(name) = &self.name {
            found.source.name.clone_from(name);
        }
        if self.without_turns {
            found.source.turns.clear();
        }
        // Written before the map, so that the list is there even if no map can be made.
        if let Some(file) = &self.rejects {
            list(file, &found.rejects)?;
        }
        build(&found.source, &self.out, &mut tell)?;
        bar.finish();
        let map = RoadMap::open(&self.out).context("the new map file cannot be used")?;
        let map = Summary::of(&map)?;
        let mut rejects = BTreeMap::new();
        found.rejects.iter().for_each(|reject| *rejects.entry(reject.reason).or_default() += 1);
        let seconds = (began.elapsed().as_secs_f64() * 1e3).round() / 1e3;
        let answer = Imported { file: self.out, map, seconds, rejects };
        if self.json { say_json(&answer) } else { say(&answer.lines(self.rejects.as_deref())) }
    }

    fn check(&self) -> anyhow::Result<()> {
        let out = self.out.display();
        if same_file(&self.input, &self.out) {
            bail!("--out names the input {out} itself: give another file");
        }
        match self.out.metadata() {
            Ok(known) if !known.is_file() => bail!("{out} is not a file: give --out the name of a file"),
            Ok(_) if !self.force => bail!("{out} is there already: add --force to replace it, or give another name"),
            _ => Ok(()),
        }
    }
}

impl Imported {
    fn lines(&self, list: Option<&Path>) -> String {
        let count: u64 = self.rejects.values().sum();
        let most = if count >= MAX_REJECTS as u64 { " or more" } else { "" };
        let mut lines =
            format!("{}\nseconds     {:.1}\nleft out    {count}{most} records", self.map.lines(), self.seconds);
        for (reason, count) in &self.rejects {
            lines.push_str(&format!("\n            {count:>6} {reason}"));
        }
        match list {
            Some(list) => lines.push_str(&format!("\n            listed in {}", list.display())),
            None if count > 0 => lines.push_str("\n            to list them add --rejects rejects.csv"),
            None => {}
        }
        format!("{lines}\nwritten     {}", self.file.display())
    }
}

fn list(file: &Path, rejects: &[Reject]) -> anyhow::Result<()> {
    WholeFile::table(file, &["file", "line", "reason", "text"], rejects, |reject| {
        vec![reject.file.clone(), reject.line.to_string(), reject.reason.to_owned(), reject.text.clone()]
    })
}
