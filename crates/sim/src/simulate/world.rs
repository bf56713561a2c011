//! Time running from event to event.

mod choose;
mod cover;
mod duty;
mod patrol;
mod send;
mod watch;

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kaimen_dispatch::{Board, Coverage, Fix, Unit};
use kaimen_domain::id::{AreaId, StationId, UnitId};
use kaimen_domain::unit::{DutyStatus, Grade, Skills};
use kaimen_roads::{Position, Search};
use rand::rngs::StdRng;
use uuid::Uuid;

use super::calls::{Call, stream};
use super::district::District;
use super::policy::Rules;
use super::scenario::Scenario;

pub use watch::Move;

/// A unit on a call: from being sent until it is free again. Times in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tour {
    /// Unit.
    pub unit: u32,
    /// Call, by its number.
    pub call: u32,
    /// Sent.
    pub sent: i64,
    /// Free again, or taken for a graver call.
    pub ended: i64,
    /// Whether it was taken away before it was there.
    pub taken: bool,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Handled {
    /// Sent for good; `None` while it waits.
    pub sent: Option<i64>,
    /// First unit there.
    pub arrived: i64,
    /// All gone.
    pub cleared: i64,
    /// Unit that was there first.
    pub first: u32,
    /// How often its unit was taken for a graver call.
    pub taken: u16,
    /// Went elsewhere, since nobody was free.
    pub lost: bool,
    /// A newer sending makes the clearing of an older one void.
    version: u16,
}

/// What a run leaves behind.
#[derive(Debug, Default, PartialEq)]
pub struct Record {
    /// By call.
    pub calls: Vec<Handled>,
    /// Tours in order of their start.
    pub tours: Vec<Tour>,
    /// Times on duty of units: unit, from, to.
    pub duty: Vec<(u32, i64, i64)>,
    /// Parts of the calls within reach of a free unit, one for each hour that counts.
    pub covered: Vec<f64>,
    /// Stops and visits ended as planned, and those broken off by a call.
    pub stops: Work,
    /// Visits alone.
    pub visits: Work,
    /// Recommendations made.
    pub decisions: u64,
    /// Drives, where somebody looks on.
    pub moves: Option<Vec<Move>>,
}

/// Work between calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Work {
    /// Ended as planned.
    pub done: u64,
    /// Broken off by a call.
    pub broken_off: u64,
}

/// Events; at one instant they go in this order, and before calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A unit is at its call, if it is still on that trip.
    Arrive { unit: u32, trip: u32 },
    /// All units leave a call, if it was not taken away from them.
    Clear { call: u32, version: u16 },
    /// A shift ends.
    Off(u32),
    /// A shift comes for its briefing.
    Brief(u32),
    /// A shift begins.
    On(u32),
    /// A unit goes on with its work between calls.
    Next { unit: u32, trip: u32 },
    /// The cover is looked at.
    Sample,
}

/// What a unit does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Off,
    Briefing,
    /// Under way to a stop, or at its post with nothing to do.
    Free,
    /// At a stop, or on a visit.
    Stop {
        visit: bool,
    },
    EnRoute {
        call: u32,
        from: Position,
        /// The place where it was, if it was at one.
        origin: Option<u32>,
        sent: i64,
    },
    OnScene {
        call: u32,
    },
}

/// A unit as time runs.
#[derive(Debug)]
struct Mover {
    id: UnitId,
    slot: u32,
    doing: Doing,
    /// Where it stands, or where its drive ends.
    place: u32,
    /// When it is there. A unit that drives between calls ends that drive first.
    ready: i64,
    /// A new trip makes what was planned for the old one void.
    trip: u32,
    /// On duty since.
    since: i64,
    /// Goes off duty as soon as it is free.
    leaves: bool,
    beat: Vec<u32>,
    /// When each stop was last left.
    left: Vec<i64>,
    stop: usize,
    /// Number of its last tour.
    tour: usize,
    random: StdRng,
}

impl Mover {
    fn is_free(&self) -> bool {
        matches!(self.doing, Doing::Free | Doing::Stop { .. })
    }
}

pub(super) struct World<'a> {
    district: &'a District<'a>,
    scenario: &'a Scenario,
    rules: &'a Rules,
    calls: &'a [Call],
    board: Board,
    search: Search,
    movers: Vec<Mover>,
    free: u32,
    /// Officers in free units.
    free_crew: u32,
    events: BinaryHeap<Reverse<(i64, Event)>>,
    /// By grade, then age.
    waiting: BTreeSet<(Grade, i64, u32)>,
    /// Units sent to each call that is open.
    teams: Vec<Vec<u32>>,
    coverage: Option<Coverage>,
    /// By means of travel and place: places of calls reached in time.
    reaches: [Vec<Option<Arc<[u32]>>>; 3],
    charge: Vec<u32>,
    record: Record,
}

/// Part of the time in which a unit is busy, as the cover takes it.
const BUSY: f64 = 0.3;

