//! Legal holds: a matter is kept whole for a court or an inquiry, until somebody says that it need not be.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::id::MatterId;
use kaimen_domain::role::Role;
use kaimen_store::Change;
use kaimen_store::job::Job;
use kaimen_store::legal_hold::Hold;
use serde_json::json;
use uuid::Uuid;

use crate::App;
use crate::alert::To;
use crate::call::{local, text};
use crate::caller::Caller;
use crate::error::Error;

/// Job that reminds of a hold.
pub(crate) const REVIEW: &str = "hold_review";
/// Longest reason, in characters.
const REASON: usize = 500;
/// Rows of the list at most.
const ROWS: u64 = 500;

/// A hold as the list shows it.
#[derive(Debug, Clone)]
pub struct Held {
    /// The hold.
    pub hold: Hold,
    /// Number of the matter.
    pub number: String,
}

impl App {
    /// Holds that are on, those to be looked at first.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn holds(&self, caller: &Caller) -> Result<Vec<Held>, Error> {
        caller.require(Act::ReadRetention, Subject::District, self.now())?;
        let holds = kaimen_store::legal_hold::live(self.database().read(), ROWS).await?;
        let ids: Vec<MatterId> = holds.iter().map(|hold| hold.matter).collect();
        let matters = kaimen_store::matter::some(self.database().read(), &ids).await?;
        let number = |hold: &Hold| matters.iter().find(|one| one.id == hold.matter).map(|one| one.number.clone());
        Ok(holds.into_iter().map(|hold| Held { number: number(&hold).unwrap_or_default(), hold }).collect())
    }

    /// Sets a hold on the matter with this number, to be looked at on `review`.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::NotFound`], [`Error::Conflict`] where it is held already.
    pub async fn set_hold(
        &self,
        caller: &Caller,
        number: &str,
        reason: &str,
        review: NaiveDate,
    ) -> Result<Hold, Error> {
        let reason = text("reason", reason, REASON)?;
        let today = local(self.now()).date_naive();
        if review <= today || review > today + chrono::Duration::days(366) {
            return Err(Error::invalid("review", "a day within the next year"));
        }
        let (app, caller, number) = (self.clone(), caller.clone(), number.trim().to_owned());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    let id = kaimen_store::legal_hold::numbered(context.tx(), &number).await?;
                    let matter =
                        match app.matter_in(context, &caller, Act::SetLegalHold, id.ok_or(Error::NotFound)?).await? {
                            Ok(matter) => matter,
                            Err(error) => return Ok(Err(error)),
                        };
                    let by = caller.actor.staff().ok_or(Error::Forbidden)?.account;
                    let at = app.now();
                    let review_at = start_of(review);
                    let hold = Hold { id: app.ids().ordered(at), matter: matter.id, reason, by, at, review_at };
                    kaimen_store::legal_hold::insert(context, &hold).await?;
                    let job = Job {
                        id: app.ids().ordered(at),
                        kind: REVIEW.to_owned(),
                        subject: hold.id,
                        due_at: review_at,
                        attempts: 0,
                    };
                    kaimen_store::job::insert(context, &job).await?;
                    let detail = json!({ "review": review });
                    app.audit_matter(context, &caller, "set-legal-hold", &matter, "", detail).await?;
                    Ok::<_, Error>(Ok(hold))
                })
            })
            .await?
    }

    /// Lifts a hold; what was due meanwhile goes with the next purge.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::NotFound`] where it is not on.
    pub async fn lift_hold(&self, caller: &Caller, id: Uuid, reason: &str) -> Result<(), Error> {
        let reason = text("reason", reason, REASON)?;
        let (app, caller) = (self.clone(), caller.clone());
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    let hold = kaimen_store::legal_hold::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
                    let matter = match app.matter_in(context, &caller, Act::SetLegalHold, hold.matter).await? {
                        Ok(matter) => matter,
                        Err(error) => return Ok(Err(error)),
                    };
                    let by = caller.actor.staff().ok_or(Error::Forbidden)?.account;
                    let at = app.now();
                    if !kaimen_store::legal_hold::lift(context, id, by, &reason, at).await? {
                        return Err(Error::NotFound);
                    }
                    app.audit_matter(context, &caller, "lift-legal-hold", &matter, "", json!({})).await?;
                    Ok::<_, Error>(Ok(()))
                })
            })
            .await?
    }

    /// Reminds the privacy officer of a hold that is still on.
    pub(crate) async fn remind_of_hold(&self, context: &Change<'_>, id: Uuid) -> Result<(), Error> {
        match kaimen_store::legal_hold::find(context.tx(), id).await? {
            Some(hold) => {
                self.alert(context, To::Role(Role::PrivacyOfficer, None), "hold-review", Some(hold.matter)).await
            }
            None => Ok(()),
        }
    }
}

/// The first moment of a day in the zone of the bureau.
fn start_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    midnight
        .and_local_timezone(local(DateTime::UNIX_EPOCH).timezone())
        .single()
        .map_or(midnight.and_utc(), |at| at.to_utc())
}
