//! Calls that come in by themselves, at random times and places of the district.

use std::sync::Arc;

use kaimen_app::App;
use kaimen_app::call::{NewCall, Taken};
use kaimen_domain::call::{Channel, Place};
use kaimen_roads::{Coordinate, Profile};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::people::{People, somewhere};
use super::{Life, wait};

/// What people call about, how often in a hundred, and what they say.
const MATTERS: [(&str, u32, &str); 14] = [
    ("dispute", 18, "楼上楼下因漏水争吵，请民警来看看。"),
    ("noise", 14, "广场音响声音太大，老人休息不好。"),
    ("traffic_accident", 13, "两车剐蹭，占了一条车道，没有人受伤。"),
    ("theft", 11, "电动车停在楼下不见了。"),
    ("consultation", 7, "咨询居住证怎么办理。"),
    ("found_property", 6, "捡到一个钱包，里面有证件。"),
    ("disturbance", 6, "有人酒后在店里吵闹。"),
    ("fraud", 6, "接到冒充客服的电话，已经转账。"),
    ("suspicious_activity", 5, "楼道里有人挨家敲门推销，形迹可疑。"),
    ("sudden_illness", 4, "有人在路边晕倒，叫不醒。"),
    ("lost_person", 4, "家里老人出门两小时没回来。"),
    ("trapped", 3, "电梯停在三楼和四楼之间，里面有两个人。"),
    ("assault", 2, "几个人在门口打起来了。"),
    ("fire_or_gas", 1, "厨房闻到很重的煤气味。"),
];

/// Takes calls until the process ends.
pub(super) async fn run(app: App, people: Arc<People>, life: Life) {
    if life.calls_per_hour <= 0.0 {
        return;
    }
    let mut random = StdRng::seed_from_u64(life.seed ^ 3);
    let mut pause = 2.0;
    loop {
        wait(pause).await;
        // Exponential times between calls: the next comes however long ago the last one was.
        pause = -random.random_range(f64::EPSILON..1.0_f64).ln() * 3600.0 / life.calls_per_hour;
        if let Err(error) = take(&app, &people, &mut random).await {
            tracing::warn!(%error, "the demo could not take a call: {error}");
        }
    }
}

async fn take(app: &App, people: &People, random: &mut StdRng) -> Result<(), kaimen_app::Error> {
    let (kind, _, summary) = choose(random);
    // Most calls come from where people live, the others from anywhere on the roads.
    let at = match people.officers.values().nth(random.random_range(0..people.officers.len().max(1))) {
        Some(officer) if random.random_bool(0.8) => {
            let mut off = || random.random_range(-0.006..0.006);
            Coordinate { lon: officer.home.lon + off(), lat: officer.home.lat + off() }
        }
        _ => somewhere(app.map(), random),
    };
    phone(app, people, kind, summary, at, random).await.map(|_| ())
}

/// What people say about a kind of matter.
pub(super) fn said(kind: &str) -> &'static str {
    MATTERS.iter().find(|(code, ..)| *code == kind).map_or("请民警到场看看。", |(_, _, summary)| summary)
}

/// Somebody calls the desk from a place.
pub(super) async fn phone(
    app: &App,
    people: &People,
    kind: &str,
    summary: &str,
    at: Coordinate,
    random: &mut StdRng,
) -> Result<Taken, kaimen_app::Error> {
    let at = app.map().snap(at, Profile::Foot).map_or(at, |snapped| snapped.at);
    let nearby = app.place_at(&people.desk, at)?;
    let street = nearby.street.unwrap_or_default();
    let near = nearby.near.unwrap_or_default();
    let text = match (near.is_empty(), street.is_empty()) {
        (_, true) => format!("{near}附近"),
        (true, false) => format!("{street} {} 号附近", random.random_range(1..200)),
        (false, false) => format!("{near} {street} {} 号", random.random_range(1..200)),
    };
    let new = NewCall {
        place: Place { text, lon: at.lon, lat: at.lat },
        kind: kind.to_owned(),
        summary: summary.to_owned(),
        contact: Some(format!("138 0000 {:04}", random.random_range(0..10_000))),
        channel: Channel::Phone,
        officers_needed: None,
        recused_units: Vec::new(),
        dispatch_nearest: false,
    };
    app.take_call(&people.desk, new).await
}

fn choose(random: &mut StdRng) -> (&'static str, u32, &'static str) {
    let all: u32 = MATTERS.iter().map(|(_, weight, _)| weight).sum();
    let mut left = random.random_range(0..all);
    for matter in MATTERS {
        if left < matter.1 {
            return matter;
        }
        left -= matter.1;
    }
    MATTERS[0]
}
