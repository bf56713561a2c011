//! What a replay assumes.

use std::collections::BTreeMap;

use kaimen_dispatch::Policy;
use kaimen_roads::Profile;
use serde::{Deserialize, Serialize};

/// How times at the scene scatter around their mean.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// All equal.
    Fixed,
    /// Exponential, as queueing theory takes it.
    Exponential,
    /// Lognormal with this standard deviation of the logarithm; 0.8 is about what service times of police show.
    Lognormal {
        /// Standard deviation of the natural logarithm.
        sigma: f64,
    },
}

/// Time at the scene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OnScene {
    /// Mean in seconds for types without their own. Default 1,200; the recorded calls hold no time of clearing, so
    /// this is an assumption.
    pub mean_seconds: f64,
    /// Means in seconds by call type.
    pub by_type: BTreeMap<String, f64>,
    /// Scatter. Default exponential.
    pub spread: Spread,
}

impl Default for OnScene {
    fn default() -> Self {
        Self { mean_seconds: 1_200.0, by_type: BTreeMap::new(), spread: Spread::Exponential }
    }
}

/// Everything a replay assumes; with the same map and calls, the same settings give the same report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Units on duty all the time, 1 to [`Settings::MOST_UNITS`].
    pub units: u32,
    /// Officers in each.
    pub crew: u8,
    /// How they travel.
    pub profile: Profile,
    /// Seed of the starting places and times at the scene.
    pub seed: u64,
    /// Time at the scene.
    pub on_scene: OnScene,
    /// Whether units drive back to where they started when nothing waits. Until they are there they count as
    /// standing at the last scene.
    pub drive_home: bool,
    /// Responses longer than this are late, seconds. Default 480; China sets no national limit.
    pub late_seconds: u32,
    /// Calls farther than this from a road are left out, metres. Default 150.
    pub off_map_metres: f64,
    /// Hours with fewer than this part of the calls of the busiest hour are gaps in the record and do not count as
    /// covered time, unless they are at most three in a row. Default 0.1.
    pub covered_part: f64,
    /// Whether types that need evidence taken call for two officers (治安管理处罚法 art. 108).
    pub two_officers: bool,
    /// Whether every call has grade 3, so that the queue is first come, first served.
    pub one_grade: bool,
    /// Parameters of the rules. Positions are always known here, so the age of fixes is not limited.
    pub policy: Policy,
}

impl Settings {
    /// Most units of a replay.
    pub const MOST_UNITS: u32 = 20_000;
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            units: 40,
            crew: 1,
            profile: Profile::Car,
            seed: 1,
            on_scene: OnScene::default(),
            drive_home: false,
            late_seconds: 480,
            off_map_metres: 150.0,
            covered_part: 0.1,
            two_officers: true,
            one_grade: false,
            policy: Policy { fix_limit_seconds: None, ..Policy::default() },
        }
    }
}
