//! The job that finds a clock near its end or past it, writes that down and tells the next level.

use kaimen_domain::deadline::clock::ClockState;
use kaimen_domain::deadline::ladder::{self, Level};
use kaimen_domain::id::DeadlineId;
use kaimen_domain::matter::{Matter, MatterKind};
use kaimen_domain::role::Role;
use kaimen_store::Change;
use serde_json::json;
use uuid::Uuid;

use super::{detail, period_of};
use crate::App;
use crate::alert::To;
use crate::caller::Caller;
use crate::error::Error;

/// Kind of the job; its subject is the clock.
pub(crate) const DUE: &str = "deadline_due";

impl App {
    /// Tells every level whose time has come. A job of an earlier end finds nothing to do.
    pub(crate) async fn deadline_due(&self, context: &Change<'_>, id: Uuid) -> Result<(), Error> {
        let now = self.now();
        let Some(mut deadline) = kaimen_store::deadline::find(context.tx(), DeadlineId(id)).await? else {
            return Ok(());
        };
        let runs = period_of(&deadline.clock)?.runs;
        let missed = deadline.clock.look(now);
        let levels = ladder::climb(&mut deadline.clock, runs, now);
        if levels.is_empty() && !missed {
            return Ok(());
        }
        self.keep(context, &mut deadline).await?;
        let Some(matter) = kaimen_store::matter::find(context.tx(), deadline.matter).await? else { return Ok(()) };
        for level in &levels {
            let code = if deadline.clock.state == ClockState::Missed { "deadline-missed" } else { "deadline-near" };
            self.alert(context, to(&matter, *level), code, Some(matter.id)).await?;
        }
        let act = if deadline.clock.missed_at.is_some() { "deadline-missed" } else { "deadline-near" };
        let mut said = detail(&deadline);
        said["told"] = json!(levels);
        self.audit_matter(context, &Caller::system(), act, &matter, "", said).await?;
        Ok(())
    }
}

/// Who a level is in a matter. Whoever is complained of is told nothing.
fn to(matter: &Matter, level: Level) -> To {
    let owner = matter.owner.filter(|owner| !matter.recused.contains(owner));
    match (level, owner) {
        (Level::None | Level::Owner, Some(owner)) => To::Account(owner),
        (Level::None | Level::Owner, None) => match matter.kind {
            MatterKind::Call => To::Role(Role::DutyDesk, None),
            MatterKind::RightsRequest => To::Role(Role::PrivacyOfficer, None),
        },
        (Level::StationChief, _) if matter.station.is_some() => To::Role(Role::StationChief, matter.station),
        (Level::StationChief | Level::BureauCommand, _) => To::Role(Role::BureauCommand, None),
        (Level::InspectionOffice, _) => To::Role(Role::InspectionOffice, None),
    }
}
