//! When an act on a call is possible.

use super::{Call, CallState};
use crate::act::Act;
use crate::medical::Medical;
use crate::unit::Grade;

impl Call {
    /// States from which an act on a call is possible; empty for acts that are not on a call.
    #[must_use]
    pub fn from_states(act: Act) -> &'static [CallState] {
        use CallState::{
            Accepted, Acknowledged, Classified, Closed, Dispatched, Diverted, EnRoute, Feedback, Merged, OnScene,
            Resolved,
        };
        match act {
            Act::Classify => &[Classified, Diverted, Dispatched, Acknowledged, EnRoute, OnScene, Resolved, Feedback],
            // A diverted call that turns out to be dangerous is not left waiting for the other service.
            Act::Dispatch => &[Classified, Diverted, Dispatched, Acknowledged, EnRoute, OnScene],
            Act::Recall => &[Dispatched, Acknowledged, EnRoute, OnScene],
            Act::Divert => &[Classified],
            Act::DivertAccepted | Act::DivertBounced => &[Diverted],
            Act::Merge => &[Classified, Diverted],
            Act::Unmerge => &[Merged],
            Act::Acknowledge | Act::EnRoute | Act::OnScene | Act::Backup => {
                &[Dispatched, Acknowledged, EnRoute, OnScene]
            }
            Act::Resolve => &[OnScene],
            Act::Feedback => &[Classified, Resolved],
            Act::Close => &[Accepted, Feedback],
            Act::Reopen => &[Accepted, Resolved, Feedback, Closed],
            Act::Note | Act::Recuse | Act::ReadCall | Act::ReadContact => &[
                Classified,
                Diverted,
                Accepted,
                Dispatched,
                Acknowledged,
                EnRoute,
                OnScene,
                Resolved,
                Feedback,
                Closed,
                Merged,
            ],
            Act::Recommend => &[Classified, Diverted, Dispatched, Acknowledged, EnRoute, OnScene],
            Act::MedicalRequest => &[Classified, Dispatched, Acknowledged, EnRoute, OnScene],
            Act::MedicalEta
            | Act::MedicalDelayed
            | Act::MedicalAmbulanceArrived
            | Act::MedicalTransport
            | Act::MedicalDepart
            | Act::MedicalHandover
            | Act::MedicalCancel => &[Classified, Dispatched, Acknowledged, EnRoute, OnScene, Resolved],
            // A joined call ends with the one it is part of; the application looks there.
            Act::Rate => &[Closed, Merged],
            _ => &[],
        }
    }

    /// Whether the act is possible now, the link to 120 included. Who may do it is another question.
    #[must_use]
    pub fn allows(&self, act: Act) -> bool {
        if !Self::from_states(act).contains(&self.state) {
            return false;
        }
        match act {
            Act::MedicalRequest => !self.patient_open(),
            Act::MedicalEta
            | Act::MedicalDelayed
            | Act::MedicalAmbulanceArrived
            | Act::MedicalTransport
            | Act::MedicalDepart
            | Act::MedicalHandover
            | Act::MedicalCancel => {
                self.medical.as_ref().is_some_and(|medical| Medical::from_states(act).contains(&medical.state))
            }
            Act::Divert => self.grade != Grade::DangerToLife && !self.patient_open(),
            Act::Resolve | Act::Feedback | Act::Close | Act::Merge => !self.patient_open(),
            Act::Rate => !self.rated,
            _ => true,
        }
    }

    /// Whether a patient is still in the officers' care.
    pub(super) fn patient_open(&self) -> bool {
        self.medical.as_ref().is_some_and(Medical::is_open)
    }
}
