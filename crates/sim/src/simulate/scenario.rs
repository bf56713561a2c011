//! What a simulation assumes.

use kaimen_domain::kind;
use kaimen_domain::unit::Grade;
use serde::{Deserialize, Serialize};

use crate::Spread;

/// Calls by hour of the day as parts of the mean hour, those of 24,833 calls to the San Francisco police (DataSF, 2016
/// to 2020).
pub const HOURS: [f64; 24] = [
    0.642, 0.603, 0.578, 0.516, 0.355, 0.364, 0.558, 1.155, 1.58, 1.507, 1.523, 1.262, 1.425, 1.291, 1.091, 1.215,
    1.102, 1.565, 1.446, 1.05, 0.84, 0.736, 0.691, 0.907,
];

/// Calls of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallKind {
    /// Its code.
    pub code: String,
    /// How often, beside the other kinds.
    pub weight: f64,
    /// Urgency.
    pub grade: Grade,
    /// Police officers needed.
    pub officers: u8,
    /// Mean minutes at the scene.
    pub on_scene_minutes: f64,
    /// Part of these calls for which an ambulance (120) comes and the officers stay until they have handed over.
    pub ambulance: f64,
}

/// How often each kind is called about, mean minutes at the scene, and the part with an ambulance. Assumptions: no
/// record with times of clearing is public; the shares are those of the demo.
const KINDS: [(&str, f64, f64, f64); 14] = [
    ("dispute", 18.0, 30.0, 0.0),
    ("noise", 14.0, 15.0, 0.0),
    ("traffic_accident", 13.0, 30.0, 0.15),
    ("theft", 11.0, 25.0, 0.0),
    ("consultation", 7.0, 10.0, 0.0),
    ("found_property", 6.0, 10.0, 0.0),
    ("disturbance", 6.0, 25.0, 0.05),
    ("fraud", 6.0, 30.0, 0.0),
    ("suspicious_activity", 5.0, 15.0, 0.0),
    ("sudden_illness", 4.0, 10.0, 0.9),
    ("lost_person", 4.0, 30.0, 0.0),
    ("trapped", 3.0, 20.0, 0.1),
    ("assault", 2.0, 40.0, 0.3),
    ("fire_or_gas", 1.0, 40.0, 0.1),
];

/// The kinds of call by default.
#[must_use]
pub fn kinds() -> Vec<CallKind> {
    let known = KINDS
        .iter()
        .filter_map(|(code, weight, minutes, ambulance)| Some((kind::find(code)?, *weight, *minutes, *ambulance)));
    known
        .map(|(kind, weight, on_scene_minutes, ambulance)| CallKind {
            code: kind.code.to_owned(),
            weight,
            grade: kind.grade,
            officers: kind.officers_needed,
            on_scene_minutes,
            ambulance,
        })
        .collect()
}

/// What officers do between calls.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Between {
    /// Stops and visits in their beat.
    Patrol,
    /// They drive back to their post.
    DriveHome,
    /// They are back at their post at once, as queueing theory takes it.
    AtPost,
}

/// In which order the stops of a beat are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The next is drawn: an observer has nothing to predict (Rosenshine 1970).
    Random,
    /// Always the same round.
    Round,
}

/// Work between calls; any call breaks it off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Patrol {
    /// Stops of a beat: the places of calls nearest to the home of the unit.
    pub stops: usize,
    /// Shortest and longest stop, minutes. Default 10 to 16 (Koper 1995); evidence, not a law.
    pub stop_minutes: (f64, f64),
    /// Order of the stops. Default random.
    pub order: Order,
    /// A unit does not come back to a stop within this, minutes, while another is left. Default 60.
    pub revisit_minutes: f64,
    /// Part of the stops between 9 and 20 h that are visits to a household. Default 0.3.
    pub visits: f64,
    /// Shortest and longest visit, minutes. Default 10 to 30.
    pub visit_minutes: (f64, f64),
}

impl Default for Patrol {
    fn default() -> Self {
        Self {
            stops: 8,
            stop_minutes: (10.0, 16.0),
            order: Order::Random,
            revisit_minutes: 60.0,
            visits: 0.3,
            visit_minutes: (10.0, 30.0),
        }
    }
}

