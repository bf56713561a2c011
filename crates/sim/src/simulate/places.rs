//! The places of a district and the exact travel times between them.

use kaimen_roads::{Coordinate, Position, Profile, RoadMap, Search};

/// Time where no road leads.
pub const NEVER: u32 = u32::MAX;

/// Everything that stands still: homes of units, stations, patrol stops, places of calls. Travel times between all of
/// them are found once by exact searches and kept in a table, 4 bytes for each pair and means of travel.
#[derive(Debug)]
pub struct Places {
    at: Vec<Coordinate>,
    positions: [Vec<Option<Position>>; 3],
    /// By means of travel: milliseconds from `from` to `to` at `to * len + from`; empty where nobody travels so.
    tables: [Vec<u32>; 3],
}

impl Places {
    /// Most places: their table takes 256 MB for each means of travel.
    pub const MOST: usize = 8_000;
    /// Farthest that a place may lie from a road, metres.
    pub const OFF_ROAD_METRES: f64 = 1_000.0;

    /// Finds the times by one search from every place. `progress` is told searches done and searches in all.
    #[must_use]
    pub fn measure(
        map: &RoadMap,
        at: Vec<Coordinate>,
        profiles: &[Profile],
        progress: &mut dyn FnMut(u64, u64),
    ) -> Self {
        let snap = |profile| {
            let near = |at: &Coordinate| map.snap(*at, profile).filter(|found| found.metres <= Self::OFF_ROAD_METRES);
            at.iter().map(|at| near(at).map(|found| found.position)).collect::<Vec<_>>()
        };
        let positions = Profile::ALL.map(snap);
        let mut tables = [Vec::new(), Vec::new(), Vec::new()];
        let mut search = Search::new();
        let (mut done, all) = (0, (at.len() * profiles.len()) as u64);
        for profile in profiles {
            let found = &positions[profile.index()];
            let (known, to): (Vec<usize>, Vec<Position>) =
                found.iter().enumerate().filter_map(|(place, position)| Some((place, (*position)?))).unzip();
            let mut table = vec![NEVER; at.len() * at.len()];
            for (from, position) in known.iter().zip(&to) {
                let times = search.times_from(map, *profile, *position, &to);
                for (to, ms) in known.iter().zip(times) {
                    table[to * at.len() + from] = ms.unwrap_or(NEVER);
                }
                done += 1;
                progress(done, all);
            }
            tables[profile.index()] = table;
        }
        Self { at, positions, tables }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// Where a place lies.
    #[must_use]
    pub fn at(&self, place: u32) -> Coordinate {
        self.at[place as usize]
    }

    /// Where a place lies on the roads.
    #[must_use]
    pub fn position(&self, profile: Profile, place: u32) -> Option<Position> {
        self.positions[profile.index()][place as usize]
    }

    /// Travel times to a place from each, milliseconds; [`NEVER`] where no road leads.
    #[must_use]
    pub fn to(&self, profile: Profile, to: u32) -> &[u32] {
        let (at, len) = (to as usize * self.len(), self.len());
        self.tables[profile.index()].get(at..at + len).unwrap_or_default()
    }

    /// Travel time, milliseconds; [`NEVER`] where no road leads.
    #[must_use]
    pub fn time(&self, profile: Profile, from: u32, to: u32) -> u32 {
        self.to(profile, to).get(from as usize).copied().unwrap_or(NEVER)
    }

    /// Which places lie on the network that most of them share: each can be reached from its heart and leads back.
    #[must_use]
    pub fn connected(&self, profile: Profile) -> Vec<bool> {
        let reached = |place: u32| self.to(profile, place).iter().filter(|ms| **ms != NEVER).count();
        let Some(heart) = (0..self.len() as u32).max_by_key(|place| (reached(*place), std::cmp::Reverse(*place)))
        else {
            return Vec::new();
        };
        let linked = |place| self.time(profile, heart, place) != NEVER && self.time(profile, place, heart) != NEVER;
        (0..self.len() as u32).map(linked).collect()
    }
}
