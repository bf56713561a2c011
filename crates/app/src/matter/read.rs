//! One matter as its page shows it.

use std::collections::HashMap;

use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::{AccountId, MatterId};
use kaimen_domain::matter::{Matter, MatterKind};
use serde_json::Value;

use super::Linked;
use crate::App;
use crate::call::TimelineEntry;
use crate::caller::Caller;
use crate::error::Error;

/// A matter with what belongs to it.
#[derive(Debug, Clone)]
pub struct MatterDetail {
    /// The matter.
    pub matter: Matter,
    /// The call that it is, if it is one.
    pub call: Option<Call>,
    /// What happened, oldest first; no contacts.
    pub timeline: Vec<TimelineEntry>,
    /// Matters that belong to it.
    pub linked: Vec<Linked>,
    /// Names of the people who are named by id.
    pub names: HashMap<AccountId, String>,
}

impl App {
    /// One matter with what belongs to it; the reading is written down.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn matter_detail(&self, caller: &Caller, id: MatterId) -> Result<MatterDetail, Error> {
        let matter = self.read_matter(caller, id).await?;
        let on = self.database().read();
        let call = match matter.kind {
            MatterKind::Call => kaimen_store::call::find(on, id.into()).await?,
            MatterKind::RightsRequest => None,
        };
        let is_for_all = self.may(caller, Act::ReadCall, Subject::Matter(&matter));
        let rows = kaimen_store::audit::about(on, &matter.reference()).await?;
        let timeline = rows
            .into_iter()
            .filter(|row| !Act::of_word(&row.entry.act).is_some_and(Act::only_reads))
            // The health of a person is for those who answer the call, not for everybody who works on the matter.
            .filter(|row| is_for_all || !row.entry.act.starts_with("medical/"))
            .map(|row| TimelineEntry::new(row.seq, row.entry))
            .collect();
        let linked = self.linked(caller, id).await?;
        let timeline: Vec<TimelineEntry> = timeline;
        let owners = timeline.iter().filter_map(|entry| entry.detail["owner"].as_str()?.parse().ok());
        let links = linked.iter().map(|linked| linked.link.by);
        let people: Vec<AccountId> = matter.owner.into_iter().chain(owners).chain(links).collect();
        let names = self.names_of(&people).await?;
        Ok(MatterDetail { matter, call, timeline, linked, names })
    }
}

impl TimelineEntry {
    /// From a row of the audit log; where its detail was erased nothing is left but the act.
    pub(crate) fn new(seq: i64, entry: kaimen_domain::audit::Entry) -> Self {
        let detail: Value = serde_json::from_str(&entry.detail).unwrap_or_default();
        let actor = detail["by"].as_str().unwrap_or("system").to_owned();
        Self { seq, at: entry.at, actor, act: entry.act, detail }
    }
}
