//! Who looked at what is kept, and who worked on it, from the audit log: role, station, reason and time. The name is
//! told only of officers who were sent or wrote the result, because they stood before the person.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_domain::id::AccountId;
use kaimen_domain::role::Role;
use kaimen_store::account::Account;
use kaimen_store::audit::Row;

use crate::App;
use crate::error::Error;
use crate::rights::{Followed, subject};

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Looked.
    Looked,
    /// Worked on it.
    Worked,
    /// Tried, and was kept away: complained of, or out of scope.
    KeptAway,
}

/// One row.
#[derive(Debug, Clone)]
pub struct Look {
    /// Row of the audit log.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What kind of act.
    pub what: What,
    /// The act; its text is the message `look-<word>`.
    pub act: String,
    /// The person did it.
    pub own: bool,
    /// As what; `None` for kaimen itself and for the person.
    pub role: Option<Role>,
    /// Of which station.
    pub station: Option<String>,
    /// Name, of those who stood before the person.
    pub name: Option<String>,
    /// Why: a word whose text is `why-<word>`, or the number of a request.
    pub why: String,
}

impl App {
    /// Rows of the audit log about a call and the requests about it, in order.
    pub(super) async fn rows_about(&self, call: &Call, requests: &[Followed]) -> Result<Vec<Row>, Error> {
        let on = self.database().read();
        let mut rows = kaimen_store::audit::about(on, &call.matter().reference()).await?;
        for followed in requests {
            rows.extend(kaimen_store::audit::about(on, &subject(followed.request.id)).await?);
        }
        rows.sort_unstable_by_key(|row| row.seq);
        Ok(rows)
    }

    /// The rows as the person sees them.
    pub(super) async fn looks(&self, call: &Call, rows: Vec<Row>) -> Result<Vec<Look>, Error> {
        let people = kaimen_store::account::all(self.database().read()).await?;
        let people: HashMap<String, Account> = people.into_iter().map(|one| (one.id.to_string(), one)).collect();
        let stations = self.stations();
        let met: Vec<AccountId> = rows
            .iter()
            .filter(|row| Act::of_word(&row.entry.act).is_some_and(stands_before))
            .filter_map(|row| people.get(&row.entry.actor).map(|one| one.id))
            .collect();
        let sent = |one: &Account| one.unit.is_some_and(|unit| call.worked_by(unit)) && !call.recused.contains(&one.id);
        let look = |row: Row| {
            let who = people.get(&row.entry.actor);
            let station = who.and_then(|one| stations.iter().find(|station| Some(station.id) == one.station));
            let what = match Act::of_word(&row.entry.act) {
                _ if row.entry.act == "refused-recused" => What::KeptAway,
                Some(act) if act.only_reads() => What::Looked,
                _ => What::Worked,
            };
            let named = who.filter(|one| met.contains(&one.id) || sent(one));
            Look {
                seq: row.seq,
                at: row.entry.at,
                what,
                act: row.entry.act,
                own: row.entry.actor == "resident",
                role: who.map(|one| one.role),
                station: station.map(|station| station.name.clone()),
                name: named.map(|one| one.name.clone()),
                why: row.entry.why,
            }
        };
        Ok(rows.into_iter().map(look).collect())
    }
}

/// Acts by which an officer stands before the person.
fn stands_before(act: Act) -> bool {
    matches!(act, Act::Acknowledge | Act::EnRoute | Act::OnScene | Act::Resolve | Act::MedicalTransport)
}
