//! Readings of personal data: each is a row of the audit log with its reason, so that the person whom it is about can see
//! who looked and why (PIPL art. 45; red lines 3, 10).

use kaimen_domain::access::{Subject, basis};
use kaimen_domain::act::Act;
use kaimen_domain::audit::Entry;
use kaimen_domain::call::Call;
use kaimen_domain::id::AttachmentId;
use kaimen_domain::matter::Matter;
use kaimen_domain::role::{Actor, Role};
use kaimen_store::{Change, Effect};
use serde_json::{Value, json};

use crate::App;
use crate::alert::To;
use crate::caller::Caller;
use crate::error::Error;

impl App {
    /// Writes down that the caller reads a matter; the reason is what gives the caller access. It is on the disk before
    /// anything is shown.
    ///
    /// # Errors
    /// [`Error::Internal`] where it cannot be written: then nothing may be shown.
    pub(crate) async fn note_read(&self, caller: &Caller, act: Act, matter: &Matter) -> Result<(), Error> {
        self.write_reading(caller, act, Subject::Matter(matter), matter.reference(), json!({})).await
    }

    /// As [`App::note_read`], for one of its files.
    pub(crate) async fn note_read_file(
        &self,
        caller: &Caller,
        matter: &Matter,
        file: AttachmentId,
    ) -> Result<(), Error> {
        let detail = json!({ "attachment": file });
        self.write_reading(caller, Act::ReadAttachment, Subject::Matter(matter), matter.reference(), detail).await
    }

    /// As [`App::note_read`], for a call.
    pub(crate) async fn note_read_call(&self, caller: &Caller, act: Act, call: &Call) -> Result<(), Error> {
        self.write_reading(caller, act, Subject::Call(call), format!("call/{}", call.id), json!({})).await
    }

    /// As [`App::note_read`], for a reason of its own, such as the number of a request of the person.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn note_read_for(&self, caller: &Caller, subjects: Vec<String>, why: &str) -> Result<(), Error> {
        let entry = |subject| Entry {
            at: self.now(),
            actor: caller.actor.reference(),
            act: Act::ReadMatter.word().to_owned(),
            subject,
            why: why.to_owned(),
            detail: json!({}).to_string(),
        };
        let entries: Vec<Entry> = subjects.into_iter().map(entry).collect();
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    for entry in entries {
                        context.audit(entry, Effect::default()).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Writes down that the caller opened a live board.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn note_board(&self, caller: &Caller) -> Result<(), Error> {
        self.write_reading(caller, Act::ReadCall, Subject::District, "board".to_owned(), json!({})).await
    }

    /// Writes down that the caller had a list shown: how many rows, and what was searched for.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub(crate) async fn note_list(&self, caller: &Caller, act: Act, rows: usize, searched: &str) -> Result<(), Error> {
        let detail =
            if searched.is_empty() { json!({ "rows": rows }) } else { json!({ "rows": rows, "searched": searched }) };
        self.write_reading(caller, act, Subject::District, "matters".to_owned(), detail).await
    }

    async fn write_reading(
        &self,
        caller: &Caller,
        act: Act,
        on: Subject<'_>,
        subject: String,
        detail: Value,
    ) -> Result<(), Error> {
        let now = self.now();
        let Some(staff) = caller.actor.staff() else { return Ok(()) };
        let why = match on {
            Subject::District => "list",
            _ => basis(staff, act, on, now).map_or("", |basis| basis.word()),
        };
        let entry = Entry {
            at: now,
            actor: caller.actor.reference(),
            act: act.word().to_owned(),
            subject,
            why: why.to_owned(),
            detail: detail.to_string(),
        };
        self.database()
            .write(move |context| Box::pin(async move { context.audit(entry, Effect::default()).await.map(|_| ()) }))
            .await
            .map_err(Error::from)
    }

    /// Writes down an attempt against the protective lock and alerts those outside the unit (red line 7).
    pub(crate) async fn note_refused(
        &self,
        context: &Change<'_>,
        actor: &Actor,
        act: Act,
        matter: &Matter,
    ) -> Result<(), Error> {
        let entry = Entry {
            at: self.now(),
            actor: actor.reference(),
            act: "refused-recused".to_owned(),
            subject: matter.reference(),
            why: String::new(),
            detail: json!({ "tried": act.word(), "by": actor.shown() }).to_string(),
        };
        context.audit(entry, Effect::default()).await?;
        for role in [Role::InspectionOffice, Role::ConductSupervisor] {
            self.alert(context, To::Role(role, None), "lock-tried", Some(matter.id)).await?;
        }
        Ok(())
    }
}
