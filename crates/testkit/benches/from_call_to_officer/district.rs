//! 191 units on the streets of Porto, or of the made-up district where the extract is absent.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kaimen_app::install::Installation;
use kaimen_app::session::hash_password;
use kaimen_app::{App, Caller};
use kaimen_domain::id::{AccountId, StationId, UnitId};
use kaimen_domain::role::Role;
use kaimen_domain::unit::{DutyStatus, Skills};
use kaimen_roads::{Coordinate, RoadMap};
use kaimen_store::account::Account;
use kaimen_store::station::Station;
use kaimen_store::unit::Unit;

/// Real data beside the project.
pub fn data(name: &str) -> Option<PathBuf> {
    let folder = std::env::var("KAIMEN_DATA")
        .map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    Some(folder.join(name)).filter(|file| file.exists())
}

pub fn map(folder: &Path) -> Option<Arc<RoadMap>> {
    let source = match data("osm/porto.osm.pbf") {
        Some(extract) => kaimen_roads::import::import(&extract, &mut |_| {}).unwrap().source,
        None => {
            println!("skipped: no extract of Porto here; the made-up district stands in");
            kaimen_roads::district::generate(2011)
        }
    };
    let file = folder.join("bench.map");
    kaimen_roads::build::build(&source, &file, &mut |_| {}).unwrap();
    Some(Arc::new(RoadMap::open(&file).unwrap()))
}

/// A node, far from the one before.
pub fn somewhere(map: &RoadMap, i: u32) -> Coordinate {
    map.node((u64::from(i) * 2_654_435_761 % u64::from(map.node_count())) as u32)
}

pub async fn installation(app: &App, count: usize) -> Installation {
    let now = app.now();
    let hash = hash_password(kaimen_testkit::PASSWORD.to_owned()).await.unwrap();
    let centre = app.map().info().bounds.centre();
    let station = Station {
        id: StationId(app.ids().ordered(now)),
        name: "中心派出所".into(),
        lon: centre.lon,
        lat: centre.lat,
        parent: None,
    };
    let account = |username: String, role, unit| Account {
        id: AccountId(app.ids().ordered(now)),
        name: username.clone(),
        username,
        role,
        password_hash: Some(hash.clone()),
        station: Some(station.id),
        unit,
        active: true,
        version: 1,
        created_at: now,
    };
    let units: Vec<Unit> = (0..count)
        .map(|i| {
            let at = somewhere(app.map(), i as u32 + 1_000_000);
            Unit {
                id: UnitId(app.ids().ordered(now)),
                call_sign: format!("社巡{i:03}"),
                name: format!("民警{i}"),
                station: station.id,
                area: None,
                profile: ["car", "ebike", "ebike"][i % 3].into(),
                crew: 1,
                skills: Skills::NONE,
                status: DutyStatus::Available,
                version: 1,
                call: None,
                fix: Some((at.lon, at.lat, now)),
                last_call_ended_at: None,
                calls_this_shift: 0,
                on_duty_since: Some(now),
            }
        })
        .collect();
    let mut accounts = vec![account("desk".into(), Role::DutyDesk, None)];
    accounts.extend(
        units.iter().enumerate().map(|(i, unit)| account(format!("officer{i}"), Role::CommunityOfficer, Some(unit.id))),
    );
    Installation { stations: vec![station], units, accounts }
}

pub async fn caller(app: &App, username: &str) -> Caller {
    let account = kaimen_store::account::find_by_username(app.database().read(), username).await.unwrap().unwrap();
    Caller::staff(app.staff_of(&account))
}
