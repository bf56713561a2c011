//! Time running from event to event.

pub(crate) mod world;

use std::io::Read;
use std::time::Instant;

use chrono::{DateTime, Utc};
use kaimen_dispatch::BoardError;
use kaimen_roads::RoadMap;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::calls::{self, CallsError, Reject, RejectReason};
use crate::settings::Settings;
use crate::{kinds, report, service};
pub(crate) use world::World;

pub use world::Answered;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The record cannot be used.
    #[error(transparent)]
    Calls(#[from] CallsError),
    /// No call is left.
    #[error("no call of the record can be used ({rows} rows read): check that the map covers its places")]
    NoCalls {
        /// Rows read.
        rows: u64,
    },
    /// A setting makes no sense.
    #[error("{0}")]
    Settings(&'static str),
    /// The board and the replay do not agree.
    #[error("the replay lost a unit: {0}")]
    Board(#[from] BoardError),
}

/// What a replay gives.
#[derive(Debug)]
pub struct Replay {
    /// The figures.
    pub report: report::Report,
    /// Calls left out, by line, at most [`calls::MOST_REJECTS`].
    pub rejects: Vec<Reject>,
    /// Every answered call in order of time.
    pub answers: Vec<Answered>,
}

/// A call with what is known of it before time runs.
#[derive(Debug)]
pub(crate) struct Job {
    pub call: calls::Call,
    pub grade: kaimen_domain::unit::Grade,
    pub officers: u8,
    /// Milliseconds at the scene.
    pub on_scene: i64,
    /// Milliseconds after the first call.
    pub time: i64,
}

/// Replays a record (CSV, plain or gzipped) on a map. `progress` is told calls done and calls in all.
///
/// The same map, record and settings give the same answers; only [`report::Report::decisions_per_second`] varies.
///
/// # Errors
/// Where the settings make no sense or the record cannot be used.
pub fn replay(
    map: &RoadMap,
    record: impl Read,
    settings: &Settings,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Replay, ReplayError> {
    check(settings)?;
    let mut found = calls::read(record)?;
    let all = std::mem::take(&mut found.calls);
    let mut good = Vec::with_capacity(all.len());
    for call in all {
        match map.snap(call.at, settings.profile) {
            Some(place) if place.metres <= settings.off_map_metres => good.push(call),
            _ => found.reject(call.line, &call.id, RejectReason::OffMap),
        }
    }
    let Some(start) = good.first().map(|call| call.time) else {
        return Err(ReplayError::NoCalls { rows: found.rows });
    };
    let mut random = StdRng::seed_from_u64(settings.seed);
    let homes = (0..settings.units).map(|_| good[random.random_range(0..good.len())].at).collect();
    let jobs = jobs(good, start, settings, &mut random);
    let mut world = World::new(map, settings, &jobs, homes, start);
    let began = Instant::now();
    world.run(progress)?;
    let seconds = began.elapsed().as_secs_f64();
    for job in &world.unreachable {
        let call = &jobs[*job].call;
        found.reject(call.line, &call.id, RejectReason::NoRoad);
    }
    found.rejects.sort_by_key(|reject| reject.line);
    let report = report::make(map, settings, &found, &jobs, &world, start, seconds);
    Ok(Replay { report, rejects: found.rejects, answers: world.answers })
}

fn jobs(calls: Vec<calls::Call>, start: DateTime<Utc>, settings: &Settings, random: &mut StdRng) -> Vec<Job> {
    calls
        .into_iter()
        .map(|call| Job {
            grade: if settings.one_grade {
                kaimen_domain::unit::Grade::Ordinary
            } else {
                kinds::grade(&call.call_type)
            },
            officers: if settings.two_officers { kinds::officers(&call.call_type) } else { 1 },
            on_scene: service::draw(&settings.on_scene, &call.call_type, random),
            time: (call.time - start).num_milliseconds(),
            call,
        })
        .collect()
}

fn check(settings: &Settings) -> Result<(), ReplayError> {
    let bad = |text| Err(ReplayError::Settings(text));
    let sound = |value: &f64| value.is_finite() && *value >= 0.0;
    if settings.units == 0 || settings.units > Settings::MOST_UNITS {
        return bad("give 1 to 20,000 units");
    }
    if settings.crew == 0 {
        return bad("give each unit at least one officer");
    }
    let means = settings.on_scene.by_type.values().chain([&settings.on_scene.mean_seconds]);
    if !means.into_iter().all(sound) || !sound(&settings.off_map_metres) {
        return bad("give times at the scene and distances as numbers of at least 0");
    }
    if matches!(settings.on_scene.spread, crate::Spread::Lognormal { sigma } if !(0.0..=5.0).contains(&sigma)) {
        return bad("give a sigma between 0 and 5");
    }
    if !(0.0..=1.0).contains(&settings.covered_part) {
        return bad("give the covered part as a number between 0 and 1");
    }
    Ok(())
}
