//! `kaimen unit import`: a bureau's units from a table. All rows are taken, or none.

mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use kaimen_app::App;
use kaimen_app::SignInSettings;
use kaimen_app::install::Installation;
use kaimen_dispatch::Policy;
use kaimen_domain::id::{StationId, UnitId};
use kaimen_domain::unit::DutyStatus;
use kaimen_roads::source::PointKind;
use kaimen_store::station::Station;
use kaimen_store::unit::Unit;

use crate::commands::output::say;
use crate::server::{self, Settings, chain};
use table::{Row, Wrong};

/// Add units and their stations from a table.
#[derive(Args)]
#[command(after_help = "Example:
  kaimen unit import units.csv --map wujin.map --data /var/lib/kaimen

Columns of the table: call_sign, name, station, profile (car, ebike or foot), crew (1 to 20)
and, where known, skills (words separated by spaces: negotiation, first_aid, female_officer,
english, water_rescue, minors). For example:

  call_sign,name,station,profile,crew,skills
  湖塘01,王伟,湖塘派出所,ebike,1,first_aid english

A station is written as on the map, or as in an earlier import. Units begin off duty. All rows
are taken or none: when rows are wrong, each is named with its line. Import while the server is
stopped, or start it anew afterwards.")]
pub(crate) struct Import {
    /// The table, as CSV in UTF-8.
    table: PathBuf,
    /// Map file, made by `kaimen map import`.
    #[arg(long, value_name = "FILE", env = "KAIMEN_MAP")]
    map: PathBuf,
    /// Folder for the database and the secret of the installation; the same as for `kaimen serve`.
    #[arg(long, value_name = "FOLDER", env = "KAIMEN_DATA_FOLDER", default_value = "kaimen-data")]
    data: PathBuf,
    /// Database, where it is not the SQLite file in the data folder; the same as for `kaimen serve`.
    #[arg(long, value_name = "ADDRESS", env = "KAIMEN_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

impl Import {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let (rows, wrong) = table::read(&self.table)?;
        tokio::runtime::Runtime::new()?.block_on(async {
            let settings = Settings {
                map: self.map,
                data: self.data,
                database: self.database,
                policy: Policy::default(),
                log_name: None,
                sign_in: SignInSettings::default(),
            };
            let app = server::open(settings).await?;
            let installation = installation(&app, rows, wrong).await?;
            let (units, stations) = (installation.units.len(), installation.stations.len());
            app.install(installation).await.map_err(chain)?;
            app.drain().await;
            say(&format!("units added: {units}; stations added: {stations}"))
        })
    }
}

async fn installation(app: &App, rows: Vec<Row>, mut wrong: Vec<Wrong>) -> anyhow::Result<Installation> {
    let now = app.now();
    let known: BTreeMap<String, StationId> =
        app.stations().iter().map(|station| (station.name.clone(), station.id)).collect();
    let mapped: BTreeMap<String, _> =
        app.landmarks(PointKind::Police).into_iter().map(|place| (place.name, place.at)).collect();
    let taken: BTreeSet<String> =
        kaimen_store::unit::all(app.database().read()).await?.into_iter().map(|unit| unit.call_sign).collect();
    let mut lines: BTreeMap<String, u64> = BTreeMap::new();
    let mut new: BTreeMap<String, Station> = BTreeMap::new();
    let mut units = Vec::with_capacity(rows.len());
    for row in rows {
        let line = row.line;
        let mut refuse = |reason| wrong.push(Wrong { line, reason });
        if taken.contains(&row.call_sign) {
            refuse(format!("the call sign {:?} is in use already", row.call_sign));
            continue;
        }
        if let Some(first) = lines.get(&row.call_sign) {
            refuse(format!("the call sign {:?} is already on line {first}", row.call_sign));
            continue;
        }
        lines.insert(row.call_sign.clone(), line);
        let station = known.get(&row.station).copied().or_else(|| {
            let at = mapped.get(&row.station)?;
            let made = || Station {
                id: StationId(app.ids().ordered(now)),
                name: row.station.clone(),
                lon: at.lon,
                lat: at.lat,
                parent: None,
            };
            Some(new.entry(row.station.clone()).or_insert_with(made).id)
        });
        match station {
            Some(station) => units.push(unit(app, row, station)),
            None => refuse(format!("the map has no police station called {:?}", row.station)),
        }
    }
    if !wrong.is_empty() {
        wrong.sort_by_key(|wrong| wrong.line);
        let named: Vec<String> = wrong.iter().map(|wrong| format!("line {}: {}", wrong.line, wrong.reason)).collect();
        bail!("nothing was taken; correct these rows:\n  {}", named.join("\n  "));
    }
    Ok(Installation { stations: new.into_values().collect(), units, accounts: Vec::new() })
}

fn unit(app: &App, row: Row, station: StationId) -> Unit {
    Unit {
        id: UnitId(app.ids().ordered(app.now())),
        call_sign: row.call_sign,
        name: row.name,
        station,
        area: None,
        profile: row.profile.word().to_owned(),
        crew: row.crew,
        skills: row.skills,
        status: DutyStatus::Off,
        version: 1,
        call: None,
        fix: None,
        last_call_ended_at: None,
        calls_this_shift: 0,
        on_duty_since: None,
    }
}
