//! Things that stand on the network.

use crate::{map::{Position, RoadMap}, profile::Profile};

/// Things standing on the network for one profile, found by [`crate::Search::nearest`].
#[derive(Debug, Clone)]
pub struct Items {
    profile: Profile,
}

#[expect(unused_variables, missing_docs, reason = "skeleton for callers; filled next")]
impl Items {
    #[must_use]
    pub fn new(map: &RoadMap, profile: Profile) -> Self {
        Self { profile }
    }
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.profile
    }
    pub fn place(&mut self, map: &RoadMap, item: u32, at: Position) {}
    pub fn remove(&mut self, item: u32) {}
    #[must_use]
    pub fn position(&self, item: u32) -> Option<Position> {
        None
    }
}
