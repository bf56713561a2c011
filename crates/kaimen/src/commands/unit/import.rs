//! `kaimen unit import`: a bureau's units from a table. All rows are taken, or none.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use kaimen_app::App;
use kaimen_app::install::Installation;
use kaimen_dispatch::Policy;
use kaimen_domain::id::{StationId, UnitId};
use kaimen_domain::unit::{DutyStatus, Skill, Skills};
use kaimen_roads::Profile;
use kaimen_roads::source::PointKind;
use kaimen_store::station::Station;
use kaimen_store::unit::Unit;
use serde::Deserialize;

use crate::commands::output::say;
use crate::server::{self, Settings, chain};

/// Largest table, in bytes.
const MOST: u64 = 64 << 20;

/// Add units and their stations from a table.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen unit import units.csv --map wujin.map --data /var/lib/kaimen

The table has the columns call_sign, name, station, profile (car, ebike or foot), crew (1 to 20), and may have skills
(words separated by spaces: negotiation first_aid female_officer english water_rescue minors). A station is named as on
the map, or known from an earlier import. Units begin off duty. When a row is wrong, every wrong row is named and
nothing is taken.")]
pub(crate) struct Import {
    /// The table, as CSV in UTF-8.
    table: PathBuf,
    /// Map file.
    #[arg(long, value_name = "FILE", env = "KAIMEN_MAP")]
    map: PathBuf,
    /// Folder for the database and the secret of the installation.
    #[arg(long, value_name = "FOLDER", env = "KAIMEN_DATA_FOLDER", default_value = "kaimen-data")]
    data: PathBuf,
    /// Database, where it is not the SQLite file in the data folder.
    #[arg(long, value_name = "ADDRESS", env = "KAIMEN_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

#[derive(Deserialize)]
struct Row {
    call_sign: String,
    name: String,
    station: String,
    profile: String,
    crew: u8,
    #[serde(default)]
    skills: String,
}

impl Import {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let rows = read(&self.table)?;
        tokio::runtime::Runtime::new()?.block_on(async {
            let settings =
                Settings { map: self.map, data: self.data, database: self.database, policy: Policy::default() };
            let app = server::open(settings).await?;
            let installation = installation(&app, rows).await?;
            let (units, stations) = (installation.units.len(), installation.stations.len());
            app.install(installation).await.map_err(chain)?;
            app.drain().await;
            say(&format!("{units} units and {stations} stations added"))
        })
    }
}

fn read(table: &Path) -> anyhow::Result<Vec<(u64, Row)>> {
    let file = File::open(table).with_context(|| format!("{}", table.display()))?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file.take(MOST));
    let mut rows = Vec::new();
    let mut wrong = Vec::new();
    for row in reader.deserialize::<Row>() {
        match row {
            Ok(row) => rows.push((rows.len() as u64 + wrong.len() as u64 + 2, row)),
            Err(error) => wrong.push(error.to_string()),
        }
    }
    if !wrong.is_empty() {
        bail!("nothing was taken:\n  {}", wrong.join("\n  "));
    }
    if rows.is_empty() {
        bail!("{} has no rows under its header", table.display());
    }
    Ok(rows)
}

async fn installation(app: &App, rows: Vec<(u64, Row)>) -> anyhow::Result<Installation> {
    let now = app.now();
    let known: BTreeMap<String, StationId> =
        app.stations().iter().map(|station| (station.name.clone(), station.id)).collect();
    let mapped: BTreeMap<String, _> =
        app.landmarks(PointKind::Police).into_iter().map(|place| (place.name, place.at)).collect();
    let mut taken: BTreeSet<String> =
        kaimen_store::unit::all(app.database().read()).await?.into_iter().map(|unit| unit.call_sign).collect();
    let mut new: BTreeMap<String, Station> = BTreeMap::new();
    let mut units = Vec::with_capacity(rows.len());
    let mut wrong = Vec::new();
    for (line, row) in rows {
        let station = known.get(&row.station).copied().or_else(|| {
            let at = mapped.get(&row.station)?;
            let made = || Station {
                id: StationId(app.ids().ordered(now)),
                name: row.station.clone(),
                lon: at.lon,
                lat: at.lat,
            };
            Some(new.entry(row.station.clone()).or_insert_with(made).id)
        });
        match unit(app, &row, station, &mut taken) {
            Ok(unit) => units.push(unit),
            Err(reason) => wrong.push(format!("line {line}: {reason}")),
        }
    }
    if !wrong.is_empty() {
        bail!("nothing was taken:\n  {}", wrong.join("\n  "));
    }
    Ok(Installation { stations: new.into_values().collect(), units, accounts: Vec::new() })
}

fn unit(app: &App, row: &Row, station: Option<StationId>, taken: &mut BTreeSet<String>) -> Result<Unit, String> {
    let station = station.ok_or_else(|| format!("the map has no police station called {:?}", row.station))?;
    let profile: Profile = row.profile.parse().map_err(|error| format!("{error}"))?;
    if row.call_sign.is_empty() || row.call_sign.chars().count() > 32 {
        return Err("a call sign has 1 to 32 characters".to_owned());
    }
    if !(1..=20).contains(&row.crew) {
        return Err(format!("{}: crew is 1 to 20", row.call_sign));
    }
    if !taken.insert(row.call_sign.clone()) {
        return Err(format!("the call sign {} is in use", row.call_sign));
    }
    let mut skills = Skills::NONE;
    for word in row.skills.split_whitespace() {
        let skill: Skill = serde_json::from_value(word.into()).map_err(|_| format!("unknown skill {word:?}"))?;
        skills = skills.with(skill);
    }
    Ok(Unit {
        id: UnitId(app.ids().ordered(app.now())),
        call_sign: row.call_sign.clone(),
        name: row.name.clone(),
        station,
        area: None,
        profile: profile.word().to_owned(),
        crew: row.crew,
        skills,
        status: DutyStatus::Off,
        version: 1,
        call: None,
        fix: None,
        last_call_ended_at: None,
        calls_this_shift: 0,
        on_duty_since: None,
    })
}
