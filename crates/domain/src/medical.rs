//! 110/120 linkage (catalogue M05): from the request for an ambulance to the handover of the patient.
//!
//! 人民警察 "应当立即救助" (人民警察法 art. 21). The clock of each step is kept; whether to drive the patient is always
//! decided by the officer, never by kaimen. The condition has four coarse values; no diagnosis is kept (red line 2).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::act::Act;
use crate::call::Refused;

/// Where the link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MedicalState {
    /// 120 was asked.
    Requested,
    /// 120 cannot come in time.
    Delayed,
    /// The ambulance is on the scene.
    AmbulanceArrived,
    /// The officer drives the patient.
    SelfTransportDecided,
    /// The patrol car is on the way.
    EnRoute,
    /// Doctors have the patient.
    HandedOver,
    /// No ambulance is needed any more.
    Cancelled,
}

/// Coarse condition of the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Speaks or reacts.
    Conscious,
    /// Does not react.
    Unconscious,
    /// Bleeds heavily.
    Bleeding,
    /// Anything else.
    Other,
}

/// The link of one call to 120.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Medical {
    /// Where it stands.
    pub state: MedicalState,
    /// Coarse condition.
    pub condition: Condition,
    /// 120 was asked.
    pub requested_at: DateTime<Utc>,
    /// Arrival time that 120 told, in minutes, the latest.
    pub eta_told_minutes: Option<u16>,
    /// The delay became known.
    pub delayed_at: Option<DateTime<Utc>>,
    /// The ambulance came.
    #[serde(rename = "arrived_at")]
    pub ambulance_arrived_at: Option<DateTime<Utc>>,
    /// The officer decided to drive.
    pub decided_at: Option<DateTime<Utc>>,
    /// Whether medical advice was asked before driving.
    pub advice_sought: bool,
    /// Hospital chosen.
    pub facility: Option<String>,
    /// The patrol car left.
    pub departed_at: Option<DateTime<Utc>>,
    /// The patient was handed over.
    pub handed_over_at: Option<DateTime<Utc>>,
    /// To whom: a role or desk, not a patient record.
    pub handover_to: Option<String>,
}

/// One step of the link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MedicalStep {
    /// 120 told when it comes, in minutes.
    Eta(u16),
    /// It will be late.
    Delayed,
    /// It has come.
    AmbulanceArrived,
    /// The officer decides to drive to this hospital.
    Transport {
        /// Hospital.
        facility: String,
        /// Whether medical advice was asked.
        advice_sought: bool,
    },
    /// The patrol car leaves.
    Depart,
    /// The patient is handed over to these.
    Handover(String),
    /// No ambulance is needed any more, for this reason.
    Cancel(String),
}

impl MedicalStep {
    /// The act that this step is.
    #[must_use]
    pub fn act(&self) -> Act {
        match self {
            Self::Eta(_) => Act::MedicalEta,
            Self::Delayed => Act::MedicalDelayed,
            Self::AmbulanceArrived => Act::MedicalAmbulanceArrived,
            Self::Transport { .. } => Act::MedicalTransport,
            Self::Depart => Act::MedicalDepart,
            Self::Handover(_) => Act::MedicalHandover,
            Self::Cancel(_) => Act::MedicalCancel,
        }
    }
}

impl Medical {
    /// 120 is asked now.
    #[must_use]
    pub fn request(condition: Condition, now: DateTime<Utc>) -> Self {
        Self {
            state: MedicalState::Requested,
            condition,
            requested_at: now,
            eta_told_minutes: None,
            delayed_at: None,
            ambulance_arrived_at: None,
            decided_at: None,
            advice_sought: false,
            facility: None,
            departed_at: None,
            handed_over_at: None,
            handover_to: None,
        }
    }

    /// States in which an act of the link is possible.
    #[must_use]
    pub fn from_states(act: Act) -> &'static [MedicalState] {
        use MedicalState::{AmbulanceArrived, Delayed, EnRoute, Requested, SelfTransportDecided};
        match act {
            Act::MedicalEta | Act::MedicalDelayed => &[Requested, Delayed],
            Act::MedicalAmbulanceArrived | Act::MedicalTransport => &[Requested, Delayed, SelfTransportDecided],
            Act::MedicalDepart => &[SelfTransportDecided],
            Act::MedicalHandover => &[AmbulanceArrived, EnRoute],
            Act::MedicalCancel => &[Requested, Delayed, SelfTransportDecided],
            _ => &[],
        }
    }

    /// Takes one step.
    ///
    /// # Errors
    /// [`Refused::WrongState`] where the step does not follow from the state.
    pub fn step(&mut self, step: MedicalStep, now: DateTime<Utc>) -> Result<(), Refused> {
        if !Self::from_states(step.act()).contains(&self.state) {
            return Err(Refused::WrongState);
        }
        match step {
            MedicalStep::Eta(minutes) => self.eta_told_minutes = Some(minutes),
            MedicalStep::Delayed => {
                self.state = MedicalState::Delayed;
                self.delayed_at.get_or_insert(now);
            }
            MedicalStep::AmbulanceArrived => {
                self.state = MedicalState::AmbulanceArrived;
                self.ambulance_arrived_at = Some(now);
            }
            MedicalStep::Transport { facility, advice_sought } => {
                self.state = MedicalState::SelfTransportDecided;
                self.decided_at = Some(now);
                self.facility = Some(facility);
                self.advice_sought = advice_sought;
            }
            MedicalStep::Depart => {
                self.state = MedicalState::EnRoute;
                self.departed_at = Some(now);
            }
            MedicalStep::Handover(to) => {
                self.state = MedicalState::HandedOver;
                self.handed_over_at = Some(now);
                self.handover_to = Some(to);
            }
            MedicalStep::Cancel(_) => self.state = MedicalState::Cancelled,
        }
        Ok(())
    }

    /// Whether the patient is still in the officers' care, so that the call cannot be ended.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self.state, MedicalState::HandedOver | MedicalState::AmbulanceArrived | MedicalState::Cancelled)
    }
}