/// Everything assumed beside the district itself; with the same district, the same scenario gives the same answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    /// Days that count. Default 7.
    pub days: u32,
    /// Hours before them that do not count, so that nothing hangs on the start. Default 24.
    pub warm_up_hours: u32,
    /// Runs with other random numbers. Default 10.
    pub replications: u32,
    /// Seed of everything drawn.
    pub seed: u64,
    /// Calls in a day on average. Default 820: 300,000 a year.
    pub calls_per_day: f64,
    /// Calls by hour of the week from Monday 0 h, as parts of the mean hour; 168 numbers.
    pub week: Vec<f64>,
    /// Kinds of call.
    pub kinds: Vec<CallKind>,
    /// Scatter of the times at the scene.
    pub spread: Spread,
    /// Mean minutes until an ambulance is there, counted from the call; exponential. Default 10.
    pub ambulance_minutes: f64,
    /// Mean minutes of handing over to its crew; exponential. Default 4, that of the Manhattan model of JEMSS.
    pub hand_over_minutes: f64,
    /// Shifts of equal length a day, the first from 7 h; 1: all are always on duty. Default 3.
    pub shifts: u32,
    /// Minutes of briefing at the station before a shift begins. Default 15.
    pub change_over_minutes: u32,
    /// What officers do between calls. Default patrol.
    pub between: Between,
    /// How they patrol.
    pub patrol: Patrol,
    /// Responses longer than this are late, seconds. Default 480; China sets no national limit.
    pub late_seconds: u32,
    /// Whether calls for which nobody is free go elsewhere and do not wait.
    pub lost_when_busy: bool,
}

impl Scenario {
    /// Milliseconds before what counts.
    #[must_use]
    pub fn warm_up(&self) -> i64 {
        i64::from(self.warm_up_hours) * 3_600_000
    }

    /// Milliseconds until the last call.
    #[must_use]
    pub fn end(&self) -> i64 {
        self.warm_up() + i64::from(self.days) * 86_400_000
    }

    /// What makes no sense, in words.
    ///
    /// # Errors
    /// Which number is wrong, and what it may be.
    pub fn check(&self) -> Result<(), &'static str> {
        let sound = |value: f64, most: f64| value.is_finite() && (0.0..=most).contains(&value);
        let range = |(low, high): (f64, f64)| sound(low, 1_440.0) && sound(high, 1_440.0) && low <= high && high > 0.0;
        let kind = |kind: &CallKind| {
            sound(kind.weight, 1e9) && sound(kind.on_scene_minutes, 1_440.0) && sound(kind.ambulance, 1.0)
        };
        let all = |numbers: Vec<f64>| {
            let sum = numbers.into_iter().try_fold(0.0, |sum, value| sound(value, 1e9).then_some(sum + value));
            sum.is_some_and(|sum| sum > 0.0)
        };
        let rules = [
            ((1..=3_660).contains(&self.days), "give 1 to 3,660 days"),
            (self.warm_up_hours <= 8_760, "give a warm-up of at most 8,760 hours"),
            ((1..=10_000).contains(&self.replications), "give 1 to 10,000 replications"),
            (
                sound(self.calls_per_day, 1e6) && self.calls_per_day > 0.0,
                "give more than 0 and at most 1,000,000 calls a day",
            ),
            (self.week.len() == 168 && all(self.week.clone()), "give 168 numbers for the hours of the week"),
            (all(self.kinds.iter().map(|kind| kind.weight).collect()), "give at least one kind of call with a weight"),
            (self.kinds.iter().all(kind), "give kinds with weights, minutes and parts of at least 0"),
            (
                sound(self.ambulance_minutes, 1_440.0) && sound(self.hand_over_minutes, 1_440.0),
                "give minutes of an ambulance between 0 and 1,440",
            ),
            ((1..=6).contains(&self.shifts), "give 1 to 6 shifts"),
            (self.change_over_minutes <= 120, "give at most 120 minutes of change-over"),
            (range(self.patrol.stop_minutes), "give patrol stops as shortest and longest minutes, at most 1,440"),
            (range(self.patrol.visit_minutes), "give visits as shortest and longest minutes, at most 1,440"),
            (sound(self.patrol.visits, 1.0), "give the part of visits between 0 and 1"),
            (sound(self.patrol.revisit_minutes, 10_080.0), "give minutes before a stop is made again, at most 10,080"),
            ((1..=200).contains(&self.patrol.stops), "give 1 to 200 stops a beat"),
            (!matches!(self.spread, Spread::Lognormal { sigma } if !sound(sigma, 5.0)), "give a sigma between 0 and 5"),
        ];
        rules.iter().find(|(sense, _)| !sense).map_or(Ok(()), |(_, words)| Err(words))
    }
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            days: 7,
            warm_up_hours: 24,
            replications: 10,
            seed: 1,
            calls_per_day: 820.0,
            week: HOURS.repeat(7),
            kinds: kinds(),
            spread: Spread::Lognormal { sigma: 0.8 },
            ambulance_minutes: 10.0,
            hand_over_minutes: 4.0,
            shifts: 3,
            change_over_minutes: 15,
            between: Between::Patrol,
            patrol: Patrol::default(),
            late_seconds: 480,
            lost_when_busy: false,
        }
    }
}
