//! Break-glass: asked with a reason, decided by a second person, seen by those who watch over the police.

use std::collections::HashMap;

use chrono::Duration;
use kaimen_domain::access::{Subject, may};
use kaimen_domain::act::Act;
use kaimen_domain::break_glass::{BreakGlass, BreakGlassRefused, DECIDE_WITHIN};
use kaimen_domain::id::{AccountId, GrantId, MatterId};
use kaimen_domain::matter::Matter;
use kaimen_domain::role::Role;
use kaimen_store::Change;
use kaimen_store::job::Job;
use serde_json::json;

use crate::App;
use crate::alert::To;
use crate::call::text;
use crate::caller::Caller;
use crate::error::Error;

/// Longest reason, in characters.
const WORDS: usize = 500;
/// Lines shown at most.
const LINES: u64 = 100;
/// Those who are told of every step.
const WATCHERS: [Role; 2] = [Role::InspectionOffice, Role::ConductSupervisor];
/// The job that writes down the end.
pub(crate) const JOB: &str = "break_glass_ended";

/// One line of the list.
#[derive(Debug, Clone)]
pub struct BreakGlassLine {
    /// The access.
    pub glass: BreakGlass,
    /// Number of the matter.
    pub number: String,
    /// Name of who asked.
    pub asked_by: String,
    /// Name of the second person.
    pub decided_by: Option<String>,
    /// Whether the caller can decide it now.
    pub can_decide: bool,
    /// Whether the caller can end it now.
    pub can_end: bool,
}

impl App {
    /// Asks for access to the matter with a number.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Invalid`] where the reason is too short, the hours are too
    /// many or the caller has access anyway.
    pub async fn ask_break_glass(
        &self,
        caller: &Caller,
        number: &str,
        reason: &str,
        hours: u8,
    ) -> Result<GrantId, Error> {
        caller.require(Act::AskBreakGlass, Subject::District, self.now())?;
        let number = text("number", number, 40)?;
        let reason = text("reason", reason, WORDS)?;
        let matter = kaimen_store::matter::find_by_number(self.database().read(), &number).await?;
        let id = matter.ok_or(Error::NotFound)?.id;
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write::<Result<GrantId, Error>, Error, _>(move |context| {
                Box::pin(async move {
                    let matter = match app.matter_in(context, &caller, Act::AskBreakGlass, id).await? {
                        Ok(matter) => matter,
                        Err(refused) => return Ok(Err(refused)),
                    };
                    let now = app.now();
                    if may(&caller.actor, Act::ReadMatter, Subject::Matter(&matter), now).is_allowed() {
                        return Err(Error::invalid("number", "you can see this matter already"));
                    }
                    let by = caller.actor.staff().ok_or(Error::Forbidden)?.account;
                    let glass = GrantId(app.ids().ordered(now));
                    let glass = BreakGlass::ask(glass, id, by, &reason, hours, now).map_err(refused)?;
                    kaimen_store::break_glass::insert(context, &glass).await?;
                    app.alert(context, To::Role(Role::StationChief, matter.station), "glass-asked", Some(id)).await?;
                    app.alert(context, To::Role(Role::BureauCommand, None), "glass-asked", Some(id)).await?;
                    app.tell_watchers(context, "glass-asked", id).await?;
                    let detail = json!({ "access": glass.id, "hours": hours });
                    app.audit_matter(context, &caller, Act::AskBreakGlass.word(), &matter, &reason, detail).await?;
                    Ok(Ok(glass.id))
                })
            })
            .await?
    }

    /// Decides as a second person.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] for one's own question; [`Error::Conflict`] where it was decided before.
    pub async fn decide_break_glass(&self, caller: &Caller, id: GrantId, grants: bool) -> Result<(), Error> {
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write::<Result<(), Error>, Error, _>(move |context| {
                Box::pin(async move {
                    let mut glass = kaimen_store::break_glass::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
                    let act = Act::DecideBreakGlass;
                    let matter = match app.matter_in(context, &caller, act, glass.matter).await? {
                        Ok(matter) => matter,
                        Err(refused) => return Ok(Err(refused)),
                    };
                    let (before, now) = (glass.state, app.now());
                    let by = caller.actor.staff().ok_or(Error::Forbidden)?.account;
                    let grant = glass.decide(by, grants, now).map_err(refused)?;
                    kaimen_store::break_glass::save(context, &glass, before).await?;
                    if let Some(grant) = &grant {
                        kaimen_store::matter::insert_grant(context, matter.id, grant).await?;
                        let after = Duration::hours(i64::from(glass.hours));
                        kaimen_store::job::insert(context, &app.end_job(id, now + after)).await?;
                    }
                    let code = if grants { "glass-granted" } else { "glass-refused" };
                    app.alert(context, To::Account(glass.asked_by), code, Some(matter.id)).await?;
                    app.tell_watchers(context, code, matter.id).await?;
                    let detail = json!({ "access": id, "granted": grants, "until": glass.until });
                    app.audit_matter(context, &caller, act.word(), &matter, &glass.reason, detail).await?;
                    Ok(Ok(()))
                })
            })
            .await?
    }

