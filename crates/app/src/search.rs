//! Lists of matters: a search over what the reader may see, and what waits for the reader.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::id::MatterId;
use kaimen_domain::matter::{Matter, MatterKind};
use kaimen_store::matter::Filter;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;

/// Matters on a page.
pub const PAGE: u64 = 50;
/// Longest search, in characters.
const TYPED: usize = 100;

/// Which matters.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Words that each holds; the last may be the beginning of one. Empty for all.
    pub words: String,
    /// Of this kind.
    pub kind: Option<MatterKind>,
    /// Ended, or not.
    pub ended: Option<bool>,
    /// Those of which the reader is in charge, or which they took by a referral.
    pub mine: bool,
    /// Skip so many.
    pub offset: u64,
}

impl Question {
    /// Whether it leaves nothing out.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.words.trim().is_empty() && self.kind.is_none() && self.ended.is_none() && !self.mine
    }
}

/// A page of a list.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The matters, newest first, 50 at most.
    pub matters: Vec<Matter>,
    /// Whether there are more after them.
    pub more: bool,
    /// When the next clock of each runs out, where one runs.
    pub due: HashMap<MatterId, DateTime<Utc>>,
}

impl App {
    /// Matters that the caller may see, newest first.
    ///
    /// That they were shown is a row of the audit log.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn matters(&self, caller: &Caller, question: &Question) -> Result<Page, Error> {
        caller.require(Act::SearchMatters, Subject::District, self.now())?;
        let reach = self.reach(caller, Act::ReadMatter)?;
        let typed: String = question.words.trim().chars().take(TYPED).collect();
        let filter = Filter {
            words: (!typed.is_empty()).then_some(typed),
            kind: question.kind,
            state: None,
            ended: question.ended,
            mine: question.mine,
            offset: question.offset.min(u64::from(u32::MAX)),
            limit: PAGE + 1,
        };
        let mut matters = kaimen_store::matter::list(self.database().read(), &reach, &filter).await?;
        let more = matters.len() as u64 > PAGE;
        matters.truncate(PAGE as usize);
        // The list is cut to the reach already; asked again, so that a mistake there hides a matter and shows none.
        matters.retain(|matter| self.may(caller, Act::ReadMatter, Subject::Matter(matter)));
        if !matters.is_empty() || filter.words.is_some() {
            let searched = filter.words.unwrap_or_default();
            self.note_list(caller, Act::SearchMatters, matters.len(), &searched).await?;
        }
        let ids: Vec<MatterId> = matters.iter().map(|matter| matter.id).collect();
        let due = kaimen_store::deadline::next_due(self.database().read(), &ids).await?;
        Ok(Page { matters, more, due })
    }

    /// Numbers of those of these matters that the caller may see.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn numbers_of(&self, caller: &Caller, ids: &[MatterId]) -> Result<HashMap<MatterId, String>, Error> {
        let matters = kaimen_store::matter::some(self.database().read(), ids).await?;
        let seen = matters.into_iter().filter(|matter| self.may(caller, Act::ReadMatter, Subject::Matter(matter)));
        Ok(seen.map(|matter| (matter.id, matter.number)).collect())
    }
}
