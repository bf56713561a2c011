//! A call to 110 (catalogue M04): its fields and its state machine.
//!
//! received → classified → { diverted → accepted | bounced } | { dispatched → acknowledged → en route → on scene →
//! resolved → feedback → closed }; any → reopened on complaint; any → merged, and apart again. A call is received and
//! classified in one step, because place and kind are what the desk must ask first.
//!
//! Methods are pure: they change the struct or refuse; the application loads, checks access, saves and audits.

mod changes;
mod states;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::assignment::{Assignment, AssignmentState};
use crate::id::{AccountId, AssignmentId, CallId, StationId, UnitId};
use crate::kind::{Class, Kind};
use crate::matter::{Grant, Matter, MatterKind};
use crate::medical::Medical;
use crate::unit::Grade;

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallState {
    /// Taken and waiting for somebody to be sent.
    Classified,
    /// Offered to another service.
    Diverted,
    /// The other service has it.
    Accepted,
    /// A unit is told.
    Dispatched,
    /// A unit has seen it.
    Acknowledged,
    /// A unit is moving.
    EnRoute,
    /// A unit is there.
    OnScene,
    /// Dealt with on the scene.
    Resolved,
    /// What was done is written for the resident.
    Feedback,
    /// Ended.
    Closed,
    /// Part of another call.
    Merged,
}

impl CallState {
    /// The word kept in the database and used in messages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Classified => "classified",
            Self::Diverted => "diverted",
            Self::Accepted => "accepted",
            Self::Dispatched => "dispatched",
            Self::Acknowledged => "acknowledged",
            Self::EnRoute => "en_route",
            Self::OnScene => "on_scene",
            Self::Resolved => "resolved",
            Self::Feedback => "feedback",
            Self::Closed => "closed",
            Self::Merged => "merged",
        }
    }
}

/// How the call came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By telephone.
    #[default]
    Phone,
    /// By message or page.
    Online,
    /// At the counter or to an officer.
    InPerson,
}

/// How a call is passed on (国办发〔2022〕12号).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DiversionMode {
    /// Clearly the other's: one key.
    Transfer,
    /// Unclear: three parties on the line.
    ThreeWay,
    /// Pushed from system to system.
    Push,
}

/// How it ended, in coarse words for the resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Settled on the spot.
    Settled,
    /// Mediated with the consent of the parties.
    Mediated,
    /// A case was opened.
    CaseOpened,
    /// Given to the service in charge.
    Transferred,
    /// Nothing found.
    Unfounded,
    /// Medical help was given.
    Medical,
}

/// Where, in words and in WGS-84 degrees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Place {
    /// As the caller said it.
    pub text: String,
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
}

/// Why an act is not possible now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The state does not allow it.
    #[error("the call is not in a state that allows this")]
    WrongState,
    /// Danger to life: police go first (国办发〔2022〕12号).
    #[error("danger to life is not passed on: send police first")]
    DangerToLife,
    /// The unit is not on this call.
    #[error("the unit is not on this call")]
    NotAssigned,
    /// The unit is already on this call.
    #[error("the unit is already on this call")]
    AlreadyAssigned,
    /// A call cannot be joined with itself or with one that is itself joined.
    #[error("join with an open call that is not itself part of another")]
    BadMerge,
    /// Units are still on the call.
    #[error("units are still on this call: recall them or join the other way round")]
    UnitsAssigned,
    /// The complained-of officers of this call could work on the other.
    #[error("somebody is complained of here who may work on the other call: handle it by itself")]
    RecusedElsewhere,
    /// The patient has not been handed over.
    #[error("the patient is still in the officers' care")]
    PatientOpen,
    /// Violence in the family is not settled by mediation (反家庭暴力法 arts 15, 16; red line 8).
    #[error("violence in the family is not settled by mediation: choose another result")]
    NotMediated,
    /// Already rated.
    #[error("this call was rated already")]
    AlreadyRated,
}

/// A call to 110 with the units sent to it and its link to 120.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Record.
    pub id: CallId,
    /// Number of the day, such as `20110122-0042`.
    pub number: String,
    /// Receipt number of the resident.
    pub receipt: String,
    /// Counts the changes; an act on an older one is refused.
    pub version: u32,
    /// Where it stands.
    pub state: CallState,
    /// Code of the kind as it is now.
    pub kind: String,
    /// Grade as it is now.
    pub grade: Grade,
    /// Code of the kind as first entered; never changed.
    pub first_kind: String,
    /// Grade as first entered; never changed.
    pub first_grade: Grade,
    /// How it came.
    pub channel: Channel,
    /// Where.
    pub place: Place,
    /// What the caller said.
    pub summary: String,
    /// Station in charge of the place.
    pub station: Option<StationId>,
    /// Taken.
    pub received_at: DateTime<Utc>,
    /// In the present state since.
    pub state_since: DateTime<Utc>,
    /// Ended.
    pub closed_at: Option<DateTime<Utc>>,
    /// Police officers needed on the scene.
    pub officers_needed: u8,
    /// Who is in charge of it, where somebody was named.
    pub owner: Option<AccountId>,
    /// Accounts that may neither go nor look: the complained-of officers (red line 7, 治安管理处罚法 art. 95).
    pub recused: Vec<AccountId>,
    /// Access that single people were given to it.
    pub grants: Vec<Grant>,
    /// A unit asked for more officers and none has been sent since.
    pub backup_requested: bool,
    /// It was taken up again after its end.
    pub reopened: bool,
    /// The call that this one is part of.
    pub merged_into: Option<CallId>,
    /// Service to which it was passed.
    pub diverted_to: Option<String>,
    /// How it was passed.
    pub diversion_mode: Option<DiversionMode>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What was done, for the resident.
    pub feedback: Option<String>,
    /// The resident has rated it. Nothing else of the rating is kept here.
    pub rated: bool,
    /// Units sent, in order of sending.
    pub assignments: Vec<Assignment>,
    /// Link to 120.
    pub medical: Option<Medical>,
}

