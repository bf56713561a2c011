//! What the free units keep within reach.

use std::sync::Arc;

use super::super::district::Demand;
use super::super::places::NEVER;
use super::{Event, Mover, World};

impl World<'_> {
    /// Counts a unit as free, and notes what it keeps within reach.
    pub(super) fn release(&mut self, unit: u32) {
        self.free += 1;
        self.free_crew += u32::from(self.district.posts[unit as usize].crew);
        self.cover(unit);
    }

    /// Counts a unit as busy.
    pub(super) fn engage(&mut self, unit: u32) {
        self.free -= 1;
        self.free_crew -= u32::from(self.district.posts[unit as usize].crew);
        if let Some(coverage) = &mut self.coverage {
            coverage.set(self.movers[unit as usize].id, None);
        }
    }

    /// Notes what a free unit keeps within reach; one that drives counts where it will be.
    pub(super) fn cover(&mut self, unit: u32) {
        if self.coverage.is_none() {
            return;
        }
        let reaches = self.reaches(unit, self.movers[unit as usize].place);
        if let Some(coverage) = &mut self.coverage {
            coverage.set(self.movers[unit as usize].id, Some(reaches));
        }
    }

    /// Places of calls that a unit reaches in time from a place; found once for each place.
    pub(super) fn reaches(&mut self, unit: u32, place: u32) -> Arc<[u32]> {
        let (district, limit) = (self.district, self.scenario.late_seconds.saturating_mul(1_000));
        let profile = district.posts[unit as usize].profile;
        let kept = &mut self.reaches[profile.index()][place as usize];
        let found = kept.get_or_insert_with(|| {
            let near = |(_, demand): &(u32, &Demand)| district.places.time(profile, place, demand.place) <= limit;
            (0..).zip(&district.demand).filter(near).map(|(number, _)| number).collect()
        });
        Arc::clone(found)
    }

    /// The part of the calls that a free unit reaches in time, hour by hour.
    pub(super) fn sample(&mut self, now: i64) {
        let (limit, places) = (i64::from(self.scenario.late_seconds) * 1_000, &self.district.places);
        let free: Vec<(usize, &Mover)> = self.movers.iter().enumerate().filter(|(_, mover)| mover.is_free()).collect();
        let within = |place: u32| {
            free.iter().any(|(unit, mover)| {
                let time = places.time(self.district.posts[*unit].profile, mover.place, place);
                time != NEVER && i64::from(time) + (mover.ready - now).max(0) <= limit
            })
        };
        let all: f64 = self.district.demand.iter().map(|demand| demand.weight).sum();
        let covered: f64 =
            self.district.demand.iter().filter(|demand| within(demand.place)).map(|demand| demand.weight).sum();
        self.record.covered.push(covered / all);
        if now + 3_600_000 < self.scenario.end() {
            self.later(now + 3_600_000, Event::Sample);
        }
    }
}
