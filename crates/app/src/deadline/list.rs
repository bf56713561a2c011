//! What is due, for whoever may see it.

use std::collections::HashMap;

use kaimen_domain::access::Subject;
use kaimen_domain::act::Act;
use kaimen_domain::id::MatterId;
use kaimen_domain::matter::Matter;

use super::{Deadline, Which};
use crate::App;
use crate::caller::Caller;
use crate::error::Error;

/// Lines shown at most.
const LINES: u64 = 200;

/// A clock with its matter.
#[derive(Debug, Clone)]
pub struct Line {
    /// The clock.
    pub deadline: Deadline,
    /// Its matter.
    pub matter: Matter,
}

impl App {
    /// Clocks of the matters that the caller may see, with how many there are; seven statements, however many.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn deadlines(&self, caller: &Caller, which: Which) -> Result<(Vec<Line>, u64), Error> {
        let (on, now) = (self.database().read(), self.now());
        let reach = self.reach(caller, Act::ReadMatter)?;
        let count = kaimen_store::deadline::count(on, &reach, which, now).await?;
        let found = kaimen_store::deadline::list(on, &reach, which, now, LINES).await?;
        let mut ids: Vec<MatterId> = found.iter().map(|deadline| deadline.matter).collect();
        ids.sort_unstable();
        ids.dedup();
        let matters = kaimen_store::matter::some(on, &ids).await?;
        let seen = matters.into_iter().filter(|matter| self.may(caller, Act::ReadMatter, Subject::Matter(matter)));
        let seen: HashMap<MatterId, Matter> = seen.map(|matter| (matter.id, matter)).collect();
        let line = |deadline: Deadline| {
            let matter = seen.get(&deadline.matter)?.clone();
            Some(Line { deadline, matter })
        };
        let lines: Vec<Line> = found.into_iter().filter_map(line).collect();
        self.note_list(caller, Act::ReadMatter, lines.len(), "").await?;
        Ok((lines, count))
    }

    /// Clocks of a matter that the caller was shown, in order of their beginning.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`].
    pub async fn clocks(&self, caller: &Caller, matter: &Matter) -> Result<Vec<Deadline>, Error> {
        caller.require(Act::ReadMatter, Subject::Matter(matter), self.now())?;
        Ok(kaimen_store::deadline::of_matter(self.database().read(), matter.id).await?)
    }

    /// The matter of a clock that the caller has just changed.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`].
    pub async fn matter_of(&self, caller: &Caller, deadline: &Deadline) -> Result<Matter, Error> {
        self.matter(caller, Act::ReadMatter, deadline.matter).await
    }
}
