//! Who may do what, on what: the one place where access is decided.
//!
//! * `rules`: one table, act by role, that a legal officer can read (`docs/permissions.md` is made from it);
//! * [`may`]: the decision, asked by the application before every act; handlers and templates never decide;
//! * [`reach()`]: the same rules as the scope of a list.
//!
//! Every role has a scope for each of its acts: what is its own, its unit, its unit and below, or the bureau. Single
//! people reach single matters beyond it by a grant: a referral that they took, or break-glass. No role sees everything;
//! the technical administrator sees no content. A complained-of officer neither goes nor looks (red line 7), and no grant
//! changes that.

mod matrix;
mod reach;
mod rules;

pub use matrix::matrix;
pub use reach::{Part, Reach, Stations, reach};
pub use rules::{Scope, grant_covers, scope};

use chrono::{DateTime, Utc};

use crate::act::Act;
use crate::call::{Call, CallState};
use crate::id::{AccountId, CallId, StationId, UnitId};
use crate::matter::{Grant, GrantKind, Matter, MatterKind};
use crate::role::{Actor, Role, Staff};

/// What an act is done to.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// Nothing that exists yet, or the district as a whole.
    District,
    /// One call.
    Call(&'a Call),
    /// One matter of any kind.
    Matter(&'a Matter),
    /// One unit, with its station.
    Unit(UnitId, StationId),
    /// One station.
    Station(StationId),
    /// An account, with its station.
    Account(AccountId, Option<StationId>),
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The actor may.
    Allowed,
    /// The role does not have this act.
    NotOfRole,
    /// The record is outside the actor's scope; to the outside it does not exist.
    OutOfScope,
    /// The actor is complained of in this matter.
    Recused,
}

impl Decision {
    /// Whether the actor may.
    #[must_use]
    pub fn is_allowed(self) -> bool {
        self == Self::Allowed
    }
}

/// Whether `actor` may do `act` on `on` at `now`.
#[must_use]
pub fn may(actor: &Actor, act: Act, on: Subject<'_>, now: DateTime<Utc>) -> Decision {
    match actor {
        Actor::System => Decision::Allowed,
        Actor::Resident(own) => resident(act, on, *own),
        Actor::Staff(staff) => of_staff(staff, act, on, now),
    }
}

fn resident(act: Act, on: Subject<'_>, own: CallId) -> Decision {
    if !matches!(act, Act::ReadReceipt | Act::Rate | Act::AskRights) {
        return Decision::NotOfRole;
    }
    match on {
        Subject::Call(call) if call.id == own => Decision::Allowed,
        Subject::Matter(matter) if matter.id == own.into() => Decision::Allowed,
        _ => Decision::OutOfScope,
    }
}

/// What the rules look at in a matter.
struct View<'a> {
    kind: MatterKind,
    complaint: bool,
    station: Option<StationId>,
    owner: Option<AccountId>,
    recused: &'a [AccountId],
    grants: &'a [Grant],
}

impl<'a> View<'a> {
    fn of(on: Subject<'a>) -> Option<Self> {
        match on {
            Subject::Call(call) => Some(Self {
                kind: MatterKind::Call,
                complaint: call.is_complaint(),
                station: call.station,
                owner: call.owner,
                recused: &call.recused,
                grants: &call.grants,
            }),
            Subject::Matter(matter) => Some(Self {
                kind: matter.kind,
                complaint: matter.complaint,
                station: matter.station,
                owner: matter.owner,
                recused: &matter.recused,
                grants: &matter.grants,
            }),
            Subject::District | Subject::Unit(..) | Subject::Station(_) | Subject::Account(..) => None,
        }
    }
}

fn of_staff(staff: &Staff, act: Act, on: Subject<'_>, now: DateTime<Utc>) -> Decision {
    let view = View::of(on);
    if view.as_ref().is_some_and(|view| view.recused.contains(&staff.account)) {
        return if has(staff.role, act) { Decision::Recused } else { Decision::NotOfRole };
    }
    let within = match &view {
        Some(view) => {
            scope(staff.role, act, view.kind).map(|scope| reaches(staff, act, on, view, scope, now).is_some())
        }
        None => widest(staff.role, act).map(|scope| reaches_other(staff, on, scope)),
    };
    match within {
        None => Decision::NotOfRole,
        Some(true) => Decision::Allowed,
        Some(false) => Decision::OutOfScope,
    }
}

