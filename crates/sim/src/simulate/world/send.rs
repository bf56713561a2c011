//! Calls: waiting, sending, arriving, clearing, and taking a unit for a graver call.

use std::ops::Bound;

use kaimen_dispatch::{BoardError, Recommendation};
use kaimen_domain::unit::{DutyStatus, Grade};

use super::{Doing, Event, Move, Tour, World, clock};

impl World<'_> {
    /// A call comes.
    pub(super) fn take(&mut self, call: u32, now: i64) -> Result<(), BoardError> {
        let what = self.calls[call as usize];
        if self.waiting.is_empty() || self.scenario.lost_when_busy {
            if self.serve(call, now)? {
                return self.serve_waiting(now);
            }
            if self.scenario.lost_when_busy {
                self.record.calls[call as usize].lost = true;
                return Ok(());
            }
        }
        self.waiting.insert((what.grade, what.time, call));
        self.serve_waiting(now)
    }

    /// Serves those who wait in order. The first that must wait for more units holds up those after it, so that calls
    /// for two officers are not overtaken for ever.
    pub(super) fn serve_waiting(&mut self, now: i64) -> Result<(), BoardError> {
        let mut after = None;
        while self.free > 0 || (self.rules.interrupt && after.is_none()) {
            let from = after.map_or(Bound::Unbounded, Bound::Excluded);
            let Some(next) = self.waiting.range((from, Bound::Unbounded)).next().copied() else { break };
            if self.serve(next.2, now)? {
                self.waiting.remove(&next);
                // A call whose unit was taken may wait before it now.
                after = None;
            } else {
                let officers = u32::from(self.calls[next.2 as usize].officers);
                if self.free_crew < officers {
                    break;
                }
                // Enough are free, but no road leads from them.
                after = Some(next);
            }
        }
        Ok(())
    }

    /// Sends units to a call if there are enough; in danger to life those who can go.
    fn serve(&mut self, call: u32, now: i64) -> Result<bool, BoardError> {
        let grade = self.calls[call as usize].grade;
        if self.free == 0 && !(self.rules.interrupt && grade <= Grade::Urgent) {
            return Ok(false);
        }
        let answer = self.ask(call, now);
        if answer.picks.is_empty() || !(answer.shortfall.is_empty() || grade == Grade::DangerToLife) {
            return Ok(false);
        }
        self.send(call, &answer, now)?;
        Ok(true)
    }

    fn send(&mut self, call: u32, answer: &Recommendation, now: i64) -> Result<(), BoardError> {
        let what = self.calls[call as usize];
        let place = self.district.demand[what.demand as usize].place;
        let team = &answer.picks[..answer.team.clamp(1, answer.picks.len())];
        let (mut first, mut last) = ((i64::MAX, 0), now);
        let mut taken = Vec::new();
        for pick in team {
            let unit = Self::number(pick.unit_id);
            let from = match self.movers[unit as usize].doing {
                Doing::EnRoute { call: other, from, sent, .. } => {
                    taken.push(other);
                    Some(self.take_from(unit, other, from, sent, now))
                }
                _ => {
                    self.break_off(unit);
                    self.engage(unit);
                    self.district.places.position(pick.profile, self.movers[unit as usize].place)
                }
            };
            let arrival = now + i64::from(pick.eta_ms);
            self.board.set_status(pick.unit_id, DutyStatus::EnRoute, self.district.map)?;
            let origin = taken.is_empty().then_some(self.movers[unit as usize].place);
            let mover = &mut self.movers[unit as usize];
            let sent = now + (mover.ready - now).max(0).min(i64::from(pick.eta_ms));
            mover.trip += 1;
            (mover.place, mover.ready) = (place, arrival);
            if let Some(from) = from {
                mover.doing = Doing::EnRoute { call, from, origin, sent };
            }
            let trip = mover.trip;
            if let Some(from) = from {
                let (from, to) = (self.district.map.coordinate(from), self.district.places.at(place));
                self.note(Move { unit, depart: sent, arrive: arrival, from, to, to_call: true });
            }
            self.later(arrival, Event::Arrive { unit, trip });
            self.teams[call as usize].push(unit);
            self.movers[unit as usize].tour = self.record.tours.len();
            self.record.tours.push(Tour { unit, call, sent: now, ended: i64::MAX, taken: false });
            (first, last) = (first.min((arrival, unit)), last.max(arrival));
        }
        let mut cleared = last + what.on_scene;
        if let Some((there, hand_over)) = what.ambulance {
            cleared = cleared.max(what.time + there) + hand_over;
        }
        let handled = &mut self.record.calls[call as usize];
        handled.version += 1;
        (handled.sent, handled.arrived, handled.cleared, handled.first) = (Some(now), first.0, cleared, first.1);
        let version = handled.version;
        self.later(cleared, Event::Clear { call, version });
        for other in taken {
            self.waiting.insert((self.calls[other as usize].grade, self.calls[other as usize].time, other));
        }
        Ok(())
    }

    /// Takes a unit from a call that it has not reached: that call waits again. Gives where the unit is.
    fn take_from(
        &mut self,
        unit: u32,
        call: u32,
        from: kaimen_roads::Position,
        sent: i64,
        now: i64,
    ) -> kaimen_roads::Position {
        let mover = &self.movers[unit as usize];
        let part = (now - sent).max(0) as f64 / (mover.ready - sent).max(1) as f64;
        let goal = self.district.places.position(self.profile(unit), mover.place);
        let here = goal.map_or(from, |goal| self.on_the_way(unit, from, goal, part));
        self.movers[unit as usize].ready = sent.max(now);
        let handled = &mut self.record.calls[call as usize];
        handled.version += 1;
        handled.taken += 1;
        handled.sent = None;
        self.teams[call as usize].clear();
        self.end_tour(unit, now, true);
        here
    }

    fn end_tour(&mut self, unit: u32, now: i64, taken: bool) {
        if let Some(tour) = self.record.tours.get_mut(self.movers[unit as usize].tour) {
            (tour.ended, tour.taken) = (now, taken);
        }
    }

    pub(super) fn arrive(&mut self, unit: u32, now: i64) -> Result<(), BoardError> {
        let mover = &mut self.movers[unit as usize];
        if let Doing::EnRoute { call, .. } = mover.doing {
            mover.doing = Doing::OnScene { call };
        }
        self.board.set_status(mover.id, DutyStatus::OnScene, self.district.map)?;
        self.stand(unit, now)
    }

    pub(super) fn clear(&mut self, call: u32, now: i64) -> Result<(), BoardError> {
        let team = std::mem::take(&mut self.teams[call as usize]);
        for unit in &team {
            self.end_tour(*unit, now, false);
            let mover = &self.movers[*unit as usize];
            self.board.end_call(mover.id, clock(now), self.district.map)?;
            if mover.leaves {
                self.end(*unit, now)?;
                continue;
            }
            self.movers[*unit as usize].trip += 1;
            self.movers[*unit as usize].doing = Doing::Free;
            self.movers[*unit as usize].ready = now;
            if self.scenario.between == super::super::scenario::Between::AtPost {
                self.go_on(*unit, now)?;
            }
            self.release(*unit);
        }
        self.serve_waiting(now)?;
        if self.scenario.between != super::super::scenario::Between::AtPost {
            for unit in team {
                if self.movers[unit as usize].doing == Doing::Free && self.movers[unit as usize].ready == now {
                    self.go_on(unit, now)?;
                }
            }
        }
        Ok(())
    }
}
