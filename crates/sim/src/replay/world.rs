//! The state of a replay and its events.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use chrono::{DateTime, TimeDelta, Utc};
use kaimen_dispatch::{Board, Fix, Need, Recommendation, Unit, recommend};
use kaimen_domain::id::{StationId, UnitId};
use kaimen_domain::unit::{DutyStatus, Grade, Skills};
use kaimen_roads::{Coordinate, RoadMap, Search};
use uuid::Uuid;

use super::{Job, ReplayError};
use crate::settings::Settings;

/// What happened to one call; times in milliseconds after the first call of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Place of the call in order of time, counted from 0.
    pub job: usize,
    /// Id as in the record.
    pub call_id: String,
    /// Call received.
    pub received: i64,
    /// Units sent.
    pub sent: i64,
    /// First unit there.
    pub arrived: i64,
    /// All gone.
    pub cleared: i64,
    /// Units, counted from 0.
    pub units: Vec<u32>,
}

/// Events; at one instant units arrive before they leave, and get free before calls come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A unit is at its call.
    Arrive { unit: u32, job: usize },
    /// All units leave a call; index of the answer.
    Clear(usize),
    /// A unit is home, if it is still on that drive.
    Home { unit: u32, drive: u32 },
    /// A call comes.
    Call(usize),
}

/// What became of trying to serve a call.
enum Served {
    Sent,
    /// Too few units are free.
    Wait,
    /// Units are free, but no road leads from them.
    Unreachable,
}

pub(crate) struct World<'a> {
    map: &'a RoadMap,
    settings: &'a Settings,
    jobs: &'a [Job],
    start: DateTime<Utc>,
    board: Board,
    search: Search,
    events: BinaryHeap<Reverse<(i64, Event)>>,
    /// By grade, then age.
    waiting: BTreeSet<(Grade, i64, usize)>,
    homes: Vec<Coordinate>,
    /// Number of the drive that a unit is on; a new one makes the arrival of the old one void.
    drives: Vec<u32>,
    free: u32,
    day: i64,
    pub answers: Vec<Answered>,
    /// Jobs to which no road leads.
    pub unreachable: Vec<usize>,
    pub decisions: u64,
}

fn unit_id(unit: u32) -> UnitId {
    UnitId(Uuid::from_u128(u128::from(unit) + 1))
}

fn unit_number(id: UnitId) -> u32 {
    (id.0.as_u128() - 1) as u32
}

impl<'a> World<'a> {
    pub(crate) fn new(
        map: &'a RoadMap,
        settings: &'a Settings,
        jobs: &'a [Job],
        homes: Vec<Coordinate>,
        start: DateTime<Utc>,
    ) -> Self {
        let mut board = Board::new(map);
        for (unit, home) in (0..).zip(&homes) {
            board.insert(Self::unit(unit, *home, settings, start), map);
        }
        Self {
            map,
            settings,
            jobs,
            start,
            board,
            search: Search::new(),
            events: jobs.iter().enumerate().map(|(job, what)| Reverse((what.time, Event::Call(job)))).collect(),
            waiting: BTreeSet::new(),
            drives: vec![0; homes.len()],
            free: homes.len() as u32,
            homes,
            day: i64::MIN,
            answers: Vec::with_capacity(jobs.len()),
            unreachable: Vec::new(),
            decisions: 0,
        }
    }

    fn unit(unit: u32, home: Coordinate, settings: &Settings, start: DateTime<Utc>) -> Unit {
        Unit {
            id: unit_id(unit),
            call_sign: format!("{}", unit + 1),
            name: String::new(),
            station: StationId(Uuid::nil()),
            area: None,
            profile: settings.profile,
            skills: Skills::NONE,
            crew: settings.crew,
            officers: Vec::new(),
            status: DutyStatus::Available,
            fix: Some(Fix { at: home, time: start, position: None }),
            last_call_ended: None,
            calls_this_shift: 0,
            on_duty_since: Some(start),
        }
    }