/// What the desk enters; place and kind are all that it must.
#[derive(Debug, Clone)]
pub struct Intake {
    /// Record.
    pub id: CallId,
    /// Number of the day.
    pub number: String,
    /// Receipt number.
    pub receipt: String,
    /// How it came.
    pub channel: Channel,
    /// Where.
    pub place: Place,
    /// What the caller said, or empty.
    pub summary: String,
    /// Station in charge.
    pub station: Option<StationId>,
    /// Officers needed, where the desk says otherwise than the kind.
    pub officers_needed: Option<u8>,
    /// Complained-of officers.
    pub recused: Vec<AccountId>,
}

/// A unit to be sent.
#[derive(Debug, Clone)]
pub struct Sending {
    /// Record.
    pub id: AssignmentId,
    /// Unit.
    pub unit: UnitId,
    /// Call sign.
    pub call_sign: String,
    /// Travel time in milliseconds.
    pub eta_ms: Option<u32>,
    /// Why against the rules' advice.
    pub override_reason: Option<String>,
}

impl Call {
    /// Takes a call.
    #[must_use]
    pub fn take(intake: Intake, kind: &Kind, now: DateTime<Utc>) -> Self {
        Self {
            id: intake.id,
            number: intake.number,
            receipt: intake.receipt,
            version: 1,
            state: CallState::Classified,
            kind: kind.code.to_owned(),
            grade: kind.grade,
            first_kind: kind.code.to_owned(),
            first_grade: kind.grade,
            channel: intake.channel,
            place: intake.place,
            summary: intake.summary,
            station: intake.station,
            received_at: now,
            state_since: now,
            closed_at: None,
            officers_needed: intake.officers_needed.unwrap_or(kind.officers_needed),
            owner: None,
            recused: intake.recused,
            grants: Vec::new(),
            backup_requested: false,
            reopened: false,
            merged_into: None,
            diverted_to: None,
            diversion_mode: None,
            outcome: None,
            feedback: None,
            rated: false,
            assignments: Vec::new(),
            medical: None,
        }
    }

    /// Whether a unit is on the call now.
    #[must_use]
    pub fn has_open_units(&self) -> bool {
        self.assignments.iter().any(Assignment::is_open)
    }

    /// Whether the unit was ever sent to the call.
    #[must_use]
    pub fn was_assigned(&self, unit: UnitId) -> bool {
        self.assignments.iter().any(|a| a.unit == unit)
    }

    /// Whether the unit works or worked on the call; one that was only recalled has no part in it.
    #[must_use]
    pub fn worked_by(&self, unit: UnitId) -> bool {
        self.assignments.iter().any(|a| a.unit == unit && a.state != AssignmentState::Recalled)
    }

    /// The unit's open assignment.
    #[must_use]
    pub fn open_assignment(&self, unit: UnitId) -> Option<&Assignment> {
        self.assignments.iter().find(|a| a.unit == unit && a.is_open())
    }

    /// Class of the kind as it is now.
    #[must_use]
    pub fn class(&self) -> Class {
        crate::kind::find(&self.kind).map_or(Class::Help, |kind| kind.class)
    }

    /// Whether it is a complaint against the police (督察条例 art. 9).
    #[must_use]
    pub fn is_complaint(&self) -> bool {
        self.class() == Class::Complaint
    }

    /// Whether the call is over: closed, taken by another service, or part of another call.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        matches!(self.state, CallState::Closed | CallState::Accepted | CallState::Merged)
    }

    /// What the call has in common with every other matter.
    #[must_use]
    pub fn matter(&self) -> Matter {
        Matter {
            id: self.id.into(),
            kind: MatterKind::Call,
            number: self.number.clone(),
            receipt: self.receipt.clone(),
            version: self.version,
            state: self.state.word().to_owned(),
            ended: self.is_ended(),
            complaint: self.is_complaint(),
            place: self.place.clone(),
            summary: self.summary.clone(),
            station: self.station,
            owner: self.owner,
            received_at: self.received_at,
            state_since: self.state_since,
            closed_at: self.closed_at,
            recused: self.recused.clone(),
            grants: self.grants.clone(),
            units: self.assignments.iter().map(|a| a.unit).filter(|unit| self.worked_by(*unit)).collect(),
        }
    }
}
