//! Where travel times come from.

use kaimen_roads::{RoadMap, Search};

use crate::{Board, Need, Policy};

/// Offers units with the time that they need to a place.
pub trait Times {
    /// Offers the units on duty, by slot, with their travel times in milliseconds, in any order. `offer` gives back the
    /// time beyond which nobody needs to be offered any more; it only falls. A unit may be offered twice, then the
    /// smaller time counts.
    ///
    /// Gives `false` where the place lies too far from any road for everybody.
    fn offer(&mut self, board: &Board, need: &Need, policy: &Policy, offer: &mut impl FnMut(u32, u32) -> u32) -> bool;
}

/// Exact times by a search over the roads from the place towards the units: what the live service uses.
#[derive(Debug)]
pub struct ByRoad<'a> {
    /// The roads.
    pub map: &'a RoadMap,
    /// Scratch.
    pub search: &'a mut Search,
}

impl Times for ByRoad<'_> {
    fn offer(&mut self, board: &Board, need: &Need, policy: &Policy, offer: &mut impl FnMut(u32, u32) -> u32) -> bool {
        let (mut off_road, mut searched, mut bound) = (false, false, u32::MAX);
        for items in board.by_reach() {
            match self.map.snap(need.at, items.profile()) {
                Some(place) if place.metres <= f64::from(policy.off_road_limit_metres) => {
                    searched = true;
                    self.search.nearest(self.map, items, place.position, bound, |item, ms| {
                        bound = bound.min(offer(item, ms));
                        bound
                    });
                }
                _ => off_road = true,
            }
        }
        searched || !off_road
    }
}
