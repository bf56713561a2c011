//! The live board: one task owns it, applies positions and committed changes, answers who should go, and tells the
//! screens. Readers never lock it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use kaimen_dispatch::{Board, BoardError, Fix, Need, Policy, Recommendation, Unit, recommend};
use kaimen_domain::id::{AccountId, UnitId};
use kaimen_roads::{Coordinate, Profile, RoadMap, Search};
use kaimen_store::Committed;
use kaimen_store::unit::Unit as StoredUnit;
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::clock::Clock;
use crate::error::Error;

/// Notices that a slow screen may lag behind before it must start anew.
const BACKLOG: usize = 8192;
/// Positions are shown at most this often.
const FRAME: Duration = Duration::from_secs(1);

/// Where a unit is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moved {
    /// Which.
    pub unit: UnitId,
    /// Where.
    pub at: Coordinate,
    /// Since when.
    pub time: DateTime<Utc>,
}

/// What screens are told.
#[derive(Debug, Clone)]
pub enum Notice {
    /// A change was committed.
    Changed(Committed),
    /// Units moved.
    Moved(Arc<Vec<Moved>>),
    /// Read everything anew.
    Reset,
}

enum Ask {
    Refresh(Vec<StoredUnit>, HashMap<UnitId, Vec<AccountId>>),
    Changed(Committed),
    Fix(UnitId, Coordinate, DateTime<Utc>, oneshot::Sender<Result<(), BoardError>>),
    Recommend(Box<Need>, oneshot::Sender<Recommendation>),
}

/// Handle to the task that owns the board.
#[derive(Clone)]
pub struct Live {
    asks: mpsc::UnboundedSender<Ask>,
    notices: broadcast::Sender<Notice>,
    fixes: Arc<ArcSwap<BTreeMap<UnitId, Moved>>>,
}

impl Live {
    /// Starts the task with an empty board.
    #[must_use]
    pub fn start(map: Arc<RoadMap>, policy: Policy, clock: Arc<dyn Clock>) -> Self {
        let (asks, waiting) = mpsc::unbounded_channel();
        let (notices, _) = broadcast::channel(BACKLOG);
        let fixes = Arc::new(ArcSwap::default());
        let owner = Owner {
            board: Board::new(&map),
            search: Search::new(),
            crews: HashMap::new(),
            versions: HashMap::new(),
            moved: BTreeMap::new(),
            known: BTreeMap::new(),
            map,
            policy,
            clock,
            notices: notices.clone(),
            fixes: Arc::clone(&fixes),
        };
        tokio::spawn(owner.run(waiting));
        Self { asks, notices, fixes }
    }

    /// Brings the board in line with what is stored. A unit that it knows in a later version stays as it is, and places
    /// that are known stay known.
    pub fn refresh(&self, units: Vec<StoredUnit>, crews: HashMap<UnitId, Vec<AccountId>>) {
        let _ = self.asks.send(Ask::Refresh(units, crews));
    }

    /// Tells of a committed change; the order of calls is kept.
    pub fn changed(&self, committed: Committed) {
        let _ = self.asks.send(Ask::Changed(committed));
    }

    /// A unit's place at a time.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown unit; a place older than the one known is passed over in silence.
    pub async fn fix(&self, unit: UnitId, at: Coordinate, time: DateTime<Utc>) -> Result<(), Error> {
        let (answer, answered) = oneshot::channel();
        let _ = self.asks.send(Ask::Fix(unit, at, time, answer));
        match answered.await {
            Ok(Ok(()) | Err(BoardError::OlderFix)) => Ok(()),
            Ok(Err(BoardError::UnknownUnit(_))) => Err(Error::NotFound),
            Err(_) => Err(Error::Busy),
        }
    }

    /// Who should go.
    ///
    /// # Errors
    /// [`Error::Busy`] while kaimen shuts down.
    pub async fn recommend(&self, need: Need) -> Result<Recommendation, Error> {
        let (answer, answered) = oneshot::channel();
        let _ = self.asks.send(Ask::Recommend(Box::new(need), answer));
        answered.await.map_err(|_| Error::Busy)
    }

    /// Everything from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Notice> {
        self.notices.subscribe()
    }

    /// Where the units on duty were at the last frame.
    #[must_use]
    pub fn fixes(&self) -> Arc<BTreeMap<UnitId, Moved>> {
        self.fixes.load_full()
    }
}

