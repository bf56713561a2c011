//! Who works in the demo: stations of the map, 191 community units, and accounts with fresh passwords.

use std::collections::HashMap;
use std::net::SocketAddr;

use kaimen_app::install::Installation;
use kaimen_app::{App, Caller};
use kaimen_domain::id::{AccountId, AreaId, StationId, UnitId};
use kaimen_domain::role::Role;
use kaimen_domain::unit::{DutyStatus, Skill, Skills};
use kaimen_roads::source::PointKind;
use kaimen_roads::{Coordinate, RoadMap};
use kaimen_store::account::Account;
use kaimen_store::station::Station;
use kaimen_store::unit::Unit;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::names;
use crate::server::chain;

/// Community officers of Wujin in March 2011.
const UNITS: usize = 191;
/// Officers whose passwords are printed.
const OFFICERS: usize = 3;

/// The people of the demo.
#[derive(Clone)]
pub(crate) struct People {
    /// The desk's account, by which calls are taken.
    pub(super) desk: Caller,
    /// The officer of each unit, with the place where the unit is at home.
    pub(super) officers: HashMap<UnitId, Officer>,
    passwords: Vec<(String, String, String)>,
}

/// An officer of the demo.
#[derive(Clone)]
pub(super) struct Officer {
    /// The officer as an actor.
    pub(super) caller: Caller,
    /// Whether a visitor knows the password.
    pub(super) can_sign_in: bool,
    /// Account.
    pub(super) account: AccountId,
    /// Home community.
    pub(super) home: Coordinate,
    /// Means of travel.
    pub(super) profile: kaimen_roads::Profile,
}

impl People {
    /// What is printed at the start.
    pub(crate) fn greeting(&self, address: SocketAddr) -> String {
        let mut text = format!("\nkaimen demo: http://{address}\n\n");
        for (username, password, who) in &self.passwords {
            text.push_str(&format!("  {username:<10} {password:<22} {who}\n"));
        }
        text.push_str("\nSign in at the foot of the page. Only this machine can reach it. Ctrl-C stops it.");
        text
    }
}

/// Makes the people, or gives those of the last demo new passwords.
pub(crate) async fn people(app: &App, seed: u64) -> anyhow::Result<People> {
    if app.is_empty().await.map_err(chain)? {
        let installation = installation(app, seed);
        app.install(installation).await.map_err(chain)?;
    }
    gather(app).await
}

async fn gather(app: &App) -> anyhow::Result<People> {
    let on = app.database().read();
    let accounts = kaimen_store::account::all(on).await?;
    let units: HashMap<UnitId, Unit> =
        kaimen_store::unit::all(on).await?.into_iter().map(|unit| (unit.id, unit)).collect();
    let mut passwords = Vec::new();
    let mut officers = HashMap::new();
    let mut desk = None;
    for account in &accounts {
        let caller = Caller::staff(app.staff_of(account));
        let can_sign_in = !account.username.starts_with("unit");
        if account.username == "desk" {
            desk = Some(caller.clone());
        }
        if can_sign_in {
            let (username, password) = app.reset_password(&Caller::system(), account.id).await.map_err(chain)?;
            passwords.push((username, password, describe(account, &units)));
        }
        if let Some(unit) = account.unit.and_then(|id| units.get(&id)) {
            let home =
                unit.fix.map_or_else(|| app.map().info().bounds.centre(), |fix| Coordinate { lon: fix.0, lat: fix.1 });
            let profile = unit.profile.parse()?;
            officers.insert(unit.id, Officer { caller, can_sign_in, account: account.id, home, profile });
        }
    }
    let desk =
        desk.ok_or_else(|| anyhow::anyhow!("the database in the data folder is not of a demo: choose another --data"))?;
    Ok(People { desk, officers, passwords })
}

fn describe(account: &Account, units: &HashMap<UnitId, Unit>) -> String {
    match account.role {
        Role::DutyDesk => "110 接警台 duty desk".to_owned(),
        Role::StationChief => "派出所所长 station chief".to_owned(),
        Role::BureauCommand => "局指挥中心 bureau command".to_owned(),
        Role::Administrator => "技术管理员 administrator".to_owned(),
        Role::Mediator => "调解员 mediator".to_owned(),
        Role::Liaison => "社区信息员 liaison".to_owned(),
        Role::ResidentLawyer => "驻所公益律师 resident lawyer".to_owned(),
        Role::Carer => "关爱辅导员 carer".to_owned(),
        Role::CareCoordinator => "妇联关爱协调员 care coordinator".to_owned(),
        Role::ConductSupervisor => "警风警纪监督员 conduct supervisor".to_owned(),
        Role::InspectionOffice => "督察 inspection office".to_owned(),
        Role::PublicityEditor => "宣传编辑 publicity editor".to_owned(),
        Role::PrivacyOfficer => "个人信息保护专员 privacy officer".to_owned(),
        Role::Auditor => "审计员 auditor".to_owned(),
        Role::CommunityOfficer => {
            let unit = account.unit.and_then(|id| units.get(&id)).map_or("", |unit| unit.call_sign.as_str());
            format!("社区民警 officer of {unit}")
        }
    }
}

