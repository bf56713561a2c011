//! The live board: who is on duty, where, doing what.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use kaimen_domain::id::UnitId;
use kaimen_domain::unit::DutyStatus;
use kaimen_roads::{Coordinate, Items, Profile, RoadMap, Track};

use crate::Unit;
use crate::rules::reach::UNIT_OFF_ROAD_METRES;

/// Why the board was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BoardError {
    /// No such unit.
    #[error("unit {0} is not on the board")]
    UnknownUnit(UnitId),
    /// An older position than the one known.
    #[error("the position is older than the one known")]
    OlderFix,
}

/// Squares of ordinary speeds of car, e-bike and foot, foot being 1.
const SPEED_SQUARES: [u64; 3] = [36, 16, 1];

/// Calls and number of the units on duty, for averages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    /// Sum of the calls in this tour of duty.
    pub calls: u64,
    /// Units on duty.
    pub units: u32,
}

/// Units in slots. A unit on duty with a place on the roads stands in the items of its means of travel, whether free
/// or not, so that the search can name it among the passed over; off-duty units do not.
#[derive(Debug, Clone)]
pub struct Board {
    slots: Vec<Option<Unit>>,
    free: Vec<u32>,
    index: HashMap<UnitId, u32>,
    items: [Items; 3],
    unplaced: BTreeSet<(UnitId, u32)>,
    load: Load,
}

