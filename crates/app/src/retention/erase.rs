//! Erasing a category of some matters, with a row in the audit log and a proof of deletion for each.

use kaimen_domain::audit::Entry;
use kaimen_domain::id::MatterId;
use kaimen_domain::retention::Category;
use kaimen_domain::role::Actor;
use kaimen_store::purge_proof::Proof;
use kaimen_store::{Change, Effect};
use serde_json::json;

use crate::App;
use crate::error::Error;

/// Why something goes.
#[derive(Clone, Copy)]
pub(crate) struct Cause<'a> {
    /// Rule of retention, such as `R01`, or that the person asked for it.
    pub(crate) rule: &'a str,
    /// Reason in the audit log, such as the number of the request.
    pub(crate) why: &'a str,
    /// By whom.
    pub(crate) actor: &'a Actor,
}

impl App {
    /// Erases a category of these matters; each of them has something of it.
    pub(crate) async fn erase(
        &self,
        context: &Change<'_>,
        category: Category,
        ids: &[MatterId],
        cause: Cause<'_>,
    ) -> Result<(), Error> {
        if ids.is_empty() {
            return Ok(());
        }
        let now = self.now();
        kaimen_store::purge::erase(context, category, ids, now).await?;
        let mut proofs = Vec::with_capacity(ids.len());
        for id in ids {
            let subject = if category == Category::Rights { crate::rights::subject(*id) } else { format!("call/{id}") };
            let detail = json!({ "by": cause.actor.shown(), "category": category, "rule": cause.rule });
            let entry = Entry {
                at: now,
                actor: cause.actor.reference(),
                act: "erased".to_owned(),
                subject,
                why: cause.why.to_owned(),
                detail: detail.to_string(),
            };
            let audit_seq = context.audit(entry, Effect::default()).await?;
            proofs.push(Proof {
                id: self.ids().random(),
                matter_hash: kaimen_store::purge_proof::hash(*id),
                category,
                rule: cause.rule.to_owned(),
                at: now,
                count: 1,
                audit_seq,
            });
        }
        Ok(kaimen_store::purge_proof::insert(context, &proofs).await?)
    }
}
