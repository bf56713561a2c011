//! Time per decision of access, with 10,000 matters and 300 members of staff: `cargo bench --bench access`.
#![expect(clippy::print_stdout, reason = "the table is the result")]

use std::hint::black_box;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use kaimen_domain::access::{Subject, may};
use kaimen_domain::act::Act;
use kaimen_domain::call::Place;
use kaimen_domain::id::{AccountId, GrantId, MatterId, StationId, UnitId};
use kaimen_domain::matter::{Grant, GrantKind, Matter, MatterKind};
use kaimen_domain::role::{Actor, Role, Staff};
use uuid::Uuid;

const MATTERS: usize = 10_000;
const STAFF: usize = 300;
const STATIONS: usize = 24;
const BATCH: usize = 1_000;
const BATCHES: usize = 2_000;

/// The same numbers in every run.
struct Mix(u64);

impl Mix {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

fn id(space: u128, n: usize) -> Uuid {
    Uuid::from_u128((space << 64) | n as u128)
}

fn staff(n: usize, mix: &mut Mix) -> Actor {
    let station = StationId(id(1, mix.below(STATIONS)));
    let below: Vec<StationId> = (0..6).map(|room| StationId(id(4, room))).chain([station]).collect();
    Actor::Staff(Staff {
        account: AccountId(id(2, n)),
        name: format!("民警{n}"),
        role: Role::ALL[n % Role::ALL.len()],
        station: Some(station),
        below: below.into(),
        unit: Some(UnitId(id(3, n % 191))),
    })
}

fn matter(n: usize, mix: &mut Mix, now: DateTime<Utc>) -> Matter {
    let kind = if n.is_multiple_of(20) { MatterKind::RightsRequest } else { MatterKind::Call };
    let grant = |mix: &mut Mix| Grant {
        id: GrantId(id(6, mix.below(1000))),
        account: AccountId(id(2, mix.below(STAFF))),
        kind: GrantKind::Referral,
        from: now - TimeDelta::days(1),
        until: None,
    };
    Matter {
        id: MatterId(id(5, n)),
        kind,
        number: format!("20110122-{n:05}"),
        receipt: String::new(),
        version: 1,
        state: "classified".to_owned(),
        ended: false,
        complaint: n.is_multiple_of(50),
        place: Place { text: String::new(), lon: 0.0, lat: 0.0 },
        summary: String::new(),
        station: Some(StationId(id(1, mix.below(STATIONS)))),
        owner: None,
        received_at: now,
        state_since: now,
        closed_at: None,
        recused: (0..mix.below(3)).map(|_| AccountId(id(2, mix.below(STAFF)))).collect(),
        grants: (0..mix.below(4)).map(|_| grant(mix)).collect(),
        units: vec![UnitId(id(3, mix.below(191)))],
    }
}

fn main() {
    let now = DateTime::UNIX_EPOCH + TimeDelta::seconds(1_800_000_000);
    let mut mix = Mix(2011);
    let people: Vec<Actor> = (0..STAFF).map(|n| staff(n, &mut mix)).collect();
    let matters: Vec<Matter> = (0..MATTERS).map(|n| matter(n, &mut mix, now)).collect();
    let mut nanoseconds = Vec::with_capacity(BATCHES);
    let mut allowed = 0_usize;
    for _ in 0..BATCHES {
        let asked: Vec<_> =
            (0..BATCH).map(|_| (mix.below(STAFF), Act::ALL[mix.below(Act::ALL.len())], mix.below(MATTERS))).collect();
        let start = Instant::now();
        for (who, act, what) in &asked {
            allowed += usize::from(
                may(black_box(&people[*who]), *act, Subject::Matter(black_box(&matters[*what])), now).is_allowed(),
            );
        }
        nanoseconds.push(start.elapsed().as_nanos() as usize / BATCH);
    }
    nanoseconds.sort_unstable();
    let at = |share: usize| nanoseconds[BATCHES * share / 100];
    println!("{MATTERS} matters, {STAFF} members of staff, {} decisions, {allowed} allowed", BATCH * BATCHES);
    println!("one decision (means of {BATCH}): p50 {} ns, p99 {} ns", at(50), at(99));
}
