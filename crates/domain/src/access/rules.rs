//! The rules: one arm for each act. A new act without an arm does not compile.

use serde::Serialize;

use crate::act::Act;
use crate::matter::{GrantKind, MatterKind};
use crate::role::Role;

/// How far an act of a role reaches; each scope includes the narrower ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Single matters to which the person was given access: by a referral or by break-glass.
    Granted,
    /// What is one's own: one's account, one's unit, matters of which one is in charge or to which one's unit was sent.
    Own,
    /// What belongs to one's station.
    Unit,
    /// What belongs to one's station and to the posts and rooms below it.
    UnitAndBelow,
    /// Complaints against the police, of the whole bureau.
    Complaints,
    /// Everything of this kind in the bureau.
    Bureau,
}

impl Scope {
    /// Every scope, narrowest first.
    pub const ALL: [Self; 6] =
        [Self::Granted, Self::Own, Self::Unit, Self::UnitAndBelow, Self::Complaints, Self::Bureau];

    /// The word in the permission table.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Own => "own",
            Self::Unit => "unit",
            Self::UnitAndBelow => "unit and below",
            Self::Complaints => "complaints",
            Self::Bureau => "bureau",
        }
    }
}

/// How far `act` of `role` reaches on matters of `kind`; `None` where the role does not have it.
#[must_use]
pub fn scope(role: Role, act: Act, kind: MatterKind) -> Option<Scope> {
    let rows = rows(act, kind);
    rows.iter().find(|(of, _)| *of == role).map(|(_, scope)| *scope)
}

type Rows = &'static [(Role, Scope)];

/// Who works on matters of a kind.
fn workers(kind: MatterKind) -> Rows {
    use Role::*;
    use Scope::*;
    match kind {
        MatterKind::Call => &[
            (DutyDesk, Bureau),
            (CommunityOfficer, Own),
            (StationChief, UnitAndBelow),
            (Mediator, Granted),
            (Liaison, Granted),
            (ResidentLawyer, Granted),
            (Carer, Granted),
            (CareCoordinator, Granted),
            (InspectionOffice, Complaints),
        ],
        MatterKind::RightsRequest => {
            &[(StationChief, UnitAndBelow), (InspectionOffice, Granted), (PrivacyOfficer, Bureau)]
        }
    }
}

/// Who sees matters of a kind: those who work on them, and those who answer for them.
fn readers(kind: MatterKind) -> Rows {
    use Role::*;
    use Scope::*;
    match kind {
        MatterKind::Call => &[
            (DutyDesk, Bureau),
            (CommunityOfficer, Own),
            (StationChief, UnitAndBelow),
            (BureauCommand, Bureau),
            (Mediator, Granted),
            (Liaison, Granted),
            (ResidentLawyer, Granted),
            (Carer, Granted),
            (CareCoordinator, Granted),
            (InspectionOffice, Complaints),
            (PrivacyOfficer, Granted),
        ],
        MatterKind::RightsRequest => workers(kind),
    }
}

/// Who leads matters of a kind: names who is in charge, gives more time.
fn leaders(kind: MatterKind) -> Rows {
    use Role::*;
    use Scope::*;
    match kind {
        MatterKind::Call => {
            &[(DutyDesk, Bureau), (StationChief, UnitAndBelow), (BureauCommand, Bureau), (InspectionOffice, Complaints)]
        }
        MatterKind::RightsRequest => &[(StationChief, UnitAndBelow), (PrivacyOfficer, Bureau)],
    }
}

