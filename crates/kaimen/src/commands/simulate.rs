//! `kaimen simulate`.

mod ask;
mod record;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use clap::builder::RangedU64ValueParser;
use kaimen_dispatch::Policy;
use kaimen_roads::RoadMap;
use kaimen_sim::simulate::layout::make;
use kaimen_sim::simulate::{Answer, Between, Layout, Patrol, Rules, Scenario, Travel, compare, draw};

use self::record::Record;
use super::output::{say, say_json};
use super::progress::Bar;
use super::whole_file::WholeFile;
use crate::demo;

/// Ask "what if" before officers are moved: simulate a district's days and compare policies on the same calls.
///
/// Calls come at random by the hours of the week, or as recorded; units drive over the map's roads, stay at the scene,
/// wait for ambulances, patrol and visit in between, and come and go in shifts. Who is sent is decided by the code of
/// the live service. Two measures stand first, mean response and the part that is late, since a rule can buy one with
/// the other. The times are those of a model (docs/simulation.md says which): compare with them, do not promise them
/// to anybody. The same map and options give the same figures.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen simulate
  kaimen simulate --policy closest,coverage,interrupt,move-up
  kaimen simulate --officers 170 --shifts 2 --calls-per-day 900 --late 600
  kaimen simulate --station 湖塘派出所=20 --station 洛阳派出所=6
  kaimen simulate --map sf.map --calls calls.csv.gz --officers 90 --json

Without --map it happens in the made-up district of the demo. Policies:
  live       the rules of the live service: its default, or those of --live
  closest    the free unit that is there first
  spare      as closest, but units just back from a call or with many calls are spared
  area       as closest, but two minutes' preference for the officer of the community
  coverage   who goes is weighed against what stays within reach (DMEXCLP)
  interrupt  graver calls take units from lesser ones under way
  move-up    freed units go where they are missed most (DMEXCLP); they do not patrol")]
pub(crate) struct Simulate {
    /// Map file, made by `kaimen map import`.
    #[arg(long, value_name = "FILE", help_heading = "District")]
    map: Option<PathBuf>,
    /// Folder for the map of the made-up district.
    #[arg(long, value_name = "FOLDER", default_value = "kaimen-data/demo", help_heading = "District")]
    data: PathBuf,
    /// Units in all shifts together, at the communities of the map.
    #[arg(long, value_name = "N", default_value_t = 191, help_heading = "District",
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=5_000))]
    officers: usize,
    /// Another number of units for a station, by its name on the map. May be given more than once.
    #[arg(long, value_name = "NAME=N", value_parser = ask::station, help_heading = "District")]
    station: Vec<(String, usize)>,
    /// Police officers in each unit.
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "District",
        value_parser = RangedU64ValueParser::<u8>::new().range(1..=9))]
    crew: u8,
    /// How they travel: car, ebike, foot, or mixed as in the demo.
    #[arg(long, value_name = "WORD", default_value = "car", value_parser = ask::travel, help_heading = "District")]
    travel: Travel,
    /// Places from which calls come, drawn around the communities; a record has its own.
    #[arg(long, value_name = "N", default_value_t = 800, help_heading = "District",
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=6_000))]
    places: usize,

    /// Calls in a day on average.
    #[arg(long, value_name = "NUMBER", default_value_t = 820.0, help_heading = "Calls")]
    calls_per_day: f64,
    /// Record of calls whose places, types and hours are used, CSV or gzipped CSV.
    #[arg(long, value_name = "CSV", help_heading = "Calls")]
    calls: Option<PathBuf>,
    /// Let the recorded calls come when they came, from this day on.
    #[arg(long, value_name = "DATE", requires = "calls", help_heading = "Calls")]
    as_recorded_from: Option<chrono::NaiveDate>,
    /// Times at the scene multiplied by this.
    #[arg(long, value_name = "NUMBER", default_value_t = 1.0, help_heading = "Calls")]
    on_scene: f64,
    /// Responses longer than this are late.
    #[arg(long, value_name = "SECONDS", default_value_t = 480, help_heading = "Calls")]
    late: u32,

    /// Shifts of equal length in a day, the first from 7 h; 1 for all always on duty.
    #[arg(long, value_name = "N", default_value_t = 3, help_heading = "Work",
        value_parser = RangedU64ValueParser::<u32>::new().range(1..=6))]
    shifts: u32,
    /// Minutes of briefing at the station before a shift.
    #[arg(long, value_name = "MINUTES", default_value_t = 15, help_heading = "Work")]
    change_over: u32,
    /// Length of patrol stops.
    #[arg(long, value_name = "MINUTES-MINUTES", default_value = "10-16", value_parser = ask::minutes, help_heading = "Work")]
    stop: (f64, f64),
    /// Stops in each beat.
    #[arg(long, value_name = "N", default_value_t = 8, help_heading = "Work")]
    stops: usize,
    /// Make the stops of a beat in the same round, in place of a random order.
    #[arg(long, help_heading = "Work")]
    round: bool,
    /// Do not come back to a stop within this.
    #[arg(long, value_name = "MINUTES", default_value_t = 60.0, help_heading = "Work")]
    revisit: f64,
    /// Part of the stops by day that are visits to households, 0 to 1.
    #[arg(long, value_name = "PART", default_value_t = 0.3, help_heading = "Work")]
    visits: f64,
    /// No patrol: units drive back to their community and wait there.
    #[arg(long, help_heading = "Work")]
    no_patrol: bool,

    /// Policies to compare; the others are compared with the first.
    #[arg(long, value_name = "WORDS", default_value = "live,spare,coverage,interrupt,move-up",
        value_delimiter = ',', value_parser = ask::policy)]
    policy: Vec<Rules>,
    /// Parameters of the rules for the policy live, as for `kaimen serve --policy`.
    #[arg(long, value_name = "JSON")]
    live: Option<PathBuf>,
    /// Days that count in each run.
    #[arg(long, value_name = "N", default_value_t = 7)]
    days: u32,
    /// Hours before them that do not count.
    #[arg(long, value_name = "HOURS", default_value_t = 24)]
    warm_up: u32,
    /// Runs with other random numbers; the intervals of confidence come from their scatter.
    #[arg(long, value_name = "N", default_value_t = 10)]
    runs: u32,
    /// Seed of everything drawn.
    #[arg(long, value_name = "N", default_value_t = 2011)]
    seed: u64,
    /// Write how busy each unit is to a table: unit,station,shift and a column for each policy.
    #[arg(long, value_name = "CSV")]
    units: Option<PathBuf>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

