//! Who goes: the decision code of the live board, with travel times from the table.

use kaimen_dispatch::{Board, Need, Policy, Recommendation, Times, recommend_by};
use kaimen_domain::id::UnitId;
use kaimen_domain::unit::{Grade, Skills};
use kaimen_roads::{Position, route};

use super::super::places::NEVER;
use super::{Doing, World, area, clock};

/// Units and times to one place.
struct Table<'w, 'a> {
    world: &'w World<'a>,
    to: u32,
    now: i64,
    /// Units under way that may be taken, by slot.
    under_way: &'w [(u32, u32)],
}

impl Times for Table<'_, '_> {
    fn offer(&mut self, _: &Board, _: &Need, _: &Policy, offer: &mut impl FnMut(u32, u32) -> u32) -> bool {
        let places = &self.world.district.places;
        let rows = kaimen_roads::Profile::ALL.map(|profile| places.to(profile, self.to));
        for (mover, post) in self.world.movers.iter().zip(&self.world.district.posts) {
            if !mover.is_free() {
                continue;
            }
            let ms = rows[post.profile.index()].get(mover.place as usize).copied().unwrap_or(NEVER);
            if ms != NEVER {
                offer(mover.slot, ms.saturating_add((mover.ready - self.now).max(0) as u32));
            }
        }
        for (slot, ms) in self.under_way {
            offer(*slot, *ms);
        }
        true
    }
}

impl World<'_> {
    /// Asks the board who should go to a call.
    pub(super) fn ask(&mut self, call: u32, now: i64) -> Recommendation {
        let what = self.calls[call as usize];
        let demand = self.district.demand[what.demand as usize];
        let under_way = if self.rules.interrupt {
            self.under_way(what.grade, what.officers, demand.place, now)
        } else {
            Vec::new()
        };
        let need = Need {
            at: self.district.places.at(demand.place),
            k: 1,
            grade: what.grade,
            skills: Skills::NONE,
            officers: what.officers,
            recused: Vec::new(),
            excluded: Vec::new(),
            interruptible: under_way.iter().filter_map(|(slot, _)| self.by_slot(*slot)).collect(),
            station: None,
            area: self.charge.get(what.demand as usize).map(|unit| area(*unit)),
        };
        self.record.decisions += 1;
        let coverage = self.coverage.as_ref().filter(|_| self.rules.coverage_step_ms.is_some());
        let mut times = Table { world: self, to: demand.place, now, under_way: &under_way };
        recommend_by(&self.board, &mut times, &need, &self.rules.policy, coverage, clock(now))
    }

    pub(super) fn number(id: UnitId) -> u32 {
        (id.0.as_u128() - 1) as u32
    }

    fn by_slot(&self, slot: u32) -> Option<UnitId> {
        self.movers.iter().find(|mover| mover.slot == slot).map(|mover| mover.id)
    }

    /// Units alone on the way to less urgent calls that may be there before the nearest free one, by slot, with their
    /// travel times from where they are on the road.
    fn under_way(&mut self, grade: Grade, officers: u8, to: u32, now: i64) -> Vec<(u32, u32)> {
        if grade > Grade::Urgent {
            return Vec::new();
        }
        // Nobody under way can save more than the nearest free unit takes.
        let rest = |mover: &super::Mover| (mover.ready - now).max(0) as u32;
        let times = self.movers.iter().zip(&self.district.posts).filter(|(mover, _)| mover.is_free());
        let nearest = times
            .map(|(mover, post)| self.district.places.time(post.profile, mover.place, to).saturating_add(rest(mover)))
            .min();
        // A second officer may come from farther away than the nearest.
        let within =
            nearest.filter(|_| officers <= 1).map(|ms| ms.saturating_sub(self.rules.policy.taken_from_lesser_ms));
        if within == Some(0) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for unit in 0..self.movers.len() as u32 {
            let Doing::EnRoute { call, from, origin, sent } = self.movers[unit as usize].doing else { continue };
            let mover = &self.movers[unit as usize];
            if mover.leaves || self.calls[call as usize].grade <= grade || self.teams[call as usize].len() != 1 {
                continue;
            }
            let (profile, slot) = (self.profile(unit), mover.slot);
            // From where it is it takes at least what it took from its origin, less the way that it has gone.
            let least =
                origin.map_or(0, |origin| i64::from(self.district.places.time(profile, origin, to)) - (now - sent));
            if within.is_some_and(|within| least >= i64::from(within)) {
                continue;
            }
            let part = (now - sent) as f64 / (mover.ready - sent).max(1) as f64;
            let goal = self.district.places.position(profile, mover.place);
            let here = goal.map(|goal| self.on_the_way(unit, from, goal, part));
            let Some((here, target)) = here.zip(self.district.places.position(profile, to)) else { continue };
            let time = self.search.times_from(self.district.map, profile, here, &[target]);
            if let Some(ms) = time.first().copied().flatten() {
                found.push((slot, ms.saturating_add((sent - now).max(0) as u32)));
            }
        }
        found
    }

    /// Where a unit is after a part of its way, counted by length.
    pub(super) fn on_the_way(&mut self, unit: u32, from: Position, to: Position, part: f64) -> Position {
        let (map, profile) = (self.district.map, self.profile(unit));
        let Some(way) = route(map, &mut self.search, profile, from, to) else { return from };
        let mut left = way.metres * part.clamp(0.0, 1.0);
        for pair in way.points.windows(2) {
            let metres = pair[0].metres_to(pair[1]);
            if left <= metres && metres > 0.0 {
                let share = left / metres;
                let between = |a: f64, b: f64| a + (b - a) * share;
                let at = kaimen_roads::Coordinate {
                    lon: between(pair[0].lon, pair[1].lon),
                    lat: between(pair[0].lat, pair[1].lat),
                };
                return map.snap(at, profile).map_or(from, |found| found.position);
            }
            left -= metres;
        }
        to
    }
}

