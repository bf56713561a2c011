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
const LINES: u64 = 500;

/// A clock with its matter.
#[derive(Debug, Clone)]
pub struct Line {
    /// The clock.
    pub deadline: Deadline,
    /// Its matter.
    pub matter: Matter,
}

impl App {
    /// Clocks of the matters that the caller may see, with how many there are; six statements, however many.
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
        Ok((found.into_iter().filter_map(line).collect(), count))
    }

    /// A matter and its clocks, in order of their beginning.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`].
    pub async fn clocks_of(&self, caller: &Caller, matter: MatterId) -> Result<(Matter, Vec<Deadline>), Error> {
        let (app, asker) = (self.clone(), caller.clone());
        let on = self.database().read();
        let found = kaimen_store::matter::find(on, matter).await?.ok_or(Error::NotFound)?;
        if found.recused.iter().any(|account| asker.actor.staff().is_some_and(|staff| staff.account == *account)) {
            // An attempt against the protective lock is itself recorded (red line 7).
            return self
                .database()
                .write(move |context| {
                    Box::pin(async move { app.reached(context, &asker, Act::ReadMatter, matter).await })
                })
                .await?
                .and(Err(Error::NotFound));
        }
        caller.require(Act::ReadMatter, Subject::Matter(&found), self.now())?;
        let clocks = kaimen_store::deadline::of_matter(on, matter).await?;
        Ok((found, clocks))
    }
}