impl Simulate {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let policies = self.policies()?;
        let mut scenario = self.scenario();
        scenario.check().map_err(|words| anyhow::anyhow!(words))?;
        let map = RoadMap::open(&match &self.map {
            Some(map) => map.clone(),
            None => {
                crate::server::make_folder(&self.data)?;
                demo::district(&self.data, self.seed)?
            }
        })?;
        let record = self.calls.as_deref().map(|file| Record::read(file, &map)).transpose()?;
        if let Some(record) = &record {
            record.shape(&mut scenario);
        }
        for kind in &mut scenario.kinds {
            kind.on_scene_minutes *= self.on_scene;
        }
        scenario.check().map_err(|words| anyhow::anyhow!(words))?;
        let bar = Bar::new();
        let layout = self.layout(record.as_ref());
        let made = make(&map, &layout, &mut |done, all| bar.tell("distances", done, all))?;
        let district = &made.district;
        let recorded = match (&record, self.as_recorded_from) {
            (Some(record), Some(from)) => Some(record.from(from, &scenario, &made.demand_of)?),
            _ => None,
        };
        let calls_of = |run| match &recorded {
            Some(recorded) => recorded.with_times(&scenario, run),
            None => draw(district, &scenario, run),
        };
        let answer = compare(district, &scenario, &policies, &calls_of, &mut |done, all| {
            bar.tell("calls", done, all);
        });
        bar.finish();
        let answer = answer.context("the simulation stopped")?;
        if let Some(file) = &self.units {
            let rows: Vec<usize> = (0..district.posts.len()).collect();
            table(file, district, &answer, &rows)?;
        }
        if self.json { say_json(&answer) } else { say(answer.to_string().trim_end()) }
    }

    /// The policies, that of the district in place of the default.
    fn policies(&self) -> anyhow::Result<Vec<Rules>> {
        let mut policies = self.policy.clone();
        if let Some(file) = &self.live {
            let policy = super::serve::read_policy(file)?;
            for rules in policies.iter_mut().filter(|rules| rules.name == "live") {
                // Positions are always known here, and nobody reads who was passed over.
                rules.policy = Policy { fix_limit_seconds: None, passed_over_most: 0, ..policy.clone() };
            }
        }
        Ok(policies)
    }

    fn scenario(&self) -> Scenario {
        Scenario {
            days: self.days,
            warm_up_hours: self.warm_up,
            replications: self.runs,
            seed: self.seed,
            calls_per_day: self.calls_per_day,
            shifts: self.shifts,
            change_over_minutes: self.change_over,
            between: if self.no_patrol { Between::DriveHome } else { Between::Patrol },
            patrol: Patrol {
                stops: self.stops,
                stop_minutes: self.stop,
                order: if self.round {
                    kaimen_sim::simulate::Order::Round
                } else {
                    kaimen_sim::simulate::Order::Random
                },
                revisit_minutes: self.revisit,
                visits: self.visits,
                ..Patrol::default()
            },
            late_seconds: self.late,
            ..Scenario::default()
        }
    }

    fn layout(&self, record: Option<&Record>) -> Layout {
        Layout {
            units: self.officers,
            at_stations: self.station.iter().cloned().collect::<BTreeMap<_, _>>(),
            crew: self.crew,
            travel: self.travel,
            shifts: self.shifts,
            demand: self.places,
            recorded: record.map_or_else(Vec::new, |record| record.places.clone()),
            given: Vec::new(),
            seed: self.seed,
        }
    }
}

fn table(
    file: &std::path::Path,
    district: &kaimen_sim::simulate::District<'_>,
    answer: &Answer,
    rows: &[usize],
) -> anyhow::Result<()> {
    let names = answer.policies.iter().map(|policy| policy.policy);
    let columns: Vec<&str> = ["unit", "station", "shift"].into_iter().chain(names).collect();
    if answer.policies.iter().any(|policy| policy.busy_by_unit.len() != rows.len()) {
        bail!("the units of the answer are not those of the district");
    }
    WholeFile::table(file, &columns, rows, |unit| {
        let post = &district.posts[*unit];
        let station = &district.stations[post.station as usize].name;
        let busy = answer.policies.iter().map(|policy| format!("{:.4}", policy.busy_by_unit[*unit]));
        [(unit + 1).to_string(), station.clone(), (post.shift + 1).to_string()].into_iter().chain(busy).collect()
    })
}