#[cfg(test)]
mod tests {
    use kaimen_dispatch::recommend;
    use kaimen_domain::unit::DutyStatus;
    use kaimen_roads::Search;
    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};

    use super::super::super::layout::{Layout, Travel, make};
    use super::super::super::{Between, Scenario};
    use super::*;
    use crate::simulate::{Rules, draw};

    /// The table of travel times and the search of the live service name the same unit with the same time.
    #[test]
    fn the_table_answers_as_the_live_board() {
        let source = kaimen_roads::district::generate(5);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("district.map");
        kaimen_roads::build::build(&source, &file, &mut |_| {}).unwrap();
        let map = kaimen_roads::RoadMap::open(&file).unwrap();
        let layout = Layout {
            units: 40,
            at_stations: Default::default(),
            crew: 1,
            travel: Travel::Mixed,
            shifts: 1,
            demand: 60,
            recorded: Vec::new(),
            given: Vec::new(),
            seed: 3,
        };
        let made = make(&map, &layout, &mut |_, _| {}).unwrap();
        let scenario = Scenario { between: Between::AtPost, shifts: 1, days: 1, ..Scenario::default() };
        let calls = draw(&made.district, &scenario, 0);
        let rules = Rules::named("closest").unwrap();
        let mut world = World::new(&made.district, &scenario, &rules, &calls, 0);
        world.start().unwrap();
        let mut random = StdRng::seed_from_u64(8);
        let mut search = Search::new();
        for call in 0..200_u32 {
            let unit = random.random_range(0..40_u32);
            if world.movers[unit as usize].is_free() && world.free > 5 {
                world.engage(unit);
                world.movers[unit as usize].doing = Doing::Briefing;
                world.board.set_status(world.movers[unit as usize].id, DutyStatus::Break, &map).unwrap();
            }
            let what = world.calls[call as usize];
            let table = world.ask(call, 1_000);
            let at = made.district.places.at(made.district.demand[what.demand as usize].place);
            let need = Need { officers: what.officers, ..Need::nearest(at, 1, what.grade) };
            let live = recommend(&world.board, &map, &mut search, &need, &rules.policy, clock(1_000));
            assert_eq!((table.team, &table.shortfall), (live.team, &live.shortfall));
            assert_eq!(table.picks, live.picks, "call {call}");
        }
    }
}
