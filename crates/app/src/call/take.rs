//! Taking a call: place and kind are all that must be asked (red line 18: no form delays a rescue).

use std::sync::Arc;

use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::assignment::Assignment;
use kaimen_domain::call::{Call, Channel, Intake, Place};
use kaimen_domain::id::{AccountId, CallId, UnitId};
use kaimen_domain::kind::{self, Kind};
use kaimen_domain::receipt;
use kaimen_roads::Coordinate;
use kaimen_store::{Change, Effect};
use serde_json::json;

use super::dispatch::Orders;
use super::recommend::Question;
use super::{TEXT, short};
use crate::caller::Caller;
use crate::change::{answered_before, entry, move_units, remember};
use crate::error::Error;
use crate::{App, job};

/// What the desk entered.
#[derive(Debug, Clone)]
pub struct NewCall {
    /// Where.
    pub place: Place,
    /// Code of the kind.
    pub kind: String,
    /// What the caller said.
    pub summary: String,
    /// How to reach the caller; sealed at once.
    pub contact: Option<String>,
    /// How it came.
    pub channel: Channel,
    /// Officers needed, where the desk says otherwise than the kind.
    pub officers_needed: Option<u8>,
    /// Units that are complained of: they may neither go nor look.
    pub recused_units: Vec<UnitId>,
    /// Send the nearest unit in the same step.
    pub dispatch_nearest: bool,
}

/// A call that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The call.
    pub call: Arc<Call>,
    /// Receipt number, to be told to the caller.
    pub receipt_no: String,
    /// Its verification code.
    pub verify_code: String,
}

/// Tries at sending the nearest unit when others are sent in the same moment.
const TRIES: usize = 4;
/// Longest contact, in characters.
const CONTACT: usize = 200;

impl App {
    /// Takes a call and, if asked, sends the nearest unit or team in the same commit.
    ///
    /// When nobody can be sent the call is taken all the same and waits in the queue.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::Invalid`], [`Error::OffMap`], [`Error::KeyReused`].
    pub async fn take_call(&self, caller: &Caller, new: NewCall) -> Result<Taken, Error> {
        caller.require(Act::TakeCall, Subject::District, self.now())?;
        let kind = kind::find(&new.kind).ok_or(Error::invalid("kind", "unknown kind of call"))?;
        let officers = new.officers_needed.filter(|n| (1..=20).contains(n));
        if new.officers_needed.is_some() && officers.is_none() {
            return Err(Error::invalid("officers_needed", "1 to 20"));
        }
        let checked = NewCall {
            place: self.checked_place(&new.place)?,
            summary: short("summary", &new.summary, TEXT)?,
            contact: new.contact.as_deref().map(|contact| short("contact", contact, CONTACT)).transpose()?,
            ..new
        };
        let recused = self.accounts_of(&checked.recused_units).await?;
        let mut tries = 0;
        loop {
            // The last try sends nobody: whatever goes wrong with sending, the call is taken (red line 18).
            let sends = checked.dispatch_nearest && tries < TRIES;
            let orders = if sends { self.nearest(&checked, kind, &recused).await } else { None };
            match self.store_call(caller, checked.clone(), kind, recused.clone(), orders).await {
                Err(Error::UnitTaken(_) | Error::UnitOff(_) | Error::Conflict) if tries < TRIES => tries += 1,
                other => return other,
            }
        }
    }

    async fn nearest(&self, new: &NewCall, kind: &Kind, recused: &[AccountId]) -> Option<Orders> {
        let question = Question {
            at: Coordinate { lon: new.place.lon, lat: new.place.lat },
            k: 3,
            grade: kind.grade,
            officers: new.officers_needed.unwrap_or(kind.officers_needed),
            recused: recused.to_vec(),
            excluded: Vec::new(),
        };
        Orders::team_of(&self.ask_board(question).await.ok()?)
    }

    async fn store_call(
        &self,
        caller: &Caller,
        new: NewCall,
        kind: &'static Kind,
        recused: Vec<AccountId>,
        orders: Option<Orders>,
    ) -> Result<Taken, Error> {
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write(move |context| {
                Box::pin(async move { app.store_in(context, &caller, new, kind, recused, orders).await })
            })
            .await
    }

    async fn store_in(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        new: NewCall,
        kind: &Kind,
        recused: Vec<AccountId>,
        orders: Option<Orders>,
    ) -> Result<Taken, Error> {
        if let Some(answer) = answered_before(context, caller).await? {
            let id: CallId = serde_json::from_value(answer["call"].clone()).map_err(Error::internal)?;
            let call = kaimen_store::call::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
            return Ok(self.taken(Arc::new(call)));
        }
        let now = self.now();
        let id = CallId(self.0.ids.ordered(now));
        let at = Coordinate { lon: new.place.lon, lat: new.place.lat };
        let intake = Intake {
            id,
            number: super::number::next(context, now).await?,
            receipt: receipt::number(self.0.ids.bytes()),
            channel: new.channel,
            place: new.place,
            summary: new.summary,
            station: self.station_of(at),
            officers_needed: new.officers_needed,
            recused,
        };
        let mut call = Call::take(intake, kind, now);
        let mut detail = json!({ "kind": kind.code, "grade": call.grade, "number": call.number });
        if let Some(orders) = orders {
            detail["dispatch"] = orders.detail();
            call.dispatch(orders.sendings(&self.0.ids, now), now)?;
        }
        kaimen_store::call::insert(context, &call).await?;
        if let Some(contact) = new.contact.filter(|contact| !contact.is_empty()) {
            let sealed = self.0.vault.seal(context, &self.0.ids, id.0, contact.as_bytes()).await?;
            kaimen_store::contact::insert(context, sealed).await?;
        }
        let none: [Assignment; 0] = [];
        let units = move_units(context, &none, &call, now).await?;
        job::after(context, &self.0.ids, Act::TakeCall, &call, now).await?;
        remember(context, &self.0.ids, caller, json!({ "call": id }), now).await?;
        let call = Arc::new(call);
        let effect = Effect { call: Some(Arc::clone(&call)), units, ..Effect::default() };
        context.audit(entry(&caller.actor, Act::TakeCall, id, &detail, now), effect).await?;
        Ok(self.taken(call))
    }

    fn taken(&self, call: Arc<Call>) -> Taken {
        Taken { receipt_no: call.receipt.clone(), verify_code: self.0.secret.verify_code(&call.receipt), call }
    }

    /// Accounts that ride with these units. A unit without any cannot be locked out, and that is said.
    pub(crate) async fn accounts_of(&self, units: &[UnitId]) -> Result<Vec<AccountId>, Error> {
        if units.is_empty() {
            return Ok(Vec::new());
        }
        let crews = kaimen_store::account::crews(self.database().read()).await?;
        if units.iter().any(|unit| !crews.iter().any(|(other, _)| other == unit)) {
            return Err(Error::invalid(
                "recused_units",
                "a unit without accounts cannot be locked out: make them first",
            ));
        }
        Ok(crews.into_iter().filter(|(unit, _)| units.contains(unit)).map(|(_, account)| account).collect())
    }
}
