//! Reasons in words.

use kaimen_dispatch::Reason;

/// A reason as part of a sentence.
pub(super) fn of(reason: &Reason) -> String {
    let minutes = |ms: u32| format!("counts as {:.1} s later", f64::from(ms) / 1e3);
    match reason {
        Reason::ClosestByRoad => "nearest by road".into(),
        Reason::ClosestFree => "nearest by road of those that may go".into(),
        Reason::PassedNearer { units, call_sign, why } => {
            let why = why.replace('_', " ");
            format!("{units} nearer passed over, the nearest {call_sign} ({why})")
        }
        Reason::SameArea => "has charge of this community".into(),
        Reason::NoCallYet => "no call yet".into(),
        Reason::Rested { minutes } => format!("last call ended {minutes} minutes ago"),
        Reason::WaitedLongest => "as quick as the next, and waited longer".into(),
        Reason::BringsSkill { skill } => format!("brings {}", skill.word()),
        Reason::GoesInTeam { units, officers } => format!("goes in a team of {units} units for {officers} officers"),
        Reason::Resting { minutes: ended, handicap_ms } => {
            format!("last call ended {ended} minutes ago, {}", minutes(*handicap_ms))
        }
        Reason::BusyShift { calls, handicap_ms } => format!("{calls} calls in this shift, {}", minutes(*handicap_ms)),
        Reason::OtherStation { handicap_ms } => format!("of another station, {}", minutes(*handicap_ms)),
        Reason::OtherArea { handicap_ms } => format!("in charge of another community, {}", minutes(*handicap_ms)),
        Reason::TakenFromLesser { handicap_ms } => {
            format!("would be taken from a less urgent call, {}", minutes(*handicap_ms))
        }
        Reason::LeavesUncovered { handicap_ms } => {
            format!("would leave few in reach of its places, {}", minutes(*handicap_ms))
        }
        Reason::AlreadyAssigned => "already on this call".into(),
        Reason::Recused => "must not handle this matter".into(),
        Reason::Committed => "sent to another call".into(),
        Reason::EnRoute => "on the way to another call".into(),
        Reason::OnScene => "at another call".into(),
        Reason::OnBreak => "at rest".into(),
        Reason::OffDuty => "off duty".into(),
        Reason::NoCrew => "nobody on board".into(),
        Reason::MissingSkill { skill } => format!("lacks {}", skill.word()),
        Reason::StaleFix { age_seconds, limit_seconds } => {
            format!("position is {age_seconds} s old, more than {limit_seconds} s")
        }
        Reason::NoFix => "position is not known".into(),
        Reason::UnitOffRoad => "stands on no road of the map".into(),
        Reason::NoRoad => "no road leads from it to the place".into(),
        Reason::OffRoad { limit_metres } => {
            format!(
                "the place is farther than {limit_metres} m from any road that the units can use: choose another place"
            )
        }
        Reason::NoUnitOnDuty => "nobody is on duty".into(),
        Reason::AllCommitted { units } => format!("all {units} units on duty are on calls or at rest"),
        Reason::AllStale { units } => format!("the positions of all {units} free units are too old"),
        Reason::NoneWithSkill { skill } => format!("no free unit has {}", skill.word()),
        Reason::NoneWithAllSkills => "no free unit has all the skills".into(),
        Reason::NoneLeft { units } => format!("all {units} free units are on this call, barred or without crew"),
        Reason::NoneReachable { units } => format!("no road leads from the {units} free units to the place"),
        Reason::FewerThanAsked { found, asked } => format!("{found} units found, {asked} asked for"),
        Reason::NotEnoughOfficers { found, needed } => format!("{found} officers found, {needed} needed"),
    }
}
