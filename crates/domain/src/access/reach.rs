//! The rules as the scope of a list: which matters an act of somebody reaches, for a statement over all of them.

use chrono::{DateTime, Utc};

use super::{Scope, grant_covers, scope};
use crate::act::Act;
use crate::id::{AccountId, StationId, UnitId};
use crate::matter::{GrantKind, MatterKind};
use crate::role::Staff;

/// Stations whose matters are reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stations {
    /// None: only what is one's own or was given.
    None,
    /// These.
    Of(Vec<StationId>),
    /// Complaints against the police, wherever.
    Complaints,
    /// Every one, and matters that belong to none.
    All,
}

/// What is reached of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Kind of matter.
    pub kind: MatterKind,
    /// Where.
    pub stations: Stations,
    /// Whether also those to which the reader's unit was sent.
    pub own: bool,
}

/// What somebody reaches with one act: these parts, what the reader is in charge of, and live grants, all of the kinds
/// that the role has; less what the reader is complained of in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Who.
    pub account: AccountId,
    /// The reader's unit.
    pub unit: Option<UnitId>,
    /// By kind; a kind that is not here is not reached.
    pub parts: Vec<Part>,
    /// Whether a unit that was recalled still reaches the call, so that its phone can say so.
    pub recalled: bool,
    /// Kinds of grants that count.
    pub grants: Vec<GrantKind>,
    /// When.
    pub now: DateTime<Utc>,
}

/// What `staff` reaches with `act` at `now`.
#[must_use]
pub fn reach(staff: &Staff, act: Act, now: DateTime<Utc>) -> Reach {
    let part = |kind: &MatterKind| {
        let widest = scope(staff.role, act, *kind)?;
        let stations = match widest {
            Scope::Bureau => Stations::All,
            Scope::Complaints => Stations::Complaints,
            Scope::UnitAndBelow => Stations::Of(staff.below.to_vec()),
            Scope::Unit => Stations::Of(staff.station.into_iter().collect()),
            Scope::Own | Scope::Granted => Stations::None,
        };
        Some(Part { kind: *kind, stations, own: widest == Scope::Own })
    };
    let grants = [GrantKind::Referral, GrantKind::BreakGlass];
    Reach {
        account: staff.account,
        unit: staff.unit,
        parts: MatterKind::ALL.iter().filter_map(part).collect(),
        recalled: act == Act::ReadCall,
        grants: grants.into_iter().filter(|kind| grant_covers(*kind, act)).collect(),
        now,
    }
}
