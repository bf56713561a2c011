//! Sending units.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kaimen_dispatch::Recommendation;
use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::call::{Call, Sending};
use kaimen_domain::id::{AssignmentId, CallId, UnitId};
use serde_json::{Value, json};

use super::{TEXT, short};
use crate::caller::Caller;
use crate::error::Error;
use crate::{App, Ids};

/// Units that can be sent in one step.
const MOST: usize = 10;

/// Who is sent, and what the board had advised; both are kept with the call.
#[derive(Debug, Clone)]
pub struct Orders {
    units: Vec<Ordered>,
    advice: Value,
    override_reason: Option<String>,
}

#[derive(Debug, Clone)]
struct Ordered {
    unit: UnitId,
    call_sign: String,
    eta_ms: Option<u32>,
}

impl Orders {
    /// The team that the board advises, if it has any.
    pub(crate) fn team_of(advice: &Recommendation) -> Option<Self> {
        if advice.picks.is_empty() {
            return None;
        }
        let team = advice.picks.iter().take(advice.team.max(1));
        let units = team.map(|pick| Ordered {
            unit: pick.unit_id,
            call_sign: pick.call_sign.clone(),
            eta_ms: Some(pick.eta_ms),
        });
        Some(Self { units: units.collect(), advice: json!(advice), override_reason: None })
    }

    pub(crate) fn sendings(&self, ids: &Ids, now: DateTime<Utc>) -> Vec<Sending> {
        self.units
            .iter()
            .map(|ordered| Sending {
                id: AssignmentId(ids.ordered(now)),
                unit: ordered.unit,
                call_sign: ordered.call_sign.clone(),
                eta_ms: ordered.eta_ms,
                override_reason: self.override_reason.clone(),
            })
            .collect()
    }

    pub(crate) fn detail(&self) -> Value {
        let units: Vec<&str> = self.units.iter().map(|ordered| ordered.call_sign.as_str()).collect();
        json!({ "units": units, "override_reason": self.override_reason, "advice": self.advice })
    }
}

impl App {
    /// Sends units to a call. A unit that a rule passes over needs a reason, which is kept.
    ///
    /// # Errors
    /// [`Error::UnitTaken`] where a unit was given to another call first; [`Error::StaleVersion`],
    /// [`Error::WrongState`], [`Error::Invalid`] where a reason is missing.
    pub async fn dispatch(
        &self,
        caller: &Caller,
        id: CallId,
        version: u32,
        units: Vec<UnitId>,
        override_reason: Option<String>,
    ) -> Result<Arc<Call>, Error> {
        if units.is_empty() || units.len() > MOST {
            return Err(Error::invalid("units", "name one to ten units"));
        }
        let reason = override_reason.map(|reason| short("override_reason", &reason, TEXT)).transpose()?;
        let reason = reason.filter(|reason| !reason.is_empty());
        let call = self.visible_call(caller, Act::Dispatch, id).await?;
        if self.was_answered(caller).await? {
            return Ok(Arc::new(call));
        }
        let orders = self.orders(caller, &call, units, reason).await?;
        let ids = self.clone();
        self.change_call(caller, Act::Dispatch, id, Some(version), move |draft| {
            draft.detail = orders.detail();
            Ok(draft.call.dispatch(orders.sendings(&ids.0.ids, draft.now), draft.now)?)
        })
        .await
    }

    async fn orders(
        &self,
        caller: &Caller,
        call: &Call,
        units: Vec<UnitId>,
        override_reason: Option<String>,
    ) -> Result<Orders, Error> {
        let stored = kaimen_store::unit::some(self.database().read(), &units).await?;
        // Asks far enough down the list to know the travel time of every unit that was chosen.
        let advice = self.recommend_for_call(call, stored.len() + 20).await?;
        let crews = kaimen_store::account::crews(self.database().read()).await?;
        let mut ordered: Vec<Ordered> = Vec::with_capacity(units.len());
        for id in units {
            let unit = stored.iter().find(|unit| unit.id == id).ok_or(Error::NotFound)?;
            caller.require(Act::ReadUnit, Subject::Unit(unit.id, unit.station), self.now())?;
            if ordered.iter().any(|other| other.unit == id) {
                return Err(Error::invalid("units", "a unit is named twice"));
            }
            // No reason outweighs the protective lock (red line 7).
            if crews.iter().any(|(on, account)| *on == id && call.recused.contains(account)) {
                return Err(Error::invalid("units", "this unit is complained of in this call and cannot be sent"));
            }
            let pick = advice.picks.iter().find(|pick| pick.unit_id == id);
            let passed = advice.passed_over.iter().find(|other| other.unit_id == id);
            if unit.call.is_some() {
                return Err(Error::UnitTaken(unit.call_sign.clone()));
            }
            if !unit.is_on_duty() {
                return Err(Error::UnitOff(unit.call_sign.clone()));
            }
            if pick.is_none() && override_reason.is_none() {
                return Err(Error::invalid("override_reason", "a rule passes this unit over: say why it goes"));
            }
            let eta_ms = pick.map(|pick| pick.eta_ms).or_else(|| passed.and_then(|other| other.eta_ms));
            ordered.push(Ordered { unit: id, call_sign: unit.call_sign.clone(), eta_ms });
        }
        let kept = Recommendation { picks: advice.picks.into_iter().take(5).collect(), ..advice };
        Ok(Orders { units: ordered, advice: json!(kept), override_reason })
    }
}
