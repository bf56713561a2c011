//! Who may do what, on what: the one place where access is decided.
//!
//! The application asks [`may`] before every act; handlers and templates never decide. Scopes: an officer sees the
//! calls of the own unit, a chief those of the own station, desk and command the whole bureau; the technical
//! administrator sees no content. A complained-of officer neither goes nor looks (red line 7).

use crate::act::Act;
use crate::call::{Call, CallState};
use crate::id::{StationId, UnitId};
use crate::role::{Actor, Role, Staff};

/// What an act is done to.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// Nothing that exists yet, or the district as a whole.
    District,
    /// One call.
    Call(&'a Call),
    /// One unit, with its station.
    Unit(UnitId, StationId),
    /// One station.
    Station(StationId),
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

/// Whether `actor` may do `act` on `on`.
#[must_use]
pub fn may(actor: &Actor, act: Act, on: Subject<'_>) -> Decision {
    match actor {
        Actor::System => Decision::Allowed,
        Actor::Resident(own) => resident(act, on, *own),
        Actor::Staff(staff) => of_staff(staff, act, on),
    }
}

fn resident(act: Act, on: Subject<'_>, own: crate::id::CallId) -> Decision {
    if !matches!(act, Act::ReadReceipt | Act::Rate) {
        return Decision::NotOfRole;
    }
    match on {
        Subject::Call(call) if call.id == own => Decision::Allowed,
        _ => Decision::OutOfScope,
    }
}

fn of_staff(staff: &Staff, act: Act, on: Subject<'_>) -> Decision {
    if !role_has(staff.role, act) {
        return Decision::NotOfRole;
    }
    if let Subject::Call(call) = on
        && call.recused.contains(&staff.account)
    {
        return Decision::Recused;
    }
    if in_scope(staff, act, on) { Decision::Allowed } else { Decision::OutOfScope }
}

/// Whether the role has the act at all.
#[must_use]
pub fn role_has(role: Role, act: Act) -> bool {
    use Role::{Administrator, BureauCommand, CommunityOfficer, DutyDesk, StationChief};
    let roles: &[Role] = match act {
        Act::TakeCall
        | Act::Classify
        | Act::Divert
        | Act::DivertAccepted
        | Act::DivertBounced
        | Act::Merge
        | Act::Unmerge
        | Act::Recuse
        | Act::SetUnitDuty => &[DutyDesk],
        Act::ReadCall | Act::ReadUnit => &[DutyDesk, CommunityOfficer, StationChief, BureauCommand],
        Act::ReadContact => &[DutyDesk, CommunityOfficer],
        Act::Recommend => &[DutyDesk, StationChief, BureauCommand],
        Act::Dispatch | Act::Recall | Act::Close | Act::Reopen => &[DutyDesk, StationChief],
        Act::Note => &[DutyDesk, CommunityOfficer, StationChief],
        // The desk may note what 120 tells it; to drive the patient is the officer's decision alone.
        Act::Feedback
        | Act::MedicalRequest
        | Act::MedicalEta
        | Act::MedicalDelayed
        | Act::MedicalAmbulanceArrived
        | Act::MedicalHandover
        | Act::MedicalCancel => &[DutyDesk, CommunityOfficer],
        Act::Acknowledge
        | Act::EnRoute
        | Act::OnScene
        | Act::Backup
        | Act::Resolve
        | Act::MedicalTransport
        | Act::MedicalDepart
        | Act::SendPosition
        | Act::SetOwnDuty => &[CommunityOfficer],
        Act::ManageAccounts => &[Administrator],
        // Only with a receipt.
        Act::Rate | Act::ReadReceipt => &[],
    };
    roles.contains(&role)
}

fn in_scope(staff: &Staff, act: Act, on: Subject<'_>) -> bool {
    match (staff.role, on) {
        (Role::DutyDesk | Role::BureauCommand | Role::Administrator, _) => true,
        (Role::StationChief, Subject::District) => matches!(act, Act::ReadCall | Act::ReadUnit | Act::Recommend),
        (Role::StationChief, Subject::Call(call)) => call.station.is_some() && call.station == staff.station,
        (Role::StationChief, Subject::Unit(_, station) | Subject::Station(station)) => staff.station == Some(station),
        (Role::CommunityOfficer, Subject::District) => matches!(act, Act::ReadCall | Act::ReadUnit),
        (Role::CommunityOfficer, Subject::Call(call)) => staff.unit.is_some_and(|unit| on_call(call, unit, act)),
        (Role::CommunityOfficer, Subject::Unit(unit, _)) => staff.unit == Some(unit),
        (Role::CommunityOfficer, Subject::Station(_)) => false,
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
