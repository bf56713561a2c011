//! What is done with matters of every kind.

pub(crate) mod break_glass;
mod link;
mod owner;
mod read;
mod reading;
mod referral;

use std::sync::Arc;

use kaimen_domain::access::{Decision, Subject, may};
use kaimen_domain::act::Act;
use kaimen_domain::audit::Entry;
use kaimen_domain::id::MatterId;
use kaimen_domain::matter::{Matter, MatterKind};
use kaimen_store::{Change, Effect};
use serde_json::Value;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

pub use break_glass::BreakGlassLine;
pub use link::Linked;
pub use read::MatterDetail;
pub use referral::{Colleague, ReferralLine};

impl App {
    /// A matter on which the caller may do `act`, inside a change. An attempt against the protective lock is written
    /// down, which is itself a change to keep: it comes back as the inner error.
    pub(crate) async fn matter_in(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        act: Act,
        id: MatterId,
    ) -> Result<Result<Matter, Error>, Error> {
        let matter = kaimen_store::matter::find(context.tx(), id).await?.ok_or(Error::NotFound)?;
        let now = self.now();
        if may(&caller.actor, act, Subject::Matter(&matter), now) == Decision::Recused {
            self.note_refused(context, &caller.actor, act, &matter).await?;
            return Ok(Err(Error::NotFound));
        }
        caller.require(act, Subject::Matter(&matter), now)?;
        Ok(Ok(matter))
    }

    /// A matter on which the caller may do `act`.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::NotFound`] where there is none or it is out of scope.
    pub(crate) async fn matter(&self, caller: &Caller, act: Act, id: MatterId) -> Result<Matter, Error> {
        let matter = kaimen_store::matter::find(self.database().read(), id).await?.ok_or(Error::NotFound)?;
        if may(&caller.actor, act, Subject::Matter(&matter), self.now()) == Decision::Recused {
            let (app, actor) = (self.clone(), caller.actor.clone());
            self.database()
                .write(move |context| Box::pin(async move { app.note_refused(context, &actor, act, &matter).await }))
                .await?;
            return Err(Error::NotFound);
        }
        caller.require(act, Subject::Matter(&matter), self.now())?;
        Ok(matter)
    }

    /// Shows a matter; the reading is written down.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::NotFound`] where there is none or it is out of scope.
    pub async fn read_matter(&self, caller: &Caller, id: MatterId) -> Result<Matter, Error> {
        let matter = self.matter(caller, Act::ReadMatter, id).await?;
        self.note_read(caller, Act::ReadMatter, &matter).await?;
        Ok(matter)
    }

    /// The audit row of an act on a matter; screens that show it are told.
    pub(crate) async fn audit_matter(
        &self,
        context: &Change<'_>,
        caller: &Caller,
        act: &str,
        matter: &Matter,
        why: &str,
        mut detail: Value,
    ) -> Result<i64, Error> {
        detail["by"] = caller.actor.shown().into();
        let entry = Entry {
            at: self.now(),
            actor: caller.actor.reference(),
            act: act.to_owned(),
            subject: matter.reference(),
            why: why.to_owned(),
            detail: detail.to_string(),
        };
        let call = match matter.kind {
            MatterKind::Call => kaimen_store::call::find(context.tx(), matter.id.into()).await?.map(Arc::new),
            MatterKind::RightsRequest => None,
        };
        Ok(context.audit(entry, Effect { call, ..Effect::default() }).await?)
    }
}
