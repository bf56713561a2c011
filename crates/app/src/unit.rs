//! Units: where they are and on which duty.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::audit::Entry;
use kaimen_domain::id::UnitId;
use kaimen_domain::unit::DutyStatus;
use kaimen_roads::Coordinate;
use kaimen_store::unit::Unit;
use kaimen_store::{Change, Effect};
use serde_json::json;

use crate::App;
use crate::call::short;
use crate::caller::Caller;
use crate::error::Error;

impl App {
    /// The units that the caller may see, by call sign.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn units(&self, caller: &Caller) -> Result<Vec<Unit>, Error> {
        caller.require(Act::ReadUnit, Subject::District, self.now())?;
        let units = kaimen_store::unit::all(self.database().read()).await?;
        let sees = |unit: &Unit| self.may(caller, Act::ReadUnit, Subject::Unit(unit.id, unit.station));
        Ok(units.into_iter().filter(sees).collect())
    }

    /// Names of the crews of units, as a resident sees who comes.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn crew_names(&self, units: Vec<UnitId>) -> Result<HashMap<UnitId, String>, Error> {
        let units = kaimen_store::unit::some(self.database().read(), &units).await?;
        Ok(units.into_iter().map(|unit| (unit.id, unit.name)).collect())
    }

    /// The own unit's place. Off duty nothing is kept (red line 12).
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::OffMap`], [`Error::Invalid`] for a time that is not now.
    pub async fn send_position(&self, caller: &Caller, at: Coordinate, time: DateTime<Utc>) -> Result<(), Error> {
        let unit = caller.unit()?;
        let station = caller.actor.staff().and_then(|staff| staff.station).ok_or(Error::Forbidden)?;
        caller.require(Act::SendPosition, Subject::Unit(unit, station), self.now())?;
        let now = self.now();
        if time > now + Duration::minutes(1) || time < now - Duration::hours(1) {
            return Err(Error::invalid("at", "a position is sent within the hour"));
        }
        if !self.map().info().bounds.contains(at) {
            return Err(Error::OffMap);
        }
        self.live().fix(unit, at, time.min(now)).await
    }

    /// The own unit's duty status.
    ///
    /// # Errors
    /// [`Error::Invalid`] while the unit is on a call.
    pub async fn set_own_duty(&self, caller: &Caller, status: DutyStatus) -> Result<Arc<Unit>, Error> {
        let unit = caller.unit()?;
        self.set_duty(caller, Act::SetOwnDuty, unit, status, String::new()).await
    }

    /// Another unit's duty status, set by the desk with a reason.
    ///
    /// # Errors
    /// [`Error::Invalid`] while the unit is on a call, or without a reason.
    pub async fn set_unit_duty(
        &self,
        caller: &Caller,
        unit: UnitId,
        status: DutyStatus,
        reason: &str,
    ) -> Result<Arc<Unit>, Error> {
        let reason = crate::call::text("reason", reason, 500)?;
        self.set_duty(caller, Act::SetUnitDuty, unit, status, reason).await
    }

    async fn set_duty(
        &self,
        caller: &Caller,
        act: Act,
        id: UnitId,
        status: DutyStatus,
        reason: String,
    ) -> Result<Arc<Unit>, Error> {
        if !matches!(status, DutyStatus::Available | DutyStatus::Break | DutyStatus::Off) {
            return Err(Error::invalid("status", "available, break or off"));
        }
        let reason = short("reason", &reason, 500)?;
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write(move |context| {
                Box::pin(async move { app.set_duty_in(context, &caller, act, id, status, &reason).await })
            })
            .await
    }

    async fn set_duty_in(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        act: Act,
        id: UnitId,
        status: DutyStatus,
        reason: &str,
    ) -> Result<Arc<Unit>, Error> {
        let mut unit = kaimen_store::unit::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
        caller.require(act, Subject::Unit(unit.id, unit.station), self.now())?;
        if unit.call.is_some() {
            return Err(Error::invalid("status", "the unit is on a call: end or recall it first"));
        }
        if unit.status == status {
            return Ok(Arc::new(unit));
        }
        let now = self.now();
        if unit.status == DutyStatus::Off {
            unit.on_duty_since = Some(now);
            unit.calls_this_shift = 0;
        }
        if status == DutyStatus::Off {
            unit.on_duty_since = None;
            unit.fix = None;
            kaimen_store::unit::save_fixes(context, &[(unit.id, None)]).await?;
        }
        let before = std::mem::replace(&mut unit.status, status);
        unit.version += 1;
        kaimen_store::unit::save(context, &unit).await?;
        let unit = Arc::new(unit);
        let entry = Entry {
            at: now,
            actor: caller.actor.reference(),
            act: act.word().to_owned(),
            subject: format!("unit/{id}"),
            why: String::new(),
            detail: json!({ "status": [before, status], "reason": reason, "by": caller.actor.shown() }).to_string(),
        };
        context.audit(entry, Effect { units: vec![Arc::clone(&unit)], ..Effect::default() }).await?;
        Ok(unit)
    }

    /// Keeps the last places of units on duty over a restart: one commit for all.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn keep_fixes(&self) -> Result<(), Error> {
        let fixes = self.live().fixes();
        let rows: Vec<_> =
            fixes.values().map(|moved| (moved.unit, Some((moved.at.lon, moved.at.lat, moved.time)))).collect();
        if rows.is_empty() {
            return Ok(());
        }
        self.database()
            .write(move |context| Box::pin(async move { Ok(kaimen_store::unit::save_fixes(context, &rows).await?) }))
            .await
    }
}