impl<'a> World<'a> {
    pub(super) fn new(
        district: &'a District<'a>,
        scenario: &'a Scenario,
        rules: &'a Rules,
        calls: &'a [Call],
        run: u32,
    ) -> Self {
        let mut board = Board::new(district.map);
        let mut movers = Vec::with_capacity(district.posts.len());
        for (number, post) in (0..).zip(&district.posts) {
            let id = UnitId(Uuid::from_u128(u128::from(number) + 1));
            let at = district.places.at(post.home);
            let position = district.places.position(post.profile, post.home);
            board.insert(
                Unit {
                    id,
                    call_sign: String::new(),
                    name: String::new(),
                    station: StationId(Uuid::from_u128(u128::from(post.station))),
                    area: Some(area(number)),
                    profile: post.profile,
                    skills: Skills::NONE,
                    crew: post.crew,
                    officers: Vec::new(),
                    status: DutyStatus::Off,
                    fix: Some(Fix { at, time: clock(0), position }),
                    last_call_ended: None,
                    calls_this_shift: 0,
                    on_duty_since: None,
                },
                district.map,
            );
            let beat = district.beat(post, scenario.patrol.stops);
            movers.push(Mover {
                id,
                slot: board.slot(id).unwrap_or(number),
                doing: Doing::Off,
                place: post.home,
                ready: 0,
                trip: 0,
                since: 0,
                leaves: false,
                left: vec![i64::MIN / 2; beat.len()],
                stop: 0,
                tour: 0,
                beat,
                random: stream(scenario.seed, run, number + 1),
            });
        }
        let weights: Vec<f64> = district.demand.iter().map(|demand| demand.weight).collect();
        let looks = rules.coverage_step_ms.is_some() || rules.move_up;
        let reaches = || vec![None; if looks { district.places.len() } else { 0 }];
        Self {
            district,
            scenario,
            rules,
            calls,
            board,
            search: Search::new(),
            movers,
            free: 0,
            free_crew: 0,
            events: BinaryHeap::new(),
            waiting: BTreeSet::new(),
            teams: vec![Vec::new(); calls.len()],
            coverage: looks.then(|| Coverage::new(&weights, BUSY, rules.coverage_step_ms.unwrap_or(0))),
            reaches: [reaches(), reaches(), reaches()],
            charge: if rules.policy.other_area_ms > 0 { district.charge_of_demand() } else { Vec::new() },
            record: Record { calls: vec![Handled::default(); calls.len()], ..Record::default() },
        }
    }

    /// Lets time run until every call is answered, at most 30 days after the last one.
    pub(super) fn run(mut self, progress: &mut dyn FnMut(u64)) -> Result<Record, kaimen_dispatch::BoardError> {
        let end = self.scenario.end();
        self.start()?;
        let mut next = 0;
        loop {
            let call = self.calls.get(next).map(|call| call.time);
            let event = self.events.peek().map(|Reverse((time, _))| *time);
            match (call, event) {
                (Some(time), event) if event.is_none_or(|event| event > time) => {
                    self.take(next as u32, time)?;
                    next += 1;
                    if next.is_multiple_of(4_096) {
                        progress(next as u64);
                    }
                }
                (call, Some(time)) => {
                    let all_done = call.is_none() && time > end && self.is_done();
                    if all_done || time > end + 30 * 86_400_000 {
                        break;
                    }
                    if let Some(Reverse((now, event))) = self.events.pop() {
                        self.happen(event, now)?;
                    }
                }
                (_, None) => break,
            }
        }
        let (movers, duty) = (&self.movers, &mut self.record.duty);
        duty.extend(
            (0..)
                .zip(movers)
                .filter(|(_, mover)| !matches!(mover.doing, Doing::Off | Doing::Briefing))
                .map(|(unit, mover)| (unit, mover.since, end.max(mover.since))),
        );
        Ok(self.record)
    }

    fn is_done(&self) -> bool {
        self.waiting.is_empty()
            && self.movers.iter().all(|mover| !matches!(mover.doing, Doing::EnRoute { .. } | Doing::OnScene { .. }))
    }

    fn happen(&mut self, event: Event, now: i64) -> Result<(), kaimen_dispatch::BoardError> {
        match event {
            Event::Arrive { unit, trip } if self.movers[unit as usize].trip == trip => self.arrive(unit, now),
            Event::Clear { call, version } if self.record.calls[call as usize].version == version => {
                self.clear(call, now)
            }
            Event::Next { unit, trip } if self.movers[unit as usize].trip == trip => self.next(unit, now),
            Event::Arrive { .. } | Event::Clear { .. } | Event::Next { .. } => Ok(()),
            Event::Brief(shift) => self.brief(shift, now),
            Event::On(shift) => self.come_on(shift, now),
            Event::Off(shift) => self.go_off(shift, now),
            Event::Sample => {
                self.sample(now);
                Ok(())
            }
        }
    }

    fn later(&mut self, time: i64, event: Event) {
        self.events.push(Reverse((time, event)));
    }

    /// Notes on the board where a unit stands.
    fn stand(&mut self, unit: u32, now: i64) -> Result<(), kaimen_dispatch::BoardError> {
        let (mover, post) = (&self.movers[unit as usize], &self.district.posts[unit as usize]);
        let at = self.district.places.at(mover.place);
        let position = self.district.places.position(post.profile, mover.place);
        self.board.stand(mover.id, Fix { at, time: clock(now), position }, self.district.map)
    }
}

fn area(unit: u32) -> AreaId {
    AreaId(Uuid::from_u128(u128::from(unit) + 1))
}

/// Time 0 is Monday 0 h; which Monday makes no difference.
fn clock(now: i64) -> DateTime<Utc> {
    DateTime::<Utc>::UNIX_EPOCH + TimeDelta::milliseconds(now)
}
