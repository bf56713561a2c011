//! Work that becomes due: what follows from an act, and the loop that does it.

use chrono::{DateTime, Duration, Utc};
use kaimen_domain::act::Act;
use kaimen_domain::assignment::AssignmentState;
use kaimen_domain::audit::Entry;
use kaimen_domain::call::Call;
use kaimen_domain::id::{AttachmentId, CallId, GrantId, MatterId};
use kaimen_domain::retention::Category;
use kaimen_store::job::Job;
use kaimen_store::{Change, Effect};
use serde_json::json;

use crate::caller::Caller;
use crate::change::due;
use crate::error::Error;
use crate::matter::break_glass;
use crate::retention::goes_before;
use crate::{App, Ids, attachment};

/// Sent units that have not been acknowledged for a minute are named in the timeline (our choice).
const ACKNOWLEDGE: &str = "acknowledge_due";
const ACKNOWLEDGE_WITHIN: Duration = Duration::seconds(60);
/// Jobs done in one round.
const ROUND: u64 = 100;

/// Writes the jobs that follow from an act.
pub(crate) async fn after(
    context: &Change<'_>,
    ids: &Ids,
    act: Act,
    call: &Call,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let job = match act {
        Act::Dispatch | Act::TakeCall if call.has_open_units() => {
            due(ids, ACKNOWLEDGE, call.id, now, ACKNOWLEDGE_WITHIN)
        }
        _ => return Ok(()),
    };
    Ok(kaimen_store::job::insert(context, &job).await?)
}

impl App {
    /// Does what is due; answers how many jobs were done. A failed one is put off, longer each time.
    ///
    /// # Errors
    /// [`Error::Internal`] where the list cannot be read.
    pub async fn run_due_jobs(&self) -> Result<usize, Error> {
        let due = kaimen_store::job::due(self.database().read(), self.now(), ROUND).await?;
        let mut done = 0;
        for job in due {
            let (app, id, attempts) = (self.clone(), job.id, job.attempts);
            let result: Result<(), Error> =
                self.database().write(move |context| Box::pin(async move { app.run_job(context, &job).await })).await;
            match result {
                Ok(()) => done += 1,
                Err(error) => self.put_off(id, attempts, &error).await?,
            }
        }
        Ok(done)
    }

    async fn put_off(&self, id: uuid::Uuid, attempts: u32, error: &Error) -> Result<(), Error> {
        tracing::error!(job = %id, %error, "job {id} failed: {error}");
        let again = self.now() + Duration::seconds(30 << attempts.min(8));
        let text = error.to_string();
        self.database()
            .write(move |context| {
                Box::pin(async move { Ok(kaimen_store::job::failed(context, id, &text, again).await?) })
            })
            .await
    }

    async fn run_job(&self, context: &Change<'_>, job: &Job) -> Result<(), Error> {
        let now = self.now();
        if !kaimen_store::job::done(context, job.id, now).await? {
            return Ok(());
        }
        match job.kind.as_str() {
            ACKNOWLEDGE => not_acknowledged(context, CallId(job.subject), now).await,
            attachment::PURGE => self.purge_attachment(context, AttachmentId(job.subject)).await,
            break_glass::JOB => self.break_glass_over(context, GrantId(job.subject)).await,
            crate::deadline::DUE => self.deadline_due(context, job.subject).await,
            crate::rights::CLOSE => self.end_rested(context, MatterId(job.subject), now).await,
            crate::retention::REVIEW => self.remind_of_hold(context, job.subject).await,
            _ => Ok(()),
        }
    }

    /// Removes what has expired and belongs to no matter: sessions, receipts, answered requests, old places of units.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn remove_expired(&self) -> Result<(), Error> {
        let now = self.now();
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    kaimen_store::session::remove_ended(context, now).await?;
                    kaimen_store::receipt::remove_ended(context, now).await?;
                    if let Some(before) = goes_before(Category::RequestAnswer, now) {
                        kaimen_store::request::remove_before(context, before).await?;
                    }
                    if let Some(before) = goes_before(Category::Job, now) {
                        kaimen_store::job::remove_done(context, before).await?;
                    }
                    if let Some(before) = goes_before(Category::Alert, now) {
                        kaimen_store::matter::remove_seen(context, before).await?;
                    }
                    if let Some(before) = goes_before(Category::Position, now) {
                        kaimen_store::unit::forget_fixes(context, before).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Does jobs every second, keeps places every half minute, signs a checkpoint every minute, and every hour removes what
    /// has expired and erases what is due, until the
    /// process ends.
    pub async fn run_jobs(self) {
        let mut seconds = tokio::time::interval(std::time::Duration::from_secs(1));
        seconds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        for second in 0_u64.. {
            seconds.tick().await;
            let mut results = vec![self.run_due_jobs().await.map(|_| ())];
            if second % 30 == 0 {
                results.push(self.keep_fixes().await);
            }
            if second % 60 == 0 {
                results.push(self.sign_checkpoint().await);
            }
            if second % 3600 == 0 {
                results.push(self.remove_expired().await);
                results.push(self.run_purge(&Caller::system()).await.map(|_| ()));
            }
            for error in results.into_iter().filter_map(Result::err) {
                tracing::error!(%error, "housekeeping failed: {error}");
            }
        }
    }
}

async fn not_acknowledged(context: &Change<'_>, id: CallId, now: DateTime<Utc>) -> Result<(), Error> {
    let Some(call) = kaimen_store::call::find(context.tx(), id).await? else { return Ok(()) };
    let waiting: Vec<&str> = call
        .assignments
        .iter()
        .filter(|a| a.state == AssignmentState::Dispatched && a.dispatched_at + ACKNOWLEDGE_WITHIN <= now)
        .map(|a| a.call_sign.as_str())
        .collect();
    if waiting.is_empty() {
        return Ok(());
    }
    let entry = system(id, "not-acknowledged", json!({ "units": waiting }), now);
    let effect = Effect { call: Some(std::sync::Arc::new(call)), ..Effect::default() };
    context.audit(entry, effect).await?;
    Ok(())
}

fn system(call: CallId, act: &str, detail: serde_json::Value, now: DateTime<Utc>) -> Entry {
    Entry {
        at: now,
        actor: "system".to_owned(),
        act: act.to_owned(),
        subject: format!("call/{call}"),
        why: String::new(),
        detail: detail.to_string(),
    }
}
