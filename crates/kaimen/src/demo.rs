//! The demo: a made-up district, its people, and what they do by themselves.
//!
//! Everything that happens goes through the same acts of the application as the screens use.

mod calls;
mod names;
mod patrol;
mod people;
mod play;
mod responders;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use kaimen_app::App;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::commands::output::say;

pub(crate) use people::{People, people};
pub(crate) use play::{Play, play};

/// How lively the demo is.
#[derive(Clone, Copy)]
pub(crate) struct Life {
    /// Calls that come in by themselves.
    pub(crate) calls_per_hour: f64,
    /// Seed of what happens.
    pub(crate) seed: u64,
}

/// The map of the made-up district; drawn once and kept beside the database.
pub(crate) fn district(data: &Path, seed: u64) -> anyhow::Result<PathBuf> {
    let file = data.join(format!("district-{seed}.map"));
    if kaimen_roads::RoadMap::open(&file).is_ok() {
        return Ok(file);
    }
    say("drawing the district (once) …")?;
    let source = kaimen_roads::district::generate(seed);
    kaimen_roads::build::build(&source, &file, &mut |_| {}).context("the district cannot be written")?;
    Ok(file)
}

/// Runs the district until the process ends.
pub(crate) async fn live(app: App, people: People, life: Life) {
    let people = Arc::new(people);
    let calls = calls::run(app.clone(), Arc::clone(&people), life);
    let patrol = patrol::run(app.clone(), Arc::clone(&people), StdRng::seed_from_u64(life.seed ^ 1));
    let responders = responders::run(app, people, StdRng::seed_from_u64(life.seed ^ 2));
    tokio::join!(calls, patrol, responders);
}

/// A pause of `seconds`.
async fn wait(seconds: f64) {
    tokio::time::sleep(Duration::from_secs_f64(seconds.max(0.0))).await;
}