    /// Lets time run until nothing is left to happen.
    pub(crate) fn run(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<(), ReplayError> {
        let mut done = 0;
        while let Some(Reverse((now, event))) = self.events.pop() {
            match event {
                Event::Call(job) => {
                    self.new_day(now)?;
                    self.waiting.insert((self.jobs[job].grade, now, job));
                    self.serve_waiting(now)?;
                    done += 1;
                    if done % 256 == 0 || done == self.jobs.len() {
                        progress(done as u64, self.jobs.len() as u64);
                    }
                }
                Event::Arrive { unit, job } => {
                    self.board.fix(unit_id(unit), self.jobs[job].call.at, self.clock(now), self.map)?;
                    self.board.set_status(unit_id(unit), DutyStatus::OnScene, self.map)?;
                }
                Event::Clear(answer) => self.clear(answer, now)?,
                Event::Home { unit, drive } if self.drives[unit as usize] == drive => {
                    self.board.fix(unit_id(unit), self.homes[unit as usize], self.clock(now), self.map)?;
                }
                Event::Home { .. } => {}
            }
        }
        Ok(())
    }

    fn clock(&self, now: i64) -> DateTime<Utc> {
        self.start + TimeDelta::milliseconds(now)
    }

    /// Counts of calls start anew each day, for units that are free then.
    fn new_day(&mut self, now: i64) -> Result<(), ReplayError> {
        let clock = self.clock(now);
        let day = clock.timestamp().div_euclid(86_400);
        if day != self.day {
            self.day = day;
            for unit in 0..self.homes.len() as u32 {
                let id = unit_id(unit);
                if self.board.get(id).is_some_and(|unit| unit.status == DutyStatus::Available) {
                    self.board.begin_shift(id, clock, self.map)?;
                }
            }
        }
        Ok(())
    }

    fn clear(&mut self, answer: usize, now: i64) -> Result<(), ReplayError> {
        let units = self.answers[answer].units.clone();
        for unit in &units {
            self.board.end_call(unit_id(*unit), self.clock(now), self.map)?;
            self.free += 1;
        }
        self.serve_waiting(now)?;
        if self.settings.drive_home {
            for unit in units {
                self.drive_home(unit, now);
            }
        }
        Ok(())
    }

    fn drive_home(&mut self, unit: u32, now: i64) {
        let Some(known) = self.board.get(unit_id(unit)).filter(|unit| unit.status == DutyStatus::Available) else {
            return;
        };
        let from = known.fix.and_then(|fix| fix.position);
        let to = self.map.snap(self.homes[unit as usize], self.settings.profile);
        let (Some(from), Some(to)) = (from, to) else { return };
        let time = self.search.times_from(self.map, self.settings.profile, from, &[to.position]);
        if let Some(ms) = time.first().copied().flatten() {
            let drive = self.drives[unit as usize];
            self.events.push(Reverse((now + i64::from(ms), Event::Home { unit, drive })));
        }
    }

    /// Serves those who wait in order. The first that must wait for more units holds up those after it, so that calls
    /// for two officers are not overtaken for ever.
    fn serve_waiting(&mut self, now: i64) -> Result<(), ReplayError> {
        let mut after = None;
        while self.free > 0 {
            let next = match after {
                None => self.waiting.first(),
                Some(last) => self.waiting.range((std::ops::Bound::Excluded(last), std::ops::Bound::Unbounded)).next(),
            };
            let Some(next) = next.copied() else { break };
            match self.serve(next.2, now)? {
                Served::Sent => {
                    self.waiting.remove(&next);
                }
                Served::Wait => break,
                Served::Unreachable => {
                    if self.free as usize == self.homes.len() {
                        self.waiting.remove(&next);
                        self.unreachable.push(next.2);
                    }
                    after = Some(next);
                }
            }
        }
        Ok(())
    }

    fn serve(&mut self, job: usize, now: i64) -> Result<Served, ReplayError> {
        let what = &self.jobs[job];
        let need = Need { officers: what.officers, ..Need::nearest(what.call.at, 1, what.grade) };
        let clock = self.clock(now);
        let answer = recommend(&self.board, self.map, &mut self.search, &need, &self.settings.policy, clock);
        self.decisions += 1;
        let all_free = self.free as usize == self.homes.len();
        let enough = answer.shortfall.is_empty();
        // In danger to life, and where more will never be free, those go who can.
        if !answer.picks.is_empty() && (enough || what.grade == Grade::DangerToLife || all_free) {
            self.send(job, &answer, now)?;
            return Ok(Served::Sent);
        }
        let officers_free = self.free * u32::from(self.settings.crew);
        Ok(if all_free || officers_free >= u32::from(what.officers) { Served::Unreachable } else { Served::Wait })
    }

    fn send(&mut self, job: usize, answer: &Recommendation, now: i64) -> Result<(), ReplayError> {
        let what = &self.jobs[job];
        let team = &answer.picks[..answer.team.clamp(1, answer.picks.len())];
        let times = team.iter().map(|pick| now + i64::from(pick.eta_ms));
        let (first, last) = (times.clone().min().unwrap_or(now), times.max().unwrap_or(now));
        let cleared = last + what.on_scene;
        let mut units = Vec::with_capacity(team.len());
        for pick in team {
            let unit = unit_number(pick.unit_id);
            self.board.set_status(pick.unit_id, DutyStatus::EnRoute, self.map)?;
            self.drives[unit as usize] += 1;
            self.free -= 1;
            self.events.push(Reverse((now + i64::from(pick.eta_ms), Event::Arrive { unit, job })));
            units.push(unit);
        }
        self.events.push(Reverse((cleared, Event::Clear(self.answers.len()))));
        let call_id = what.call.id.clone();
        self.answers.push(Answered { job, call_id, received: what.time, sent: now, arrived: first, cleared, units });
        Ok(())
    }
}
