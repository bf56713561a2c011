//! Why a unit is named, passed over or missing.

use kaimen_domain::unit::Skill;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One reason; flat JSON `{"code": …, arguments}`. Its text is the message `reason-<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    // Of a pick.
    /// No unit on duty with a known place is nearer by road.
    ClosestByRoad,
    /// The nearest by road of those that may go.
    ClosestFree,
    /// Nearer units were passed over; the nearest of them and the code of its reason.
    PassedNearer {
        /// How many are named.
        units: u32,
        /// The nearest.
        call_sign: String,
        /// Code of its reason.
        why: String,
    },
    /// Has charge of the community in which the place lies.
    SameArea,
    /// No call yet.
    NoCallYet,
    /// Had its rest after the last call.
    Rested {
        /// Whole minutes since the last call.
        minutes: u32,
    },
    /// As quick as another, and its last call ended longer ago.
    WaitedLongest,
    /// Has a skill that is needed.
    BringsSkill {
        /// Which.
        skill: Skill,
    },
    /// Goes with the others of the team, so that there are enough officers (治安管理处罚法 art. 108).
    GoesInTeam {
        /// Units in the team.
        units: u32,
        /// Officers needed.
        officers: u32,
    },

    // Handicaps: of a pick or of a unit passed over.
    /// Came from a call a short time ago.
    Resting {
        /// Whole minutes since the last call.
        minutes: u32,
        /// Handicap.
        handicap_ms: u32,
    },
    /// Had more calls than the average of those on duty.
    BusyShift {
        /// Calls in this tour of duty.
        calls: u32,
        /// Handicap.
        handicap_ms: u32,
    },
    /// Belongs to another station.
    OtherStation {
        /// Handicap.
        handicap_ms: u32,
    },
    /// Has charge of another community than that of the place.
    OtherArea {
        /// Handicap.
        handicap_ms: u32,
    },
    /// On the way to a less urgent call, from which it would be taken.
    TakenFromLesser {
        /// Handicap.
        handicap_ms: u32,
    },
    /// Its leaving would leave places that only few units reach in time.
    LeavesUncovered {
        /// Handicap.
        handicap_ms: u32,
    },

    // Of a unit passed over.
    /// Already on this call, or ruled out by the desk.
    AlreadyAssigned,
    /// An officer on board must not handle this matter (治安管理处罚法 art. 95). Does not say why.
    Recused,
    /// Sent to another call.
    Committed,
    /// On the way to another call.
    EnRoute,
    /// At another call.
    OnScene,
    /// At rest.
    OnBreak,
    /// Off duty.
    OffDuty,
    /// Nobody on board.
    NoCrew,
    /// Lacks a skill that is needed.
    MissingSkill {
        /// Which.
        skill: Skill,
    },
    /// Its position is too old.
    StaleFix {
        /// Age in seconds; negative where the sender's clock is ahead.
        age_seconds: i64,
        /// Oldest that counts.
        limit_seconds: u32,
    },
    /// Its position is not known.
    NoFix,
    /// It stands off the roads.
    UnitOffRoad,
    /// No road leads from it to the place.
    NoRoad,

    // What is short.
    /// The place lies too far from any road that the units can use.
    OffRoad {
        /// Largest distance allowed.
        limit_metres: u32,
    },
    /// Nobody is on duty.
    NoUnitOnDuty,
    /// All on duty are on calls or at rest.
    AllCommitted {
        /// How many.
        units: u32,
    },
    /// No free unit has a position that counts.
    AllStale {
        /// How many.
        units: u32,
    },
    /// No free unit has the skill.
    NoneWithSkill {
        /// Which.
        skill: Skill,
    },
    /// Each skill is there, but no free unit has all.
    NoneWithAllSkills,
    /// All free units that could go are already on this call, recused or without crew.
    NoneLeft {
        /// How many.
        units: u32,
    },
    /// No road leads from the free units to the place.
    NoneReachable {
        /// How many.
        units: u32,
    },
    /// Fewer units than asked for.
    FewerThanAsked {
        /// Found.
        found: u32,
        /// Asked for.
        asked: u32,
    },
    /// All units that can go together have too few officers.
    NotEnoughOfficers {
        /// Found.
        found: u32,
        /// Needed.
        needed: u32,
    },
}

impl Reason {
    /// The code, as in JSON.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ClosestByRoad => "closest_by_road",
            Self::ClosestFree => "closest_free",
            Self::PassedNearer { .. } => "passed_nearer",
            Self::SameArea => "same_area",
            Self::NoCallYet => "no_call_yet",
            Self::Rested { .. } => "rested",
            Self::WaitedLongest => "waited_longest",
            Self::BringsSkill { .. } => "brings_skill",
            Self::GoesInTeam { .. } => "goes_in_team",
            Self::Resting { .. } => "resting",
            Self::BusyShift { .. } => "busy_shift",
            Self::OtherStation { .. } => "other_station",
            Self::OtherArea { .. } => "other_area",
            Self::TakenFromLesser { .. } => "taken_from_lesser",
            Self::LeavesUncovered { .. } => "leaves_uncovered",
            Self::AlreadyAssigned => "already_assigned",
            Self::Recused => "recused",
            Self::Committed => "committed",
            Self::EnRoute => "en_route",
            Self::OnScene => "on_scene",
            Self::OnBreak => "on_break",
            Self::OffDuty => "off_duty",
            Self::NoCrew => "no_crew",
            Self::MissingSkill { .. } => "missing_skill",
            Self::StaleFix { .. } => "stale_fix",
            Self::NoFix => "no_fix",
            Self::UnitOffRoad => "unit_off_road",
            Self::NoRoad => "no_road",
            Self::OffRoad { .. } => "off_road",
            Self::NoUnitOnDuty => "no_unit_on_duty",
            Self::AllCommitted { .. } => "all_committed",
            Self::AllStale { .. } => "all_stale",
            Self::NoneWithSkill { .. } => "none_with_skill",
            Self::NoneWithAllSkills => "none_with_all_skills",
            Self::NoneLeft { .. } => "none_left",
            Self::NoneReachable { .. } => "none_reachable",
            Self::FewerThanAsked { .. } => "fewer_than_asked",
            Self::NotEnoughOfficers { .. } => "not_enough_officers",
        }
    }
}