fn installation(app: &App, seed: u64) -> Installation {
    let mut random = StdRng::seed_from_u64(seed);
    let now = app.now();
    let stations = stations(app);
    let homes = homes(app, &mut random);
    let mut counts: HashMap<StationId, u32> = HashMap::new();
    let units: Vec<Unit> = homes
        .into_iter()
        .map(|home| {
            let station = nearest(&stations, home);
            let count = counts.entry(station.id).or_default();
            *count += 1;
            let profile = ["ebike", "ebike", "ebike", "car", "car", "foot"][random.random_range(0..6)];
            let crew = if profile == "car" && random.random_bool(0.6) { 2 } else { 1 };
            let crew_names: Vec<String> = (0..crew).map(|_| names::person(&mut random)).collect();
            Unit {
                id: UnitId(app.ids().ordered(now)),
                call_sign: format!("{}{count:02}", short_name(&station.name)),
                name: crew_names.join("、"),
                station: station.id,
                area: Some(AreaId(app.ids().ordered(now))),
                profile: profile.to_owned(),
                crew,
                skills: skills(&mut random),
                status: DutyStatus::Available,
                version: 1,
                call: None,
                fix: Some((home.lon, home.lat, now)),
                last_call_ended_at: None,
                calls_this_shift: 0,
                on_duty_since: Some(now),
            }
        })
        .collect();
    let accounts = accounts(app, &stations, &units, &mut random);
    Installation { stations, units, accounts }
}

fn stations(app: &App) -> Vec<Station> {
    let mut known = app.landmarks(PointKind::Police);
    known.sort_by(|a, b| a.name.cmp(&b.name));
    known.retain(|place| !place.name.is_empty());
    known.dedup_by(|a, b| a.name == b.name);
    known.truncate(60);
    let station = |name: String, at: Coordinate| Station {
        id: StationId(app.ids().ordered(app.now())),
        name,
        lon: at.lon,
        lat: at.lat,
        parent: None,
    };
    if known.is_empty() {
        return vec![station("中心派出所".to_owned(), app.map().info().bounds.centre())];
    }
    known.into_iter().map(|place| station(place.name, place.at)).collect()
}

/// Homes of the units: communities and villages of the map first, then places on its roads.
fn homes(app: &App, random: &mut StdRng) -> Vec<Coordinate> {
    let mut homes: Vec<Coordinate> = [PointKind::Village, PointKind::Town]
        .into_iter()
        .flat_map(|kind| app.landmarks(kind))
        .map(|place| place.at)
        .filter(|at| app.map().snap(*at, kaimen_roads::Profile::Foot).is_some())
        .collect();
    while homes.len() > UNITS {
        homes.swap_remove(random.random_range(0..homes.len()));
    }
    while homes.len() < UNITS {
        homes.push(somewhere(app.map(), random));
    }
    homes
}

/// A place on a road.
pub(super) fn somewhere(map: &RoadMap, random: &mut StdRng) -> Coordinate {
    map.node(random.random_range(0..map.node_count().max(1)))
}

fn nearest(stations: &[Station], at: Coordinate) -> &Station {
    let metres = |station: &Station| at.metres_to(Coordinate { lon: station.lon, lat: station.lat });
    // There is always one: `stations` makes one where the map has none.
    stations.iter().min_by(|a, b| metres(a).total_cmp(&metres(b))).unwrap_or(&stations[0])
}

/// 湖塘派出所 → 湖塘.
fn short_name(station: &str) -> String {
    let name = station.trim_end_matches("派出所").trim_end_matches("公安分局");
    if name.is_empty() { station.to_owned() } else { name.chars().take(12).collect() }
}

fn skills(random: &mut StdRng) -> Skills {
    let chances =
        [(Skill::FirstAid, 0.5), (Skill::FemaleOfficer, 0.25), (Skill::Negotiation, 0.15), (Skill::English, 0.1)];
    chances.into_iter().fold(
        Skills::NONE,
        |skills, (skill, chance)| {
            if random.random_bool(chance) { skills.with(skill) } else { skills }
        },
    )
}

fn accounts(app: &App, stations: &[Station], units: &[Unit], random: &mut StdRng) -> Vec<Account> {
    let account = |username: String, name: String, role: Role| Account {
        id: AccountId(app.ids().ordered(app.now())),
        username,
        name,
        role,
        password_hash: None,
        station: None,
        unit: None,
        active: true,
        version: 1,
        created_at: app.now(),
    };
    let mut accounts = vec![
        account("desk".into(), names::person(random), Role::DutyDesk),
        account("command".into(), names::person(random), Role::BureauCommand),
        account("admin".into(), names::person(random), Role::Administrator),
    ];
    for (username, role) in [
        ("supervisor", Role::ConductSupervisor),
        ("inspection", Role::InspectionOffice),
        ("privacy", Role::PrivacyOfficer),
        ("auditor", Role::Auditor),
        ("editor", Role::PublicityEditor),
        ("coordinator", Role::CareCoordinator),
        ("carer", Role::Carer),
    ] {
        accounts.push(account(username.into(), names::person(random), role));
    }
    let largest = stations.iter().max_by_key(|station| units.iter().filter(|unit| unit.station == station.id).count());
    accounts.push(Account {
        station: largest.map(|station| station.id),
        ..account("chief".into(), names::person(random), Role::StationChief)
    });
    for (username, role) in [("mediator", Role::Mediator), ("liaison", Role::Liaison), ("lawyer", Role::ResidentLawyer)]
    {
        let station = largest.map(|station| station.id);
        accounts.push(Account { station, ..account(username.into(), names::person(random), role) });
    }
    // The officers whose passwords are printed ride near each other, so that they can be sent to one call.
    let mut near: Vec<&Unit> = units.iter().collect();
    near.sort_by_key(|unit| (largest.is_none_or(|station| unit.station != station.id), unit.call_sign.clone()));
    for (i, unit) in near.into_iter().enumerate() {
        let username = if i < OFFICERS { format!("officer{}", i + 1) } else { format!("unit{:03}", i + 1) };
        accounts.push(Account {
            station: Some(unit.station),
            unit: Some(unit.id),
            ..account(username, unit.name.clone(), Role::CommunityOfficer)
        });
    }
    accounts
}