impl Board {
    /// An empty board for a map. Every later call must be given the same map.
    #[must_use]
    pub fn new(map: &RoadMap) -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            index: HashMap::new(),
            items: Profile::ALL.map(|profile| Items::new(map, profile)),
            unplaced: BTreeSet::new(),
            load: Load::default(),
        }
    }

    /// Puts a unit on the board, in place of one with the same id. The position of its fix is found anew.
    pub fn insert(&mut self, mut unit: Unit, map: &RoadMap) {
        self.remove(unit.id);
        if let Some(fix) = &mut unit.fix {
            fix.position = snap(map, fix.at, unit.profile);
        }
        let slot = self.free.pop().unwrap_or(self.slots.len() as u32);
        if slot as usize == self.slots.len() {
            self.slots.push(None);
        }
        self.index.insert(unit.id, slot);
        self.enter(&unit, slot, map);
        self.slots[slot as usize] = Some(unit);
    }

    /// Takes a unit off the board.
    pub fn remove(&mut self, id: UnitId) -> Option<Unit> {
        let slot = self.index.remove(&id)?;
        let unit = self.slots[slot as usize].take()?;
        self.leave(&unit, slot);
        self.free.push(slot);
        Some(unit)
    }

    /// Sets what a unit is doing. Coming on duty starts a new tour only by [`Board::begin_shift`].
    ///
    /// # Errors
    /// Where the unit is not on the board.
    pub fn set_status(&mut self, id: UnitId, status: DutyStatus, map: &RoadMap) -> Result<(), BoardError> {
        self.change(id, map, |unit| unit.status = status)
    }

    /// Starts a tour of duty: available, no calls yet. When the last call ended stays.
    ///
    /// # Errors
    /// Where the unit is not on the board.
    pub fn begin_shift(&mut self, id: UnitId, now: DateTime<Utc>, map: &RoadMap) -> Result<(), BoardError> {
        self.change(id, map, |unit| {
            unit.status = DutyStatus::Available;
            unit.calls_this_shift = 0;
            unit.on_duty_since = Some(now);
        })
    }

    /// Ends a unit's call: available, one call more in this tour.
    ///
    /// # Errors
    /// Where the unit is not on the board.
    pub fn end_call(&mut self, id: UnitId, now: DateTime<Utc>, map: &RoadMap) -> Result<(), BoardError> {
        self.change(id, map, |unit| {
            unit.status = DutyStatus::Available;
            unit.calls_this_shift = unit.calls_this_shift.saturating_add(1);
            unit.last_call_ended = Some(now);
        })
    }

    /// Notes where a unit is.
    ///
    /// # Errors
    /// Where the unit is not on the board, or a later position is known already.
    pub fn fix(&mut self, id: UnitId, at: Coordinate, time: DateTime<Utc>, map: &RoadMap) -> Result<(), BoardError> {
        self.fix_heading(id, at, None, time, map)
    }

    /// Notes where a unit is and where it is heading, degrees from north; without a heading that of the last move.
    ///
    /// # Errors
    /// Where the unit is not on the board, or a later position is known already.
    pub fn fix_heading(
        &mut self,
        id: UnitId,
        at: Coordinate,
        heading: Option<f64>,
        time: DateTime<Utc>,
        map: &RoadMap,
    ) -> Result<(), BoardError> {
        let unit = self.get(id).ok_or(BoardError::UnknownUnit(id))?;
        let position = follow(map, at, unit, heading, time);
        self.stand(id, crate::Fix { at, time, position }, map)
    }

    /// Notes where a unit is, with a place on the roads that is known already.
    ///
    /// # Errors
    /// As [`Board::fix`].
    pub fn stand(&mut self, id: UnitId, fix: crate::Fix, map: &RoadMap) -> Result<(), BoardError> {
        let slot = self.slot_of(id)?;
        let Some(unit) = &mut self.slots[slot as usize] else { return Err(BoardError::UnknownUnit(id)) };
        if unit.fix.is_some_and(|known| known.time > fix.time) {
            return Err(BoardError::OlderFix);
        }
        let position = fix.position;
        let before = unit.fix.replace(fix).and_then(|fix| fix.position);
        if !unit.is_on_duty() {
            return Ok(());
        }
        let profile = unit.profile.index();
        match (before, position) {
            (None, None) => {}
            (before, Some(position)) => {
                self.items[profile].place(map, slot, position);
                if before.is_none() {
                    self.unplaced.remove(&(id, slot));
                }
            }
            (Some(_), None) => {
                self.items[profile].remove(slot);
                self.unplaced.insert((id, slot));
            }
        }
        Ok(())
    }

    /// Takes over the travel times of a map whose conditions have changed.
    pub fn refresh(&mut self, map: &RoadMap) {
        self.items.iter_mut().for_each(|items| items.refresh(map));
    }

    /// A unit by its id.
    #[must_use]
    pub fn get(&self, id: UnitId) -> Option<&Unit> {
        self.index.get(&id).and_then(|slot| self.unit(*slot))
    }

    /// All units, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.slots.iter().flatten()
    }

    /// Number of units, on duty or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there is no unit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// Calls and number of the units on duty.
    #[must_use]
    pub fn load(&self) -> Load {
        self.load
    }

    /// The unit in a slot, which is its item number in the searches.
    pub(crate) fn unit(&self, slot: u32) -> Option<&Unit> {
        self.slots.get(slot as usize).and_then(Option::as_ref)
    }

    /// Where the units stand, by means of travel, without those that nobody uses. First comes the one whose search is
    /// likely to find units within the shortest time, since its bound cuts the searches that follow: units met in a
    /// given time grow with their number and with the square of the speed.
    pub(crate) fn by_reach(&self) -> impl Iterator<Item = &Items> {
        let reach = |items: &&Items| std::cmp::Reverse(u64::from(items.len()) * SPEED_SQUARES[items.profile().index()]);
        let mut order: [&Items; 3] = self.items.each_ref();
        order.sort_by_key(reach);
        order.into_iter().filter(|items| !items.is_empty())
    }

    /// Units on duty that stand on no road, by id.
    pub(crate) fn unplaced(&self) -> impl Iterator<Item = &Unit> {
        self.unplaced.iter().filter_map(|(_, slot)| self.unit(*slot))
    }

    /// The slot of a unit: the number by which [`crate::Times`] offer it. It stays while the unit is on the board.
    #[must_use]
    pub fn slot(&self, id: UnitId) -> Option<u32> {
        self.index.get(&id).copied()
    }

    fn slot_of(&self, id: UnitId) -> Result<u32, BoardError> {
        self.index.get(&id).copied().ok_or(BoardError::UnknownUnit(id))
    }

    fn change(&mut self, id: UnitId, map: &RoadMap, change: impl FnOnce(&mut Unit)) -> Result<(), BoardError> {
        let slot = self.slot_of(id)?;
        let Some(mut unit) = self.slots[slot as usize].take() else { return Err(BoardError::UnknownUnit(id)) };
        self.leave(&unit, slot);
        change(&mut unit);
        self.enter(&unit, slot, map);
        self.slots[slot as usize] = Some(unit);
        Ok(())
    }

    fn enter(&mut self, unit: &Unit, slot: u32, map: &RoadMap) {
        if !unit.is_on_duty() {
            return;
        }
        self.load.units += 1;
        self.load.calls += u64::from(unit.calls_this_shift);
        match unit.fix.and_then(|fix| fix.position) {
            Some(position) => self.items[unit.profile.index()].place(map, slot, position),
            None => {
                self.unplaced.insert((unit.id, slot));
            }
        }
    }

    fn leave(&mut self, unit: &Unit, slot: u32) {
        if !unit.is_on_duty() {
            return;
        }
        self.load.units -= 1;
        self.load.calls -= u64::from(unit.calls_this_shift);
        if unit.fix.is_some_and(|fix| fix.position.is_some()) {
            self.items[unit.profile.index()].remove(slot);
        } else {
            self.unplaced.remove(&(unit.id, slot));
        }
    }
}

fn snap(map: &RoadMap, at: Coordinate, profile: Profile) -> Option<kaimen_roads::Position> {
    map.snap(at, profile).filter(|snapped| snapped.metres <= UNIT_OFF_ROAD_METRES).map(|snapped| snapped.position)
}

/// Positions older than this say nothing of the road that a unit is on now.
const TRACK_SECONDS: i64 = 60;

/// Where a unit is on the roads, given where it was a moment ago.
fn follow(
    map: &RoadMap,
    at: Coordinate,
    unit: &Unit,
    heading: Option<f64>,
    time: DateTime<Utc>,
) -> Option<kaimen_roads::Position> {
    let fresh = unit.fix.filter(|fix| (time - fix.time).num_seconds() <= TRACK_SECONDS);
    let track = match fresh {
        Some(fix) => Track::of_move(fix.position, fix.at, at, heading),
        None => Track { before: None, heading },
    };
    let found = map.follow(at, unit.profile, track);
    found.filter(|snapped| snapped.metres <= UNIT_OFF_ROAD_METRES).map(|snapped| snapped.position)
}
