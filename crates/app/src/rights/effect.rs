//! What is granted is really done: a correction keeps what stood before (catalogue M04), a deletion deletes.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kaimen_domain::audit::Entry;
use kaimen_domain::call::Call;
use kaimen_domain::id::CallId;
use kaimen_domain::retention::{Category, Facts, may_go};
use kaimen_domain::rights::{Asked, Field, RightsRequest};
use kaimen_store::correction::Correction;
use kaimen_store::{Change, Effect};
use serde_json::json;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;
use crate::retention::Cause;

/// In proofs of deletion in place of a rule: the person asked for it.
pub(crate) const ON_REQUEST: &str = "request";

/// What was granted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Granted {
    /// Nothing that changes a record.
    #[default]
    Nothing,
    /// A field now says this.
    Correct(Field, String),
    /// These go.
    Delete(Vec<Category>),
}

impl Granted {
    /// All that was asked for.
    pub(super) fn in_full(request: &RightsRequest) -> Self {
        match &request.asked {
            Asked::Correction { field, right, .. } => Self::Correct(*field, right.clone()),
            Asked::Deletion { categories, .. } => Self::Delete(categories.clone()),
            Asked::Explanation { .. } => Self::Nothing,
        }
    }
}

impl App {
    /// Answers the call as it is then, where it changed.
    pub(super) async fn carry_out(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        request: &RightsRequest,
        granted: Granted,
        now: DateTime<Utc>,
    ) -> Result<Option<Arc<Call>>, Error> {
        let id = CallId(request.about.0);
        if granted == Granted::Nothing {
            return Ok(None);
        }
        let call = kaimen_store::call::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
        match granted {
            Granted::Nothing => Ok(None),
            Granted::Correct(field, right) => {
                let detail = json!({ "by": caller.actor.shown(), "field": field, "request": request.number });
                let entry = Entry {
                    at: now,
                    actor: caller.actor.reference(),
                    act: "correct".to_owned(),
                    subject: format!("call/{id}"),
                    why: request.number.clone(),
                    detail: detail.to_string(),
                };
                context.audit(entry, Effect::default()).await?;
                self.correct(context, request, call, field, right, now).await.map(Some)
            }
            Granted::Delete(categories) => {
                let held = kaimen_store::legal_hold::on_matter(context.tx(), request.about).await?.is_some();
                for category in &categories {
                    may_go(*category, facts(&call, held))?;
                }
                for category in categories {
                    let due = kaimen_store::purge::present(context.tx(), category, &[request.about]).await?;
                    let cause = Cause { rule: ON_REQUEST, why: &request.number, actor: &caller.actor };
                    self.erase(context, category, &due, cause).await?;
                }
                Ok(kaimen_store::call::find(context.tx(), id).await?.map(Arc::new))
            }
        }
    }

    async fn correct(
        &self,
        context: &Change<'_>,
        request: &RightsRequest,
        mut call: Call,
        field: Field,
        right: String,
        now: DateTime<Utc>,
    ) -> Result<Arc<Call>, Error> {
        let original = match field {
            Field::Summary => std::mem::replace(&mut call.summary, right),
            Field::Place => std::mem::replace(&mut call.place.text, right),
            Field::Feedback => call.feedback.replace(right).unwrap_or_default(),
            Field::Contact => {
                // A wrong number belongs to somebody else: it is not kept.
                self.replace_contact(context, call.id, &right).await?;
                String::new()
            }
        };
        call.version += 1;
        kaimen_store::call::save(context, &call).await?;
        let id = self.ids().ordered(now);
        let correction = Correction { id, matter: request.about, request: request.id, field, original, at: now };
        kaimen_store::correction::insert(context, &correction).await?;
        Ok(Arc::new(call))
    }

    async fn replace_contact(&self, context: &Change<'_>, call: CallId, right: &str) -> Result<(), Error> {
        kaimen_store::contact::erase(context, &[call]).await?;
        let sealed = self.0.vault.seal(context, self.ids(), call.0, right.as_bytes()).await?;
        Ok(kaimen_store::contact::insert(context, sealed).await?)
    }
}

/// What the rules of retention look at in a call.
pub(crate) fn facts(call: &Call, held: bool) -> Facts {
    let case = call.outcome == Some(kaimen_domain::call::Outcome::CaseOpened);
    Facts { ended: call.is_ended(), case, held }
}
