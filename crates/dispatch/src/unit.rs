//! A unit as the board knows it.

use chrono::{DateTime, Utc};
use kaimen_domain::id::{AccountId, AreaId, StationId, UnitId};
use kaimen_domain::unit::{DutyStatus, Skills};
use kaimen_roads::{Coordinate, Position, Profile};
use serde::{Deserialize, Serialize};

/// Where a unit was last heard from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// Where on the earth.
    pub at: Coordinate,
    /// When.
    pub time: DateTime<Utc>,
    /// Where on the roads; `None` where no road for the unit's means of travel is near.
    pub position: Option<Position>,
}

/// The officers and the vehicle that are sent together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// Which.
    pub id: UnitId,
    /// What it is called on the radio.
    pub call_sign: String,
    /// Name of the officer in charge or of the unit.
    pub name: String,
    /// Its station.
    pub station: StationId,
    /// The community it has charge of, if any.
    pub area: Option<AreaId>,
    /// How it travels.
    pub profile: Profile,
    /// What it can do beyond patrol.
    pub skills: Skills,
    /// Police officers on board; auxiliaries do not count (治安管理处罚法 art. 108).
    pub crew: u8,
    /// Accounts of the officers on board.
    pub officers: Vec<AccountId>,
    /// What it is doing.
    pub status: DutyStatus,
    /// Where it was last heard from.
    pub fix: Option<Fix>,
    /// When its last call ended; `None` for no call yet.
    pub last_call_ended: Option<DateTime<Utc>>,
    /// Calls ended in this tour of duty.
    pub calls_this_shift: u16,
    /// Start of this tour of duty.
    pub on_duty_since: Option<DateTime<Utc>>,
}

impl Unit {
    /// Whether the unit is on duty, free or not.
    #[must_use]
    pub fn is_on_duty(&self) -> bool {
        self.status != DutyStatus::Off
    }

    /// Whole seconds since the last call ended; `None` for no call yet, 0 where that is in the future.
    #[must_use]
    pub fn seconds_since_last_call(&self, now: DateTime<Utc>) -> Option<u32> {
        self.last_call_ended.map(|ended| u32::try_from((now - ended).num_seconds().max(0)).unwrap_or(u32::MAX))
    }
}
