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
}

impl Serialize for Act {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.word())
    }
}