#[expect(clippy::too_many_lines, reason = "one table, to be read as one")]
fn rows(act: Act, kind: MatterKind) -> Rows {
    use Role::*;
    use Scope::*;
    match act {
        // 110 calls (M04): the desk takes and steers them.
        Act::TakeCall
        | Act::Classify
        | Act::Divert
        | Act::DivertAccepted
        | Act::DivertBounced
        | Act::Merge
        | Act::Unmerge
        | Act::SetUnitDuty => &[(DutyDesk, Bureau)],
        Act::Recuse => &[(DutyDesk, Bureau), (InspectionOffice, Complaints)],
        Act::ReadCall => &[
            (DutyDesk, Bureau),
            (CommunityOfficer, Own),
            (StationChief, UnitAndBelow),
            (BureauCommand, Bureau),
            (InspectionOffice, Complaints),
        ],
        Act::ReadUnit => {
            &[(DutyDesk, Bureau), (CommunityOfficer, Own), (StationChief, UnitAndBelow), (BureauCommand, Bureau)]
        }
        // Who helps must be able to call back; nobody else needs to.
        Act::ReadContact => &[(DutyDesk, Bureau), (CommunityOfficer, Own)],
        Act::Recommend => &[(DutyDesk, Bureau), (StationChief, UnitAndBelow), (BureauCommand, Bureau)],
        Act::Dispatch | Act::Recall | Act::Close | Act::Reopen => &[(DutyDesk, Bureau), (StationChief, UnitAndBelow)],
        Act::Note => &[(DutyDesk, Bureau), (CommunityOfficer, Own), (StationChief, UnitAndBelow)],
        // The desk may note what 120 tells it (M05); to drive the patient is the officer's decision alone.
        Act::Feedback
        | Act::MedicalRequest
        | Act::MedicalEta
        | Act::MedicalDelayed
        | Act::MedicalAmbulanceArrived
        | Act::MedicalHandover
        | Act::MedicalCancel => &[(DutyDesk, Bureau), (CommunityOfficer, Own)],
        Act::Acknowledge
        | Act::EnRoute
        | Act::OnScene
        | Act::Backup
        | Act::Resolve
        | Act::MedicalTransport
        | Act::MedicalDepart
        | Act::SendPosition
        | Act::SetOwnDuty => &[(CommunityOfficer, Own)],
        // Only with a receipt.
        Act::Rate | Act::ReadReceipt | Act::AskRights => &[],

        // Matters of every kind.
        Act::ReadMatter | Act::SearchMatters | Act::ReadAttachment => readers(kind),
        Act::Refer | Act::WithdrawReferral => workers(kind),
        // What a lawyer or mediator writes is closed to the police (red line 15), so it is not kept with the matter.
        Act::Attach | Act::RemoveAttachment => match kind {
            MatterKind::Call => &[
                (DutyDesk, Bureau),
                (CommunityOfficer, Own),
                (StationChief, UnitAndBelow),
                (Liaison, Granted),
                (Carer, Granted),
                (CareCoordinator, Granted),
                (InspectionOffice, Complaints),
            ],
            MatterKind::RightsRequest => workers(kind),
        },
        Act::AssignOwner => leaders(kind),
        // Whoever is asked may answer; nobody else.
        Act::AcceptReferral | Act::DeclineReferral => match kind {
            MatterKind::Call => &[
                (CommunityOfficer, Granted),
                (StationChief, Granted),
                (Mediator, Granted),
                (Liaison, Granted),
                (ResidentLawyer, Granted),
                (Carer, Granted),
                (CareCoordinator, Granted),
                (InspectionOffice, Granted),
            ],
            MatterKind::RightsRequest => {
                &[(StationChief, Granted), (InspectionOffice, Granted), (PrivacyOfficer, Granted)]
            }
        },
        Act::CompleteReferral => workers(kind),
        Act::Link | Act::Unlink => match kind {
            MatterKind::Call => &[(DutyDesk, Bureau), (CommunityOfficer, Own), (StationChief, UnitAndBelow)],
            MatterKind::RightsRequest => &[(PrivacyOfficer, Bureau)],
        },
        Act::StartClock | Act::PauseClock | Act::ResumeClock | Act::MeetClock | Act::AskExtension => match kind {
            MatterKind::Call => &[
                (DutyDesk, Bureau),
                (CommunityOfficer, Own),
                (StationChief, UnitAndBelow),
                (InspectionOffice, Complaints),
            ],
            MatterKind::RightsRequest => &[(StationChief, UnitAndBelow), (PrivacyOfficer, Bureau)],
        },
        // By somebody else than who asked: the application sees to it. The law wants the bureau (治安管理处罚法 art. 118).
        Act::DecideExtension => match kind {
            MatterKind::Call => &[(BureauCommand, Bureau), (InspectionOffice, Complaints)],
            MatterKind::RightsRequest => &[(InspectionOffice, Bureau)],
        },
        Act::AskBreakGlass => &[
            (CommunityOfficer, Bureau),
            (StationChief, Bureau),
            (BureauCommand, Bureau),
            (InspectionOffice, Bureau),
            (PrivacyOfficer, Bureau),
        ],
        Act::DecideBreakGlass | Act::EndBreakGlass => {
            &[(StationChief, UnitAndBelow), (BureauCommand, Bureau), (InspectionOffice, Bureau)]
        }

        // The rights of residents (red lines 10, 17).
        Act::AnswerRights => &[(StationChief, UnitAndBelow), (PrivacyOfficer, Bureau)],
        Act::ReviewRights => &[(InspectionOffice, Bureau), (PrivacyOfficer, Bureau)],
        Act::ReadRetention => &[(PrivacyOfficer, Bureau), (Auditor, Bureau), (ConductSupervisor, Bureau)],
        Act::SetLegalHold | Act::RunPurge => &[(PrivacyOfficer, Bureau)],

        // The record (red line 6).
        Act::ReadAudit => &[(Auditor, Bureau), (InspectionOffice, Bureau)],
        Act::ReadCheckpoints | Act::ExportAudit => &[(ConductSupervisor, Bureau), (Auditor, Bureau)],

        // Everybody's own.
        Act::ReadAlerts | Act::ManageOwnSignIn => &[
            (DutyDesk, Own),
            (CommunityOfficer, Own),
            (StationChief, Own),
            (BureauCommand, Own),
            (Mediator, Own),
            (Liaison, Own),
            (ResidentLawyer, Own),
            (Carer, Own),
            (CareCoordinator, Own),
            (ConductSupervisor, Own),
            (InspectionOffice, Own),
            (PublicityEditor, Own),
            (PrivacyOfficer, Own),
            (Auditor, Own),
            (Administrator, Own),
        ],

        // Machines and accounts, no content.
        Act::ManageAccounts => &[(Administrator, Bureau)],
        Act::RevokeDevices => &[(Administrator, Bureau), (StationChief, UnitAndBelow)],
    }
}

/// Acts that whoever is in charge of a matter has on it, where the role has them at all.
pub(super) fn owner_may(act: Act) -> bool {
    !matches!(act, Act::DecideExtension | Act::DecideBreakGlass | Act::ReviewRights | Act::ReadContact)
}

/// Acts that a grant gives, where the role has them at all: a referral is for work, break-glass for looking.
#[must_use]
pub fn grant_covers(kind: GrantKind, act: Act) -> bool {
    match kind {
        GrantKind::BreakGlass => matches!(act, Act::ReadMatter | Act::ReadCall | Act::ReadAttachment),
        GrantKind::Referral => matches!(
            act,
            Act::ReadMatter
                | Act::ReadCall
                | Act::ReadAttachment
                | Act::Attach
                | Act::RemoveAttachment
                | Act::Note
                | Act::Refer
                | Act::CompleteReferral
                | Act::StartClock
                | Act::PauseClock
                | Act::ResumeClock
                | Act::MeetClock
                | Act::AskExtension
                | Act::AnswerRights
                | Act::ReviewRights
        ),
    }
}
