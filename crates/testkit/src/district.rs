//! A small district: a grid of 12 × 10 named streets, 300 m apart, two stations, two hospitals, six units.

use std::path::Path;

use kaimen_app::App;
use kaimen_app::install::Installation;
use kaimen_app::session::hash_password;
use kaimen_domain::id::{AccountId, StationId, UnitId};
use kaimen_domain::role::Role;
use kaimen_domain::unit::{DutyStatus, Skills};
use kaimen_roads::source::{Point, PointKind, RoadClass, Source, Speeds, Way};
use kaimen_roads::{Coordinate, RoadMap};
use kaimen_store::account::Account;
use kaimen_store::station::Station;
use kaimen_store::unit::Unit;

use crate::PASSWORD;

const COLUMNS: u32 = 12;
const ROWS: u32 = 10;

/// A corner of the grid; columns go east from 0 to 11, rows north from 0 to 9.
#[must_use]
pub fn place(column: u32, row: u32) -> Coordinate {
    Coordinate { lon: 119.90 + 0.003 * f64::from(column), lat: 31.70 + 0.0027 * f64::from(row) }
}

fn source() -> Source {
    let nodes = (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| place(column, row))).collect();
    let speed = |kmh| Speeds { forward: kmh, backward: kmh };
    let street = |nodes: Vec<u32>, name: String| Way {
        nodes,
        class: RoadClass::Street,
        name,
        metres: None,
        speeds: [speed(40.0), speed(20.0), speed(5.0)],
        bridge: false,
        tunnel: false,
    };
    let east =
        (0..ROWS).map(|row| street((0..COLUMNS).map(|column| row * COLUMNS + column).collect(), format!("第{row}路")));
    let north = (0..COLUMNS)
        .map(|column| street((0..ROWS).map(|row| row * COLUMNS + column).collect(), format!("第{column}街")));
    let point = |kind, name: &str, column, row| Point { kind, name: name.to_owned(), at: place(column, row) };
    Source {
        name: "小区".to_owned(),
        attribution: String::new(),
        nodes,
        ways: east.chain(north).collect(),
        shapes: Vec::new(),
        turns: Vec::new(),
        points: vec![
            point(PointKind::Police, "湖塘派出所", 2, 2),
            point(PointKind::Police, "新城派出所", 9, 7),
            point(PointKind::Hospital, "南夏墅卫生院", 3, 8),
            point(PointKind::Hospital, "武进人民医院", 10, 1),
            point(PointKind::Village, "窑头村", 5, 5),
        ],
    }
}

/// The map of the district, drawn into `folder`.
#[must_use]
pub fn map(folder: &Path) -> RoadMap {
    let file = folder.join("small.map");
    kaimen_roads::build::build(&source(), &file, &mut |_| {}).unwrap();
    RoadMap::open(&file).unwrap()
}

/// Stations, units and people. Units stand in a row: 湖塘01 at column 0 and so on.
pub(crate) async fn installation(app: &App) -> Installation {
    let now = app.now();
    let hash = hash_password(PASSWORD.to_owned()).await.unwrap();
    let stations: Vec<Station> = [("湖塘派出所", 2, 2), ("新城派出所", 9, 7)]
        .into_iter()
        .map(|(name, column, row)| {
            let at = place(column, row);
            Station {
                id: StationId(app.ids().ordered(now)),
                name: name.to_owned(),
                lon: at.lon,
                lat: at.lat,
                parent: None,
            }
        })
        .collect();
    let units: Vec<Unit> = (0..6_u32)
        .map(|i| {
            let (station, name, column, row) =
                if i < 3 { (0, "湖塘", i * 2, 2) } else { (1, "新城", (i - 3) * 2 + 7, 7) };
            let at = place(column, row);
            Unit {
                id: UnitId(app.ids().ordered(now)),
                call_sign: format!("{name}{:02}", i % 3 + 1),
                name: format!("民警{}", i + 1),
                station: stations[station].id,
                area: None,
                profile: "car".to_owned(),
                crew: if i == 2 { 2 } else { 1 },
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
    let account = |username: String, role: Role| Account {
        id: AccountId(app.ids().ordered(now)),
        name: username.clone(),
        username,
        role,
        password_hash: Some(hash.clone()),
        station: None,
        unit: None,
        active: true,
        version: 1,
        created_at: now,
    };
    let mut accounts = vec![
        account("desk".to_owned(), Role::DutyDesk),
        account("command".to_owned(), Role::BureauCommand),
        account("admin".to_owned(), Role::Administrator),
        account("carer".to_owned(), Role::Carer),
        account("coordinator".to_owned(), Role::CareCoordinator),
        account("supervisor".to_owned(), Role::ConductSupervisor),
        account("inspection".to_owned(), Role::InspectionOffice),
        account("editor".to_owned(), Role::PublicityEditor),
        account("privacy".to_owned(), Role::PrivacyOfficer),
        account("auditor".to_owned(), Role::Auditor),
    ];
    // Those who help at the first station.
    for (username, role) in [("mediator", Role::Mediator), ("liaison", Role::Liaison), ("lawyer", Role::ResidentLawyer)]
    {
        accounts.push(Account { station: Some(stations[0].id), ..account(username.to_owned(), role) });
    }
    for (i, station) in stations.iter().enumerate() {
        let chief = account(format!("chief{}", i + 1), Role::StationChief);
        accounts.push(Account { station: Some(station.id), ..chief });
    }
    for (i, unit) in units.iter().enumerate() {
        let officer = account(format!("officer{}", i + 1), Role::CommunityOfficer);
        accounts.push(Account { station: Some(unit.station), unit: Some(unit.id), ..officer });
    }
    Installation { stations, units, accounts }
}
