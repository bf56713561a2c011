//! Seeing calls: one with its timeline, the open ones, a search.

use chrono::{DateTime, Duration, Utc};
use kaimen_domain::access::{Decision, Reach, Subject, may, reach};
use kaimen_domain::act::Act;
use kaimen_domain::call::{Call, CallState};
use kaimen_domain::id::CallId;
use kaimen_domain::role::Actor;
use serde_json::Value;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

/// How long a closed call stays on the screens.
const RECENT: Duration = Duration::hours(1);
/// Rows of a search at most.
const ROWS: u64 = 100;

/// One entry of a timeline.
#[derive(Debug, Clone)]
pub struct TimelineEntry {
    /// Number of the audit row.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
    /// What.
    pub act: String,
    /// With which arguments.
    pub detail: Value,
}

/// A call with what happened.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The call.
    pub call: Call,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Calls joined with it.
    pub merged: Vec<Call>,
    /// How to reach the caller, for those who need it to help.
    pub contact: Option<String>,
}

impl App {
    /// A call that the caller may do `act` on.
    pub(crate) async fn visible_call(&self, caller: &Caller, act: Act, id: CallId) -> Result<Call, Error> {
        let call = kaimen_store::call::find(self.database().read(), id).await?.ok_or(Error::NotFound)?;
        if may(&caller.actor, act, Subject::Call(&call), self.now()) == Decision::Recused {
            // An attempt against the protective lock is itself recorded (red line 7).
            let (app, actor) = (self.clone(), caller.actor.clone());
            self.database()
                .write(move |context| {
                    Box::pin(async move { app.note_refused(context, &actor, act, &call.matter()).await })
                })
                .await?;
            return Err(Error::NotFound);
        }
        caller.require(act, Subject::Call(&call), self.now())?;
        Ok(call)
    }

    /// What the access rules let the caller see, as the scope of a list. [`may`] is asked again for each.
    pub(crate) fn reach(&self, caller: &Caller, act: Act) -> Result<Reach, Error> {
        let now = self.now();
        caller.require(act, Subject::District, now)?;
        let Actor::Staff(staff) = &caller.actor else { return Err(Error::Forbidden) };
        Ok(reach(staff, act, now))
    }

    /// What a live board begins with: the number of the last change, then open calls and those that ended within the
    /// last hour, oldest first. It is a standing reading, written down once when it is opened.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn open_board(&self, caller: &Caller) -> Result<(i64, Vec<Call>), Error> {
        self.reach(caller, Act::ReadCall)?;
        self.note_board(caller).await?;
        // The number is read before the rows: what changes in between is sent once more, never missed.
        let seq = self.last_seq().await?;
        Ok((seq, self.open_calls(caller).await?))
    }

    /// Open calls and those that ended within the last hour, oldest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn open_calls(&self, caller: &Caller) -> Result<Vec<Call>, Error> {
        let since = self.now() - RECENT;
        let reach = self.reach(caller, Act::ReadCall)?;
        let calls = kaimen_store::call::open_and_closed_since(self.database().read(), Some(&reach), since).await?;
        Ok(self.allowed(caller, calls))
    }

    /// Calls by their words, by the beginning of a number or by a receipt number, newest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn search_calls(
        &self,
        caller: &Caller,
        text: &str,
        state: Option<CallState>,
    ) -> Result<Vec<Call>, Error> {
        let text: String = text.trim().chars().take(100).collect();
        let reach = self.reach(caller, Act::ReadCall)?;
        let calls = kaimen_store::call::search(self.database().read(), &reach, &text, state, ROWS).await?;
        let calls = self.allowed(caller, calls);
        self.note_list(caller, Act::SearchMatters, calls.len(), &text).await?;
        Ok(calls)
    }

    fn allowed(&self, caller: &Caller, calls: Vec<Call>) -> Vec<Call> {
        let sees = |call: &Call| self.may(caller, Act::ReadCall, Subject::Call(call));
        calls.into_iter().filter(sees).collect()
    }

    /// One call with its timeline and the calls joined with it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn read_call(&self, caller: &Caller, id: CallId) -> Result<Detail, Error> {
        let call = self.visible_call(caller, Act::ReadCall, id).await?;
        let rows = kaimen_store::audit::about(self.database().read(), &format!("call/{id}")).await?;
        let done = rows.into_iter().filter(|row| !Act::of_word(&row.entry.act).is_some_and(Act::only_reads));
        let timeline = done.map(|row| TimelineEntry::new(row.seq, row.entry));
        let merged = kaimen_store::call::merged_into(self.database().read(), id).await?;
        let merged = self.allowed(caller, merged);
        let timeline = timeline.collect();
        let contact = self.contact_of(caller, &call).await?;
        let act = if contact.is_some() { Act::ReadContact } else { Act::ReadCall };
        self.note_read_call(caller, act, &call).await?;
        Ok(Detail { call, timeline, merged, contact })
    }

    async fn contact_of(&self, caller: &Caller, call: &Call) -> Result<Option<String>, Error> {
        if !self.may(caller, Act::ReadContact, Subject::Call(call)) {
            return Ok(None);
        }
        let on = self.database().read();
        let Some(sealed) = kaimen_store::contact::find(on, call.id).await? else { return Ok(None) };
        match self.0.vault.unseal(on, &sealed).await {
            Ok(contact) => Ok(contact.and_then(|contact| String::from_utf8(contact).ok())),
            // A contact that was tampered with must not keep anybody from the call.
            Err(error) => {
                tracing::error!(call = %call.id, ?error, "the contact of the call does not open: {error:?}");
                Ok(None)
            }
        }
    }
}
