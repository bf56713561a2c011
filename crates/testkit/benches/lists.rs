//! A page of 50 matters out of 200,000, on SQLite and on PostgreSQL: `tests/postgres.sh cargo bench --bench lists`.
//!
//! The matters are written as rows; the step of the migrations that makes the index then fills it, as on the upgrade of
//! a large installation. Every line says how many statements a page took.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench reports to a terminal")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use kaimen_domain::access::reach;
use kaimen_domain::act::Act;
use kaimen_domain::id::{AccountId, StationId, UnitId};
use kaimen_domain::role::{Role, Staff};
use kaimen_store::matter::{Filter, list};
use kaimen_store::{ConnectionTrait, Database};
use kaimen_testkit::{Backend, Counted};
use sea_orm::sea_query::{Expr, Query};
use uuid::Uuid;

const MATTERS: usize = 200_000;
const STATIONS: usize = 24;
const UNITS: usize = 191;
const CHUNK: usize = 500;
const ROUNDS: usize = 60;

/// The same numbers in every run.
struct Mix(u64);

impl Mix {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

fn id(space: u128, n: usize) -> Uuid {
    Uuid::from_u128((space << 64) | n as u128)
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let folder = tempfile::tempdir().unwrap();
        let Some(made) = kaimen_testkit::Database::make(backend, folder.path()) else { continue };
        let now = "2026-01-22T08:05:00Z".parse().unwrap();
        let database = Database::open(made.url(), Arc::new(|_| {}), Arc::new(|| [0; 16])).await.unwrap();
        fill(&database, now).await;
        unmake_index(&database).await;
        drop(database);
        let begun = Instant::now();
        let database = Database::open(made.url(), Arc::new(|_| {}), Arc::new(|| [0; 16])).await.unwrap();
        println!("\n{backend:?}: {MATTERS} matters indexed in {:.1} s", begun.elapsed().as_secs_f64());
        // PostgreSQL does so by itself within minutes.
        database.read().execute_unprepared("ANALYZE").await.unwrap();
        measure(&database, now).await;
    }
}

async fn fill(database: &Database, now: DateTime<Utc>) {
    const STREETS: [&str; 8] = ["延政路", "湖塘街", "长虹路", "人民路", "定安街", "花园街", "广电路", "古方路"];
    const SAID: [&str; 6] = ["家门口有人争吵", "电动车被偷", "车辆刮擦", "老人走失", "商铺纠纷", "路边有人晕倒"];
    let mut mix = Mix(1);
    let columns = [
        "id",
        "kind",
        "number",
        "receipt",
        "version",
        "state",
        "ended",
        "complaint",
        "place",
        "lon",
        "lat",
        "coord_system",
        "summary",
        "station_id",
        "owner_id",
        "received_at",
        "state_since",
        "closed_at",
    ];
    let sent = ["id", "call_id", "unit_id", "call_sign", "state", "dispatched_at", "cleared_at"];
    for start in (0..MATTERS).step_by(CHUNK) {
        let mut matters = Query::insert().into_table("matter").columns(columns).to_owned();
        let mut assignments = Query::insert().into_table("assignment").columns(sent).to_owned();
        for n in start..start + CHUNK {
            let at = now - TimeDelta::minutes(((MATTERS - n) * 3) as i64);
            let ended = n < MATTERS - 2000;
            let mut summary = format!("{}，{}{}号", SAID[mix.below(6)], STREETS[mix.below(8)], mix.below(300));
            if mix.one_in(20) {
                summary.push_str("，楼上噪音扰民");
            }
            if mix.one_in(10_000) {
                summary.push_str("，走失的是袁阿婆 Andy");
            }
            let kind = if mix.one_in(100) { "rights_request" } else { "call" };
            let values: Vec<Expr> = vec![
                id(5, n).into(),
                kind.into(),
                format!("{}-{n:06}", at.format("%Y%m%d")).into(),
                format!("R{n:08}").into(),
                1.into(),
                if ended { "closed" } else { "classified" }.into(),
                ended.into(),
                mix.one_in(100).into(),
                format!("{}{}号", STREETS[mix.below(8)], mix.below(300)).into(),
                119.91.into(),
                31.71.into(),
                "WGS-84".into(),
                summary.into(),
                id(1, mix.below(STATIONS)).into(),
                mix.one_in(50).then(|| id(2, mix.below(300))).into(),
                at.into(),
                at.into(),
                ended.then_some(at).into(),
            ];
            matters.values_panic(values);
            assignments.values_panic::<Vec<Expr>>(vec![
                id(7, n).into(),
                id(5, n).into(),
                id(3, mix.below(UNITS)).into(),
                "巡".into(),
                if mix.one_in(10) { "recalled" } else { "cleared" }.into(),
                at.into(),
                at.into(),
            ]);
        }
        database.read().execute(&matters).await.unwrap();
        database.read().execute(&assignments).await.unwrap();
    }
}

