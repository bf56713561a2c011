//! A call as a screen sees it.

use chrono::{DateTime, Duration, Utc};
use kaimen_app::Caller;
use kaimen_domain::access::{Subject, may};
use kaimen_domain::act::Act;
use kaimen_domain::assignment::{Assignment, AssignmentState};
use kaimen_domain::call::{Call, CallState, Channel, Outcome, Place};
use kaimen_domain::id::{AssignmentId, CallId, StationId, UnitId};
use kaimen_domain::medical::{Condition, Medical, MedicalState};
use kaimen_domain::unit::Grade;
use serde::Serialize;
use utoipa::ToSchema;

/// A call for one viewer.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallView {
    id: CallId,
    number: String,
    version: u32,
    state: CallState,
    /// A code of `GET /api/kinds`.
    kind: String,
    /// 1: danger to life now … 4: no hurry.
    #[schema(value_type = u8, minimum = 1, maximum = 4)]
    grade: Grade,
    /// As first entered, never changed.
    first_kind: String,
    /// As first entered, never changed.
    #[schema(value_type = u8, minimum = 1, maximum = 4)]
    first_grade: Grade,
    place: Place,
    summary: String,
    channel: Channel,
    station_id: Option<StationId>,
    received_at: DateTime<Utc>,
    state_since: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
    reopened: bool,
    merged_into: Option<CallId>,
    diverted_to: Option<String>,
    officers_needed: u8,
    backup_requested: bool,
    outcome: Option<Outcome>,
    feedback: Option<String>,
    /// Only in `GET /api/calls/{id}`, for the desk and officers on the call.
    contact: Option<String>,
    assignments: Vec<AssignmentView>,
    medical: Option<MedicalView>,
    /// Audit number of the last change; 0 in searches and in answers to acts: compare versions.
    seq: i64,
    /// What this viewer may do now: the last part of the addresses, such as `dispatch` or `medical/request`.
    #[schema(value_type = Vec<String>)]
    acts: Vec<Act>,
}

/// One unit on a call.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssignmentView {
    id: AssignmentId,
    unit_id: UnitId,
    call_sign: String,
    state: AssignmentState,
    eta_ms: Option<u32>,
    /// `dispatched_at` and `eta_ms` together.
    due_at: Option<DateTime<Utc>>,
    override_reason: Option<String>,
    dispatched_at: DateTime<Utc>,
    acknowledged_at: Option<DateTime<Utc>>,
    en_route_at: Option<DateTime<Utc>>,
    on_scene_at: Option<DateTime<Utc>>,
    cleared_at: Option<DateTime<Utc>>,
}

/// The link of a call to 120.
#[derive(Debug, Serialize, ToSchema)]
pub struct MedicalView {
    state: MedicalState,
    condition: Condition,
    requested_at: DateTime<Utc>,
    eta_told_minutes: Option<u16>,
    delayed_at: Option<DateTime<Utc>>,
    /// The ambulance.
    arrived_at: Option<DateTime<Utc>>,
    decided_at: Option<DateTime<Utc>>,
    advice_sought: bool,
    facility: Option<String>,
    departed_at: Option<DateTime<Utc>>,
    handed_over_at: Option<DateTime<Utc>>,
    handover_to: Option<String>,
}

fn medical(m: &Medical) -> MedicalView {
    MedicalView {
        state: m.state,
        condition: m.condition,
        requested_at: m.requested_at,
        eta_told_minutes: m.eta_told_minutes,
        delayed_at: m.delayed_at,
        arrived_at: m.ambulance_arrived_at,
        decided_at: m.decided_at,
        advice_sought: m.advice_sought,
        facility: m.facility.clone(),
        departed_at: m.departed_at,
        handed_over_at: m.handed_over_at,
        handover_to: m.handover_to.clone(),
    }
}

fn assignment(a: &Assignment) -> AssignmentView {
    AssignmentView {
        id: a.id,
        unit_id: a.unit,
        call_sign: a.call_sign.clone(),
        state: a.state,
        eta_ms: a.eta_ms,
        due_at: a.eta_ms.map(|ms| a.dispatched_at + Duration::milliseconds(i64::from(ms))),
        override_reason: a.override_reason.clone(),
        dispatched_at: a.dispatched_at,
        acknowledged_at: a.acknowledged_at,
        en_route_at: a.en_route_at,
        on_scene_at: a.on_scene_at,
        cleared_at: a.cleared_at,
    }
}

/// The acts that `caller` may do on the call now.
#[must_use]
pub fn acts(caller: &Caller, call: &Call, now: DateTime<Utc>) -> Vec<Act> {
    let possible = |act: Act| call.allows(act) && may(&caller.actor, act, Subject::Call(call), now).is_allowed();
    Act::ALL.iter().copied().filter(|act| !matches!(act, Act::ReadCall | Act::ReadContact) && possible(*act)).collect()
}

impl CallView {
    /// The call as `caller` sees it; `seq` is the number of its last change, where known.
    #[must_use]
    pub fn new(caller: &Caller, call: &Call, seq: i64, now: DateTime<Utc>) -> Self {
        Self {
            id: call.id,
            number: call.number.clone(),
            version: call.version,
            state: call.state,
            kind: call.kind.clone(),
            grade: call.grade,
            first_kind: call.first_kind.clone(),
            first_grade: call.first_grade,
            place: call.place.clone(),
            summary: call.summary.clone(),
            channel: call.channel,
            station_id: call.station,
            received_at: call.received_at,
            state_since: call.state_since,
            closed_at: call.closed_at,
            reopened: call.reopened,
            merged_into: call.merged_into,
            diverted_to: call.diverted_to.clone(),
            officers_needed: call.officers_needed,
            backup_requested: call.backup_requested,
            outcome: call.outcome,
            feedback: call.feedback.clone(),
            contact: None,
            assignments: call.assignments.iter().map(assignment).collect(),
            medical: call.medical.as_ref().map(medical),
            seq,
            acts: acts(caller, call, now),
        }
    }

    /// With the contact of the caller, for those who may see it.
    #[must_use]
    pub fn with_contact(self, contact: Option<String>) -> Self {
        Self { contact, ..self }
    }
}
