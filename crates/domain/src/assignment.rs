//! One unit sent to one call.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{AssignmentId, UnitId};

/// How far the unit has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentState {
    /// Sent.
    Dispatched,
    /// Seen by the officer.
    Acknowledged,
    /// Moving.
    EnRoute,
    /// There.
    OnScene,
    /// Done and free again.
    Cleared,
    /// Taken off before the end.
    Recalled,
}

/// One unit sent to one call, with the clock of each step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Record.
    pub id: AssignmentId,
    /// Unit.
    pub unit: UnitId,
    /// Call sign at the time of sending.
    pub call_sign: String,
    /// How far it has got.
    pub state: AssignmentState,
    /// Travel time told at dispatch, in milliseconds.
    pub eta_ms: Option<u32>,
    /// Why the desk sent this unit against the rules' advice.
    pub override_reason: Option<String>,
    /// Sent.
    pub dispatched_at: DateTime<Utc>,
    /// Seen.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// Moving.
    pub en_route_at: Option<DateTime<Utc>>,
    /// There.
    pub on_scene_at: Option<DateTime<Utc>>,
    /// Free again or taken off.
    pub cleared_at: Option<DateTime<Utc>>,
}

impl Assignment {
    /// Whether the unit still belongs to the call.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state < AssignmentState::Cleared
    }

    /// Goes on to `state`, filling the clocks of steps that were skipped on a bad line only for the step taken.
    pub(crate) fn advance(&mut self, state: AssignmentState, now: DateTime<Utc>) {
        self.state = state;
        match state {
            AssignmentState::Dispatched => {}
            AssignmentState::Acknowledged => self.acknowledged_at = Some(now),
            AssignmentState::EnRoute => self.en_route_at = Some(now),
            AssignmentState::OnScene => self.on_scene_at = Some(now),
            AssignmentState::Cleared | AssignmentState::Recalled => self.cleared_at = Some(now),
        }
    }
}
