//! Shifts: coming on, going off, staying until a call is ended.

use kaimen_dispatch::BoardError;
use kaimen_domain::unit::DutyStatus;

use super::super::scenario::Scenario;
use super::{Doing, Event, World, clock};

const DAY: i64 = 86_400_000;
/// The first shift begins at 7 h.
const FIRST: i64 = 7 * 3_600_000;

impl Scenario {
    /// Milliseconds of a shift.
    #[must_use]
    pub fn shift_length(&self) -> i64 {
        DAY / i64::from(self.shifts.max(1))
    }

    /// When a shift begins, in milliseconds after midnight.
    #[must_use]
    pub fn shift_start(&self, shift: u32) -> i64 {
        (FIRST + i64::from(shift) * self.shift_length()) % DAY
    }

    /// Whether a shift is on at a time.
    #[must_use]
    pub fn is_on(&self, shift: u32, time: i64) -> bool {
        self.shifts <= 1 || (time - self.shift_start(shift)).rem_euclid(DAY) < self.shift_length()
    }
}

impl World<'_> {
    /// Puts those on duty who are at time 0, and plans the shifts.
    pub(super) fn start(&mut self) -> Result<(), BoardError> {
        let scenario = self.scenario;
        for unit in 0..self.movers.len() as u32 {
            if scenario.is_on(self.shift(unit), 0) {
                self.begin(unit, 0)?;
            }
        }
        if scenario.shifts > 1 {
            let brief = i64::from(scenario.change_over_minutes) * 60_000;
            for shift in 0..scenario.shifts {
                let start = scenario.shift_start(shift);
                let end = (start + scenario.shift_length()) % DAY;
                self.later((start - brief).rem_euclid(DAY), Event::Brief(shift));
                // A shift that begins at time 0 is on already; its briefing is that of the next day.
                self.later(if start == 0 { DAY } else { start }, Event::On(shift));
                self.later(if end == 0 { DAY } else { end }, Event::Off(shift));
            }
        }
        self.later(scenario.warm_up(), Event::Sample);
        Ok(())
    }

    fn shift(&self, unit: u32) -> u32 {
        self.district.posts[unit as usize].shift
    }

    fn units_of(&self, shift: u32) -> Vec<u32> {
        (0..self.movers.len() as u32).filter(|unit| self.shift(*unit) == shift).collect()
    }

    /// Comes to the station; not sent to anything before the shift begins.
    pub(super) fn brief(&mut self, shift: u32, now: i64) -> Result<(), BoardError> {
        for unit in self.units_of(shift) {
            if self.movers[unit as usize].doing == Doing::Off {
                let station = self.district.posts[unit as usize].station;
                let mover = &mut self.movers[unit as usize];
                (mover.doing, mover.ready) = (Doing::Briefing, now);
                mover.place = self.district.stations[station as usize].place;
                self.board.set_status(mover.id, DutyStatus::Break, self.district.map)?;
                self.stand(unit, now)?;
            }
        }
        self.later(now + DAY, Event::Brief(shift));
        Ok(())
    }

    pub(super) fn come_on(&mut self, shift: u32, now: i64) -> Result<(), BoardError> {
        for unit in self.units_of(shift) {
            match self.movers[unit as usize].doing {
                Doing::Off | Doing::Briefing => self.begin(unit, now)?,
                // Still on a call of its last shift.
                _ => self.movers[unit as usize].leaves = false,
            }
        }
        self.later(now + DAY, Event::On(shift));
        self.serve_waiting(now)
    }

    pub(super) fn go_off(&mut self, shift: u32, now: i64) -> Result<(), BoardError> {
        for unit in self.units_of(shift) {
            let mover = &mut self.movers[unit as usize];
            match mover.doing {
                Doing::Free | Doing::Stop { .. } => {
                    self.engage(unit);
                    self.end(unit, now)?;
                }
                Doing::EnRoute { .. } | Doing::OnScene { .. } => mover.leaves = true,
                Doing::Off | Doing::Briefing => {}
            }
        }
        self.later(now + DAY, Event::Off(shift));
        Ok(())
    }

    fn begin(&mut self, unit: u32, now: i64) -> Result<(), BoardError> {
        let mover = &mut self.movers[unit as usize];
        (mover.since, mover.leaves, mover.doing) = (now, false, Doing::Free);
        mover.ready = mover.ready.max(now);
        self.board.begin_shift(mover.id, clock(now), self.district.map)?;
        self.release(unit);
        self.go_on(unit, now)
    }

    /// Off duty, wherever it stands.
    pub(super) fn end(&mut self, unit: u32, now: i64) -> Result<(), BoardError> {
        let home = self.district.posts[unit as usize].home;
        let mover = &mut self.movers[unit as usize];
        mover.trip += 1;
        (mover.doing, mover.leaves, mover.place) = (Doing::Off, false, home);
        self.record.duty.push((unit, mover.since, now));
        self.board.set_status(mover.id, DutyStatus::Off, self.district.map)
    }
}
