//! Everything that somebody can do, by name. Who may: [`crate::access`]. When: [`crate::call`].

use serde::{Serialize, Serializer};

macro_rules! acts {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)+) => {
        /// One act. The word is also the last part of its address in the HTTP interface.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Act {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Act {
            /// Every act.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable word.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

acts! {
    /// Register a call.
    TakeCall = "take",
    /// See one call.
    ReadCall = "read",
    /// See who gave the contact of a caller.
    ReadContact = "read-contact",
    /// Ask who should go.
    Recommend = "recommend",
    /// Change kind and grade.
    Classify = "classify",
    /// Send units.
    Dispatch = "dispatch",
    /// Take a unit off the call.
    Recall = "recall",
    /// Pass the call to another service (12345 and others).
    Divert = "divert",
    /// The other service took it.
    DivertAccepted = "divert-accepted",
    /// The other service gave it back.
    DivertBounced = "divert-bounced",
    /// Join with an earlier call about the same thing.
    Merge = "merge",
    /// Take a joined call apart again.
    Unmerge = "unmerge",
    /// Name units that are complained of: they may neither go nor look.
    Recuse = "recuse",
    /// Add a note to the timeline.
    Note = "note",
    /// The unit has seen the order.
    Acknowledge = "acknowledge",
    /// The unit is moving.
    EnRoute = "en-route",
    /// The unit has arrived.
    OnScene = "on-scene",
    /// The unit asks for more officers.
    Backup = "backup",
    /// The matter on the scene is dealt with.
    Resolve = "resolve",
    /// What was done, told to the resident.
    Feedback = "feedback",
    /// End the call.
    Close = "close",
    /// Take it up again.
    Reopen = "reopen",
    /// Ask 120 for an ambulance.
    MedicalRequest = "medical/request",
    /// Note the arrival time that 120 told.
    MedicalEta = "medical/eta",
    /// The ambulance is delayed.
    MedicalDelayed = "medical/delayed",
    /// The ambulance has come.
    MedicalAmbulanceArrived = "medical/ambulance-arrived",
    /// The officer decides to drive the patient.
    MedicalTransport = "medical/transport",
    /// The patrol car leaves with the patient.
    MedicalDepart = "medical/depart",
    /// The patient is handed over.
    MedicalHandover = "medical/handover",
    /// No ambulance is needed any more.
    MedicalCancel = "medical/cancel",
    /// Rate the answer with the receipt.
    Rate = "rate",
    /// See progress with the receipt.
    ReadReceipt = "read-receipt",
    /// See units and where they are.
    ReadUnit = "read-unit",
    /// Send the own unit's place.
    SendPosition = "position",
    /// Change the own unit's duty status.
    SetOwnDuty = "duty",
    /// Change another unit's duty status.
    SetUnitDuty = "unit-duty",
    /// Make, change and end accounts.
    ManageAccounts = "manage-accounts",
    /// See one matter of any kind.
    ReadMatter = "read-matter",
    /// List and search matters.
    SearchMatters = "search",
    /// Say who is in charge of a matter.
    AssignOwner = "assign-owner",
    /// Ask somebody else to work on a matter.
    Refer = "refer",
    /// Take a matter that was referred.
    AcceptReferral = "accept-referral",
    /// Give it back with a reason.
    DeclineReferral = "decline-referral",
    /// Say that the work asked for is done.
    CompleteReferral = "complete-referral",
    /// Take a referral back.
    WithdrawReferral = "withdraw-referral",
    /// Say that two matters belong together.
    Link = "link",
    /// Say that they do not.
    Unlink = "unlink",
    /// Add a file.
    Attach = "attach",
    /// See a file.
    ReadAttachment = "read-attachment",
    /// Take a file away, or put it back.
    RemoveAttachment = "remove-attachment",
    /// Start a clock of the deadline register.
    StartClock = "start-clock",
    /// Stop it for a reason that the law names.
    PauseClock = "pause-clock",
    /// Let it run on.
    ResumeClock = "resume-clock",
    /// Say that what it asks for is done.
    MeetClock = "meet-clock",
    /// Ask for more time.
    AskExtension = "ask-extension",
    /// Grant or refuse it.
    DecideExtension = "decide-extension",
    /// Ask to see a matter outside the own scope, with a reason.
    AskBreakGlass = "ask-break-glass",
    /// Grant or refuse it, as a second person.
    DecideBreakGlass = "decide-break-glass",
    /// End it early.
    EndBreakGlass = "end-break-glass",
    /// See what one is alerted to.
    ReadAlerts = "read-alerts",
    /// See who did what, without content.
    ReadAudit = "read-audit",
    /// See and keep checkpoints of the log.
    ReadCheckpoints = "read-checkpoints",
    /// Take a plain export of the log.
    ExportAudit = "export-audit",
    /// See what will be erased, and when.
    ReadRetention = "read-retention",
    /// Keep a matter from being erased, or no longer.
    SetLegalHold = "set-legal-hold",
    /// Erase what is due.
    RunPurge = "run-purge",
    /// Ask for copy, correction or deletion with a receipt.
    AskRights = "ask-rights",
    /// Answer such a request with reasons.
    AnswerRights = "answer-rights",
    /// Review a refusal from outside the unit.
    ReviewRights = "review-rights",
    /// Look after the own sign-in: devices, factors, password.
    ManageOwnSignIn = "manage-own-sign-in",
    /// End a device of somebody else, such as a lost phone.
    RevokeDevices = "revoke-devices",
}

impl Act {
    /// Whether the act only looks. Looking at a matter is a row of the audit log, but no part of its timeline.
    #[must_use]
    pub fn only_reads(self) -> bool {
        matches!(
            self,
            Self::ReadCall
                | Self::ReadContact
                | Self::ReadMatter
                | Self::SearchMatters
                | Self::ReadAttachment
                | Self::ReadReceipt
                | Self::ReadUnit
                | Self::ReadAlerts
                | Self::ReadAudit
                | Self::ReadCheckpoints
                | Self::ReadRetention
        )
    }

    /// The act with this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|act| act.word() == word)
    }
}

impl Serialize for Act {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.word())
    }
}
