//! What the roads are like now: speeds of the hour and closed streets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{format::MAX_SEGMENT_MS, profile::Profile, source::RoadClass};

/// Hours of a week; hour 0 starts on Monday at midnight, local time.
pub const HOURS: usize = 168;

/// Speeds in percent of free flow by profile and road class; 100 changes nothing. Held to 5 to 200.
pub type Speeds = [[u8; RoadClass::ALL.len()]; 3];

/// Free flow everywhere.
pub const FREE_FLOW: Speeds = [[100; RoadClass::ALL.len()]; 3];

/// Speeds for every hour of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week(Box<[Speeds; HOURS]>);

impl Default for Week {
    fn default() -> Self {
        Self(Box::new([FREE_FLOW; HOURS]))
    }
}

impl Week {
    /// Sets the speed of a profile on a class of road in an hour; hours wrap around.
    pub fn set(&mut self, hour: usize, profile: Profile, class: RoadClass, percent: u8) {
        self.0[hour % HOURS][profile.index()][class as usize] = percent;
    }

    /// Speeds of an hour; hours wrap around.
    #[must_use]
    pub fn at(&self, hour: usize) -> Speeds {
        self.0[hour % HOURS]
    }
}

/// Speeds and closures, laid over a map by [`crate::RoadMap::under`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conditions {
    /// Speeds by profile and road class.
    pub speeds: Speeds,
    /// Segments with a speed of their own, in percent of free flow for all, in place of that of their class.
    pub slow: BTreeMap<u32, u8>,
    /// Segments that must not be passed through by car, e-bike, foot. Whoever stands on one may leave it, and a place
    /// on one can be reached: police are called to closed streets too.
    pub closed: BTreeMap<u32, [bool; 3]>,
}

impl Default for Conditions {
    fn default() -> Self {
        Self { speeds: FREE_FLOW, slow: BTreeMap::new(), closed: BTreeMap::new() }
    }
}

impl Conditions {
    /// Milliseconds on a segment of a class that takes `ms` in free flow.
    pub(crate) fn milliseconds(&self, segment: u32, class: RoadClass, profile: usize, ms: u32) -> u32 {
        let percent = self.slow.get(&segment).copied().unwrap_or(self.speeds[profile][class as usize]);
        let percent = u64::from(percent.clamp(5, 200));
        // Fits: cut to the longest travel over a segment.
        ((u64::from(ms) * 100 + percent / 2) / percent).clamp(1, u64::from(MAX_SEGMENT_MS)) as u32
    }

    /// Whether a segment must not be passed through.
    pub(crate) fn closes(&self, segment: u32, profile: usize) -> bool {
        self.closed.get(&segment).is_some_and(|profiles| profiles[profile])
    }
}
