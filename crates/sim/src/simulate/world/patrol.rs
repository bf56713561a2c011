//! Work between calls: stops and visits in the beat, or back to the post. Any call breaks it off.

use kaimen_dispatch::{BoardError, move_up};
use kaimen_roads::Profile;
use rand::RngExt;

use super::super::places::NEVER;
use super::super::scenario::{Between, Order};
use super::{Doing, Event, Move, World};

/// No base farther than this is looked at when a unit moves up, milliseconds.
const FARTHEST_BASE: u32 = 1_200_000;

impl World<'_> {
    /// A free unit turns to its work.
    pub(super) fn go_on(&mut self, unit: u32, now: i64) -> Result<(), BoardError> {
        self.movers[unit as usize].doing = Doing::Free;
        if self.rules.move_up {
            return self.move_up(unit, now);
        }
        let home = self.district.posts[unit as usize].home;
        match self.scenario.between {
            Between::Patrol => self.drive_to_stop(unit, now),
            Between::DriveHome => self.drive(unit, home, now, false),
            Between::AtPost => {
                let mover = &mut self.movers[unit as usize];
                (mover.place, mover.ready) = (home, now);
                self.stand(unit, now)?;
                self.cover(unit);
                Ok(())
            }
        }
    }

    /// A drive or a stop has ended.
    pub(super) fn next(&mut self, unit: u32, now: i64) -> Result<(), BoardError> {
        match self.movers[unit as usize].doing {
            Doing::Stop { visit } => {
                self.record.stops.done += 1;
                self.record.visits.done += u64::from(visit);
                let mover = &mut self.movers[unit as usize];
                mover.left[mover.stop] = now;
                self.drive_to_stop(unit, now)
            }
            Doing::Free => {
                self.stand(unit, now)?;
                if self.scenario.between == Between::Patrol && !self.rules.move_up {
                    self.stop(unit, now);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Notes that a call takes a unit from its work.
    pub(super) fn break_off(&mut self, unit: u32) {
        let mover = &mut self.movers[unit as usize];
        mover.trip += 1;
        if let Doing::Stop { visit } = mover.doing {
            self.record.stops.broken_off += 1;
            self.record.visits.broken_off += u64::from(visit);
        }
    }

    fn stop(&mut self, unit: u32, now: i64) {
        let patrol = &self.scenario.patrol;
        let by_day = (9..20).contains(&(now / 3_600_000 % 24));
        let mover = &mut self.movers[unit as usize];
        let visit = mover.random.random::<f64>() < patrol.visits && by_day;
        let (low, high) = if visit { patrol.visit_minutes } else { patrol.stop_minutes };
        let minutes = low + (high - low) * mover.random.random::<f64>();
        mover.doing = Doing::Stop { visit };
        let event = Event::Next { unit, trip: mover.trip };
        // A stop of no length would let no time pass.
        self.later(now + ((minutes * 60_000.0) as i64).max(1_000), event);
    }

    fn drive_to_stop(&mut self, unit: u32, now: i64) -> Result<(), BoardError> {
        let patrol = &self.scenario.patrol;
        let mover = &mut self.movers[unit as usize];
        let stops = mover.beat.len();
        let next = match patrol.order {
            Order::Round => (mover.stop + 1) % stops,
            Order::Random => {
                let due = now - (patrol.revisit_minutes * 60_000.0) as i64;
                let fit = |stop: &usize, mover: &super::Mover| *stop != mover.stop && mover.left[*stop] <= due;
                let many = (0..stops).filter(|stop| fit(stop, mover)).count();
                if many > 0 {
                    let drawn = mover.random.random_range(0..many);
                    (0..stops).filter(|stop| fit(stop, mover)).nth(drawn).unwrap_or(0)
                } else {
                    // All were seen a short time ago: the one that waits longest.
                    (0..stops).min_by_key(|stop| (mover.left[*stop], *stop)).unwrap_or(0)
                }
            }
        };
        mover.stop = next;
        let to = mover.beat[next];
        self.drive(unit, to, now, true)
    }

    fn drive(&mut self, unit: u32, to: u32, now: i64, then: bool) -> Result<(), BoardError> {
        let profile = self.profile(unit);
        let mover = &mut self.movers[unit as usize];
        let ms = self.district.places.time(profile, mover.place, to);
        if ms == NEVER {
            return Ok(());
        }
        // A drive that was under way is ended first.
        let (depart, here) = (mover.ready.max(now), mover.place);
        mover.ready = depart + i64::from(ms);
        (mover.place, mover.doing) = (to, Doing::Free);
        let (ready, event) = (mover.ready, Event::Next { unit, trip: mover.trip });
        let (from, to) = (self.district.places.at(here), self.district.places.at(to));
        self.note(Move { unit, depart, arrive: ready, from, to, to_call: false });
        if then || ms > 0 {
            self.later(ready, event);
        }
        self.cover(unit);
        Ok(())
    }

    /// To the base, its own home or a station, whose cover gains most.
    fn move_up(&mut self, unit: u32, now: i64) -> Result<(), BoardError> {
        let (profile, district) = (self.profile(unit), self.district);
        let (home, here) = (district.posts[unit as usize].home, self.movers[unit as usize].place);
        let near = |place: &u32| district.places.time(profile, here, *place) <= FARTHEST_BASE;
        let bases: Vec<u32> =
            std::iter::once(home).chain(district.stations.iter().map(|station| station.place).filter(near)).collect();
        let reaches: Vec<_> = bases.iter().map(|base| self.reaches(unit, *base)).collect();
        if let Some(coverage) = &mut self.coverage {
            coverage.set(self.movers[unit as usize].id, None);
        }
        let best = self.coverage.as_ref().and_then(|coverage| move_up(coverage, &reaches));
        self.drive(unit, best.map_or(home, |(base, _)| bases[base]), now, false)
    }

    pub(super) fn profile(&self, unit: u32) -> Profile {
        self.district.posts[unit as usize].profile
    }
}
