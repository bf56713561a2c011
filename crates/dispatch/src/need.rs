//! What is asked of the board.

use kaimen_domain::id::{AccountId, AreaId, StationId, UnitId};
use kaimen_domain::unit::{Grade, Skills};
use kaimen_roads::Coordinate;
use serde::{Deserialize, Serialize};

/// What a call needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Need {
    /// Where.
    pub at: Coordinate,
    /// Units to name, 1 to [`Need::MOST`]; other numbers are moved into that range. More are named where the
    /// officers needed would not add up otherwise.
    pub k: usize,
    /// Urgency.
    pub grade: Grade,
    /// Skills that every unit sent must have.
    pub skills: Skills,
    /// Police officers needed in all; evidence is taken by at least two (治安管理处罚法 art. 108). 0 counts as 1.
    pub officers: u8,
    /// Accounts that must not handle this matter (治安管理处罚法 art. 95; complained-of officers, 信访条例 art. 18).
    pub recused: Vec<AccountId>,
    /// Units already on this call or ruled out by the desk.
    pub excluded: Vec<UnitId>,
    /// Units on the way to less urgent calls that may be taken from them for this one.
    pub interruptible: Vec<UnitId>,
    /// Station in whose district the place lies.
    pub station: Option<StationId>,
    /// Community in which the place lies.
    pub area: Option<AreaId>,
}

impl Need {
    /// Most units that one recommendation names by `k`.
    pub const MOST: usize = 100;

    /// The need for the `k` nearest units at a place, one officer, no skill.
    #[must_use]
    pub fn nearest(at: Coordinate, k: usize, grade: Grade) -> Self {
        Self {
            at,
            k,
            grade,
            skills: Skills::NONE,
            officers: 1,
            recused: Vec::new(),
            excluded: Vec::new(),
            interruptible: Vec::new(),
            station: None,
            area: None,
        }
    }

    /// Units to name, within the limits.
    pub(crate) fn units(&self) -> usize {
        self.k.clamp(1, Self::MOST)
    }

    /// Officers needed, at least one.
    pub(crate) fn crew(&self) -> u32 {
        u32::from(self.officers.max(1))
    }
}
