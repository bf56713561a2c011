//! Small maps and units for tests.

use chrono::{DateTime, TimeDelta, Utc};
use kaimen_dispatch::{Board, Fix, Need, Policy, Recommendation, Unit, recommend};
use kaimen_domain::id::{AccountId, AreaId, StationId, UnitId};
use kaimen_domain::unit::{DutyStatus, Grade, Skills};
use kaimen_roads::source::{RoadClass, Source, Speeds, Way};
use kaimen_roads::{Coordinate, Profile, RoadMap, Search, build::build};
use uuid::Uuid;

/// Degrees of latitude in a metre.
pub(crate) const METRE: f64 = 1.0 / 111_195.0;

pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// A place so many metres east and north of the test district's corner, on the equator.
pub(crate) fn place(east: f64, north: f64) -> Coordinate {
    Coordinate { lon: 10.0 + east * METRE, lat: north * METRE }
}

pub(crate) fn way(nodes: &[u32], forward: f32, backward: f32) -> Way {
    let speeds = Speeds { forward, backward };
    let foot = Speeds { forward: 5.0, backward: 5.0 };
    Way {
        nodes: nodes.to_vec(),
        class: RoadClass::Street,
        name: String::new(),
        speeds: [speeds, speeds, foot],
        bridge: false,
        tunnel: false,
        metres: None,
    }
}

pub(crate) fn map(nodes: Vec<Coordinate>, ways: Vec<Way>) -> RoadMap {
    let source = Source { name: "test".into(), nodes, ways, ..Source::default() };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.kmap");
    build(&source, &file, &mut |_| {}).unwrap();
    RoadMap::open(&file).unwrap()
}

/// A straight road of 10 km with a node each kilometre; cars and e-bikes drive 36 km/h (10 m/s).
pub(crate) fn line() -> RoadMap {
    let nodes = (0..=10).map(|at| place(f64::from(at) * 1_000.0, 0.0)).collect();
    map(nodes, vec![way(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 36.0, 36.0)])
}

pub(crate) fn account(number: u128) -> AccountId {
    AccountId(Uuid::from_u128(number))
}

pub(crate) fn station(number: u128) -> StationId {
    StationId(Uuid::from_u128(number))
}

pub(crate) fn area(number: u128) -> AreaId {
    AreaId(Uuid::from_u128(number))
}

pub(crate) fn unit_id(number: u128) -> UnitId {
    UnitId(Uuid::from_u128(number))
}

/// A free car with one officer that has just reported from a place.
pub(crate) fn unit(number: u128, at: Coordinate) -> Unit {
    Unit {
        id: unit_id(number),
        call_sign: format!("U{number}"),
        name: String::new(),
        station: station(1),
        area: None,
        profile: Profile::Car,
        skills: Skills::NONE,
        crew: 1,
        officers: vec![account(number)],
        status: DutyStatus::Available,
        fix: Some(Fix { at, time: now(), position: None }),
        last_call_ended: None,
        calls_this_shift: 0,
        on_duty_since: None,
    }
}

pub(crate) fn seconds_ago(seconds: i64) -> DateTime<Utc> {
    now() - TimeDelta::seconds(seconds)
}

pub(crate) fn board(map: &RoadMap, units: impl IntoIterator<Item = Unit>) -> Board {
    let mut board = Board::new(map);
    for unit in units {
        board.insert(unit, map);
    }
    board
}

pub(crate) fn need(at: Coordinate, k: usize) -> Need {
    Need::nearest(at, k, Grade::Ordinary)
}

pub(crate) fn ask(board: &Board, map: &RoadMap, need: &Need, policy: &Policy) -> Recommendation {
    recommend(board, map, &mut Search::new(), need, policy, now())
}

pub(crate) fn picked(answer: &Recommendation) -> Vec<&str> {
    answer.picks.iter().map(|pick| pick.call_sign.as_str()).collect()
}

/// Call sign and code of those passed over.
pub(crate) fn passed(answer: &Recommendation) -> Vec<(&str, &str)> {
    answer.passed_over.iter().map(|other| (other.call_sign.as_str(), other.reason.code())).collect()
}

pub(crate) fn short(answer: &Recommendation) -> Vec<&str> {
    answer.shortfall.iter().map(kaimen_dispatch::Reason::code).collect()
}
