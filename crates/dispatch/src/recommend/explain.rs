//! The reasons of the picks.

use crate::rules::{Case, handicaps};
use crate::{Board, PassedOver, Pick, Reason, Recommendation, Unit};

/// Fills in the reasons of every pick.
pub(super) fn picks(board: &Board, case: &Case<'_>, answer: &mut Recommendation) {
    let units: Vec<Option<&Unit>> = answer.picks.iter().map(|pick| board.get(pick.unit_id)).collect();
    let reasons: Vec<Vec<Reason>> = (0..units.len()).map(|at| of(&units, case, answer, at)).collect();
    for (pick, reasons) in answer.picks.iter_mut().zip(reasons) {
        pick.reasons = reasons;
    }
}

fn of(units: &[Option<&Unit>], case: &Case<'_>, answer: &Recommendation, at: usize) -> Vec<Reason> {
    let (Some(unit), pick) = (units[at], &answer.picks[at]) else { return Vec::new() };
    let mut reasons = Vec::with_capacity(6);
    distance(pick, answer, &mut reasons);
    if case.need.area.is_some() && unit.area == case.need.area {
        reasons.push(Reason::SameArea);
    }
    let next = units.get(at + 1).copied().flatten().zip(answer.picks.get(at + 1));
    if next.is_some_and(|(other, after)| time(pick) == time(after) && unit.last_call_ended < other.last_call_ended) {
        reasons.push(Reason::WaitedLongest);
    }
    match unit.seconds_since_last_call(case.now) {
        None => reasons.push(Reason::NoCallYet),
        Some(seconds) if seconds >= case.policy.rest_seconds => reasons.push(Reason::Rested { minutes: seconds / 60 }),
        Some(_) => {}
    }
    reasons.extend(case.need.skills.iter().map(|skill| Reason::BringsSkill { skill }));
    if answer.team > 1 && at < answer.team {
        reasons.push(Reason::GoesInTeam { units: answer.team as u32, officers: case.need.crew() });
    }
    reasons.extend(handicaps(unit, case));
    reasons
}

/// What counts in the order, milliseconds.
fn time(pick: &Pick) -> u32 {
    pick.eta_ms.saturating_add(pick.handicap_ms)
}

fn distance(pick: &Pick, answer: &Recommendation, reasons: &mut Vec<Reason>) {
    let nearer = |other: &&PassedOver| other.eta_ms.is_some_and(|eta| eta < pick.eta_ms);
    let nearest_pick = answer.picks.iter().all(|other| pick.eta_ms <= other.eta_ms);
    let mut passed = answer.passed_over.iter().filter(nearer);
    match passed.next() {
        None if nearest_pick => reasons.push(Reason::ClosestByRoad),
        None => {}
        Some(nearest) => {
            if nearest_pick {
                reasons.push(Reason::ClosestFree);
            }
            reasons.push(Reason::PassedNearer {
                units: 1 + passed.count() as u32,
                call_sign: nearest.call_sign.clone(),
                why: nearest.reason.code().to_owned(),
            });
        }
    }
}