/// Takes the step back that made the index, so that it is taken anew over everything.
async fn unmake_index(database: &Database) {
    let index =
        if database.backend() == "sqlite" { "DROP TABLE matter_index" } else { "DROP INDEX matter_words_index" };
    for statement in [
        index,
        "DROP TABLE matter_words",
        "DROP TABLE matter_link",
        "DROP INDEX matter_in_time",
        "DROP INDEX matter_station_in_time",
        "DROP INDEX matter_complaint_in_time",
        "CREATE INDEX matter_station ON matter (station_id)",
        "DELETE FROM seaql_migrations WHERE version = 'm0008_search'",
    ] {
        database.read().execute_unprepared(statement).await.unwrap();
    }
}

fn staff(role: Role) -> Staff {
    let station = StationId(id(1, 3));
    let of_station = role == Role::StationChief;
    Staff {
        account: AccountId(id(2, 7)),
        name: String::new(),
        role,
        station: of_station.then_some(station),
        below: if of_station { Arc::new([station]) } else { Arc::new([]) },
        unit: (role == Role::CommunityOfficer).then_some(UnitId(id(3, 11))),
    }
}

async fn measure(database: &Database, now: DateTime<Utc>) {
    let words = |text: &str| Filter { words: Some(text.to_owned()), ..Filter::default() };
    let questions = [
        ("newest", Filter::default()),
        ("not ended", Filter { ended: Some(false), ..Filter::default() }),
        ("in my charge", Filter { mine: true, ..Filter::default() }),
        ("号 (all)", words("号")),
        ("噪音 (1 in 20)", words("楼上噪音")),
        ("延政路 电动车 (1 in 27)", words("延政路 电动车")),
        ("袁阿婆 (1 in 10,000)", words("袁阿婆")),
        ("number 20260101-", words("20260101-")),
        ("number 2025", words("2025")),
        ("tenth page", Filter { offset: 450, ..Filter::default() }),
    ];
    println!(
        "{:<28}{:>12}{:>12}{:>12}{:>12}   ms: p50 (p99), matters, statements",
        "", "desk", "chief", "officer", "inspection"
    );
    for (name, filter) in questions {
        let mut line = format!("{name:<28}");
        for role in [Role::DutyDesk, Role::StationChief, Role::CommunityOfficer, Role::InspectionOffice] {
            let reach = reach(&staff(role), Act::ReadMatter, now);
            let filter = Filter { limit: 50, ..filter.clone() };
            let counted = Counted::new(database.read());
            let mut times = Vec::with_capacity(ROUNDS);
            let (mut found, mut cost) = (0, 0);
            for _ in 0..ROUNDS {
                let begun = Instant::now();
                let (listed, statements) = counted.cost(list(&counted, &reach, &filter)).await;
                times.push(begun.elapsed());
                (found, cost) = (listed.unwrap().len(), statements);
            }
            times.sort_unstable();
            let ms = |share: usize| milliseconds(times[(ROUNDS - 1) * share / 100]);
            line.push_str(&format!("  {:.1} ({:.1}) {found} {cost}", ms(50), ms(99)));
        }
        println!("{line}");
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