struct Owner {
    board: Board,
    search: Search,
    crews: HashMap<UnitId, Vec<AccountId>>,
    versions: HashMap<UnitId, u32>,
    /// Moved since the last frame.
    moved: BTreeMap<UnitId, Moved>,
    known: BTreeMap<UnitId, Moved>,
    map: Arc<RoadMap>,
    policy: Policy,
    clock: Arc<dyn Clock>,
    notices: broadcast::Sender<Notice>,
    fixes: Arc<ArcSwap<BTreeMap<UnitId, Moved>>>,
}

impl Owner {
    async fn run(mut self, mut waiting: mpsc::UnboundedReceiver<Ask>) {
        let mut frames = tokio::time::interval(FRAME);
        frames.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                ask = waiting.recv() => match ask {
                    Some(ask) => self.answer(ask),
                    None => return,
                },
                _ = frames.tick() => self.frame(),
            }
        }
    }

    fn answer(&mut self, ask: Ask) {
        match ask {
            Ask::Refresh(units, crews) => self.refresh(units, crews),
            Ask::Changed(committed) => {
                for unit in &committed.units {
                    self.put(unit);
                }
                // No screen listening is no error.
                let _ = self.notices.send(Notice::Changed(committed));
            }
            Ask::Fix(unit, at, time, answer) => {
                let result = self.fix(unit, at, time);
                let _ = answer.send(result);
            }
            Ask::Recommend(need, answer) => {
                let now = self.clock.now();
                let _ = answer.send(recommend(&self.board, &self.map, &mut self.search, &need, &self.policy, now));
            }
        }
    }

    fn refresh(&mut self, units: Vec<StoredUnit>, crews: HashMap<UnitId, Vec<AccountId>>) {
        self.crews = crews;
        for unit in &units {
            if self.versions.get(&unit.id).is_some_and(|known| unit.version < *known) {
                continue;
            }
            if let Some((lon, lat, time)) = unit.fix.filter(|_| unit.is_on_duty()) {
                let stored = Moved { unit: unit.id, at: Coordinate { lon, lat }, time };
                self.known.entry(unit.id).or_insert(stored);
            }
            self.put(unit);
        }
        self.fixes.store(Arc::new(self.known.clone()));
        let _ = self.notices.send(Notice::Reset);
    }

    /// Puts a unit on the board as it is stored, with the place that is known of it. Off duty no place is kept.
    fn put(&mut self, unit: &StoredUnit) {
        self.versions.insert(unit.id, unit.version);
        if !unit.is_on_duty() {
            self.moved.remove(&unit.id);
            if self.known.remove(&unit.id).is_some() {
                self.fixes.store(Arc::new(self.known.clone()));
            }
        }
        let Ok(profile) = unit.profile.parse::<Profile>() else {
            tracing::error!(unit.call_sign, unit.profile, "unit {} has an unknown means of travel", unit.call_sign);
            return;
        };
        let fix = self.known.get(&unit.id).map(|moved| Fix { at: moved.at, time: moved.time, position: None });
        let officers = self.crews.get(&unit.id).cloned().unwrap_or_default();
        let unit = Unit {
            id: unit.id,
            call_sign: unit.call_sign.clone(),
            name: unit.name.clone(),
            station: unit.station,
            area: unit.area,
            profile,
            skills: unit.skills,
            crew: unit.crew,
            officers,
            status: unit.status,
            fix,
            last_call_ended: unit.last_call_ended_at,
            calls_this_shift: unit.calls_this_shift,
            on_duty_since: unit.on_duty_since,
        };
        self.board.insert(unit, &self.map);
    }

    fn fix(&mut self, unit: UnitId, at: Coordinate, time: DateTime<Utc>) -> Result<(), BoardError> {
        if !self.board.get(unit).ok_or(BoardError::UnknownUnit(unit))?.is_on_duty() {
            return Ok(());
        }
        self.board.fix(unit, at, time, &self.map)?;
        let moved = Moved { unit, at, time };
        self.moved.insert(unit, moved);
        self.known.insert(unit, moved);
        Ok(())
    }

    fn frame(&mut self) {
        if self.moved.is_empty() {
            return;
        }
        let moved = std::mem::take(&mut self.moved);
        self.fixes.store(Arc::new(self.known.clone()));
        let _ = self.notices.send(Notice::Moved(Arc::new(moved.into_values().collect())));
    }
}