/// Whether the role has the act on any kind of matter.
#[must_use]
pub fn has(role: Role, act: Act) -> bool {
    widest(role, act).is_some()
}

fn widest(role: Role, act: Act) -> Option<Scope> {
    MatterKind::ALL.iter().filter_map(|kind| scope(role, act, *kind)).max()
}

/// By what somebody reaches a matter: told to the person whom it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The scope of the role.
    Scope(Scope),
    /// In charge of the matter.
    Owner,
    /// A referral or break-glass.
    Grant(GrantKind),
}

impl Basis {
    /// The stable word; its text is the message `basis-<word>`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Scope(Scope::Granted) | Self::Grant(GrantKind::Referral) => "referral",
            Self::Scope(Scope::Own) => "own",
            Self::Scope(Scope::Unit | Scope::UnitAndBelow) => "unit",
            Self::Scope(Scope::Complaints) => "complaint",
            Self::Scope(Scope::Bureau) => "bureau",
            Self::Owner => "owner",
            Self::Grant(GrantKind::BreakGlass) => "break_glass",
        }
    }
}

/// By what `staff` reaches the matter `on` with `act` at `now`; `None` where not at all.
#[must_use]
pub fn basis(staff: &Staff, act: Act, on: Subject<'_>, now: DateTime<Utc>) -> Option<Basis> {
    let view = View::of(on).filter(|view| !view.recused.contains(&staff.account))?;
    let scope = scope(staff.role, act, view.kind)?;
    reaches(staff, act, on, &view, scope, now)
}

fn reaches(
    staff: &Staff,
    act: Act,
    on: Subject<'_>,
    view: &View<'_>,
    scope: Scope,
    now: DateTime<Utc>,
) -> Option<Basis> {
    let by_scope = match scope {
        Scope::Bureau => true,
        Scope::Complaints => view.complaint,
        Scope::UnitAndBelow => view.station.is_some_and(|station| staff.below.contains(&station)),
        Scope::Unit => view.station.is_some() && view.station == staff.station,
        Scope::Own => is_of_unit(staff, act, on),
        Scope::Granted => false,
    };
    if by_scope {
        return Some(Basis::Scope(scope));
    }
    if rules::owner_may(act) && view.owner == Some(staff.account) {
        return Some(Basis::Owner);
    }
    let grant = view.grants.iter().find(|grant| grant.serves(staff.account, now) && grant_covers(grant.kind, act))?;
    Some(Basis::Grant(grant.kind))
}

fn is_of_unit(staff: &Staff, act: Act, on: Subject<'_>) -> bool {
    staff.unit.is_some_and(|unit| match on {
        Subject::Call(call) => on_call(call, unit, act),
        Subject::Matter(matter) => matter.units.contains(&unit),
        _ => false,
    })
}

/// The same scopes where the subject is not a matter.
fn reaches_other(staff: &Staff, on: Subject<'_>, scope: Scope) -> bool {
    let station = match on {
        // A list is cut to the reach of the reader, and an act of one's own is about nobody else.
        Subject::District => return true,
        Subject::Unit(unit, _) if scope == Scope::Own => return staff.unit == Some(unit),
        Subject::Account(account, _) if scope == Scope::Own => return staff.account == account,
        Subject::Unit(_, station) | Subject::Station(station) => Some(station),
        Subject::Account(_, station) => station,
        Subject::Call(_) | Subject::Matter(_) => None,
    };
    match scope {
        Scope::Bureau => true,
        Scope::UnitAndBelow => station.is_some_and(|station| staff.below.contains(&station)),
        Scope::Unit => station.is_some() && station == staff.station,
        Scope::Complaints | Scope::Own | Scope::Granted => false,
    }
}

/// An officer acts on a call while the unit is on it; notes and the feedback stay possible afterwards; reading also to
/// one that was recalled, so that the phone can say so.
fn on_call(call: &Call, unit: UnitId, act: Act) -> bool {
    match act {
        Act::Acknowledge | Act::EnRoute | Act::OnScene | Act::Backup | Act::Resolve | Act::ReadContact => {
            call.open_assignment(unit).is_some()
        }
        Act::ReadCall => call.was_assigned(unit),
        // Taken up again, the call is answered by whoever is sent then.
        Act::Feedback => call.state == CallState::Resolved && call.worked_by(unit),
        _ => call.worked_by(unit),
    }
}
