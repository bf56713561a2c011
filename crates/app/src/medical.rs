//! The link of a call to 120.

use std::sync::Arc;

use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::CallId;
use kaimen_domain::medical::{Condition, MedicalStep};
use serde_json::json;

use crate::App;
use crate::call::text;
use crate::caller::Caller;
use crate::error::Error;

/// Longest name of a hospital or desk, in characters.
const NAME: usize = 100;
/// Longest time that 120 can tell, in minutes.
const LONGEST: u16 = 600;

impl App {
    /// Asks 120 for an ambulance.
    ///
    /// # Errors
    /// [`Error::WrongState`] where it was asked before.
    pub async fn request_medical(&self, caller: &Caller, id: CallId, condition: Condition) -> Result<Arc<Call>, Error> {
        self.change_call(caller, Act::MedicalRequest, id, None, move |draft| {
            Ok(draft.call.request_medical(condition, draft.now)?)
        })
        .await
    }

    /// Takes one step of the link.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::WrongState`], [`Error::NotFound`].
    pub async fn step_medical(&self, caller: &Caller, id: CallId, step: MedicalStep) -> Result<Arc<Call>, Error> {
        let step = match step {
            MedicalStep::Eta(minutes) if minutes > LONGEST => {
                return Err(Error::invalid("minutes", "0 to 600"));
            }
            MedicalStep::Transport { facility, advice_sought } => {
                MedicalStep::Transport { facility: text("facility", &facility, NAME)?, advice_sought }
            }
            MedicalStep::Handover(to) => MedicalStep::Handover(text("to", &to, NAME)?),
            MedicalStep::Cancel(reason) => MedicalStep::Cancel(text("reason", &reason, NAME)?),
            other => other,
        };
        self.change_call(caller, step.act(), id, None, move |draft| {
            draft.detail = match &step {
                MedicalStep::Eta(minutes) => json!({ "minutes": minutes }),
                MedicalStep::Transport { facility, advice_sought } => {
                    json!({ "facility": facility, "advice_sought": advice_sought })
                }
                MedicalStep::Handover(to) => json!({ "to": to }),
                MedicalStep::Cancel(reason) => json!({ "reason": reason }),
                MedicalStep::Delayed | MedicalStep::AmbulanceArrived | MedicalStep::Depart => json!({}),
            };
            Ok(draft.call.step_medical(step, draft.now)?)
        })
        .await
    }
}