    /// Ends access early: by whoever asked, decided, or may decide.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Conflict`].
    pub async fn end_break_glass(&self, caller: &Caller, id: GrantId) -> Result<(), Error> {
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write::<Result<(), Error>, Error, _>(move |context| {
                Box::pin(async move {
                    let glass = kaimen_store::break_glass::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
                    let matter = if caller.is(glass.asked_by) {
                        kaimen_store::matter::find(context.tx(), glass.matter).await?.ok_or(Error::NotFound)?
                    } else {
                        match app.matter_in(context, &caller, Act::EndBreakGlass, glass.matter).await? {
                            Ok(matter) => matter,
                            Err(refused) => return Ok(Err(refused)),
                        }
                    };
                    app.end_in(context, &caller, glass, &matter).await.map(Ok)
                })
            })
            .await?
    }

    async fn end_in(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        mut glass: BreakGlass,
        matter: &Matter,
    ) -> Result<(), Error> {
        let (before, now) = (glass.state, self.now());
        glass.end(now).map_err(refused)?;
        kaimen_store::break_glass::save(context, &glass, before).await?;
        kaimen_store::matter::end_grant(context, glass.id, now).await?;
        self.tell_watchers(context, "glass-ended", matter.id).await?;
        let detail = json!({ "access": glass.id });
        self.audit_matter(context, caller, Act::EndBreakGlass.word(), matter, &glass.reason, detail).await?;
        Ok(())
    }

    /// Writes down that the time of an access is over; the access itself ended by the clock.
    pub(crate) async fn break_glass_over(&self, context: &Change<'_>, id: GrantId) -> Result<(), Error> {
        let Some(glass) = kaimen_store::break_glass::find(context.tx(), id).await? else { return Ok(()) };
        let Some(matter) = kaimen_store::matter::find(context.tx(), glass.matter).await? else { return Ok(()) };
        if glass.state == kaimen_domain::break_glass::BreakGlassState::Granted {
            self.end_in(context, &Caller::system(), glass, &matter).await?;
        }
        Ok(())
    }

    async fn tell_watchers(&self, context: &Change<'_>, code: &str, matter: MatterId) -> Result<(), Error> {
        for role in WATCHERS {
            self.alert(context, To::Role(role, None), code, Some(matter)).await?;
        }
        Ok(())
    }

    fn end_job(&self, id: GrantId, due_at: chrono::DateTime<chrono::Utc>) -> Job {
        Job { id: self.ids().ordered(due_at), kind: JOB.to_owned(), subject: id.0, due_at, attempts: 0 }
    }

    /// Open questions and open access: the caller's own, and those that the caller may decide.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn open_break_glass(&self, caller: &Caller) -> Result<Vec<BreakGlassLine>, Error> {
        let now = self.now();
        let staff = caller.actor.staff().ok_or(Error::Forbidden)?;
        let on = self.database().read();
        let open = kaimen_store::break_glass::open(on, now - DECIDE_WITHIN, now, LINES).await?;
        let ids: Vec<MatterId> = open.iter().map(|glass| glass.matter).collect();
        let matters: HashMap<MatterId, Matter> =
            kaimen_store::matter::some(on, &ids).await?.into_iter().map(|matter| (matter.id, matter)).collect();
        let people: Vec<AccountId> =
            open.iter().flat_map(|glass| [Some(glass.asked_by), glass.decided_by]).flatten().collect();
        let names = self.names_of(&people).await?;
        let name = |id: AccountId| names.get(&id).cloned().unwrap_or_default();
        let lines = open.into_iter().filter_map(|glass| {
            let matter = matters.get(&glass.matter)?;
            let own = glass.asked_by == staff.account;
            let decides = self.may(caller, Act::DecideBreakGlass, Subject::Matter(matter)) && !own;
            if !own && !decides {
                return None;
            }
            Some(BreakGlassLine {
                number: matter.number.clone(),
                asked_by: name(glass.asked_by),
                decided_by: glass.decided_by.map(name),
                can_decide: decides && glass.is_open(now),
                can_end: glass.until.is_some()
                    && (own || self.may(caller, Act::EndBreakGlass, Subject::Matter(matter))),
                glass,
            })
        });
        Ok(lines.collect())
    }
}

fn refused(error: BreakGlassRefused) -> Error {
    match error {
        BreakGlassRefused::WrongState => Error::Conflict,
        BreakGlassRefused::SamePerson => Error::invalid("decision", "a second person must decide"),
        BreakGlassRefused::NoReason => Error::invalid("reason", "give the reason in a sentence"),
        BreakGlassRefused::Hours => Error::invalid("hours", "one to eight hours"),
    }
}
