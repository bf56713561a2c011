//! What is short when there are fewer units or officers than asked for.

use kaimen_domain::unit::{DutyStatus, Skill};

use crate::race::Race;
use crate::rules::{Case, Verdict, skill, stale, weigh};
use crate::{Board, Reason, Unit};

/// The reasons, the first cause first. Called only where something is short.
pub(super) fn find(board: &Board, case: &Case<'_>, race: &Race<'_>, off_road: bool) -> Vec<Reason> {
    let found = race.ahead.len();
    let mut short = Vec::new();
    if found == 0 {
        short.push(nobody(board, case, off_road));
    }
    let asked = case.need.units();
    if found > 0 && found < asked {
        short.push(Reason::FewerThanAsked { found: found as u32, asked: asked as u32 });
    }
    let (officers, needed) = (race.ahead.iter().map(|runner| u32::from(runner.crew)).sum::<u32>(), case.need.crew());
    if officers < needed && needed > 1 {
        short.push(Reason::NotEnoughOfficers { found: officers, needed });
    }
    short
}

/// Why no unit at all can go: the first rule that leaves nobody.
fn nobody(board: &Board, case: &Case<'_>, off_road: bool) -> Reason {
    let on_duty: Vec<&Unit> = board.iter().filter(|unit| unit.is_on_duty()).collect();
    if on_duty.is_empty() {
        return Reason::NoUnitOnDuty;
    }
    if off_road {
        return Reason::OffRoad { limit_metres: case.policy.off_road_limit_metres };
    }
    let free: Vec<&Unit> = on_duty.iter().filter(|unit| unit.status == DutyStatus::Available).copied().collect();
    if free.is_empty() {
        return Reason::AllCommitted { units: on_duty.len() as u32 };
    }
    let able: Vec<&Unit> = free.iter().filter(|unit| skill::judge(unit, case) == Verdict::Pass).copied().collect();
    if able.is_empty() {
        let nobody_has = |skill: &Skill| !free.iter().any(|unit| unit.skills.has(*skill));
        let missing = case.need.skills.iter().find(nobody_has);
        return missing.map_or(Reason::NoneWithAllSkills, |skill| Reason::NoneWithSkill { skill });
    }
    let fresh: Vec<&Unit> = able.iter().filter(|unit| stale::judge(unit, case) == Verdict::Pass).copied().collect();
    if fresh.is_empty() {
        return Reason::AllStale { units: able.len() as u32 };
    }
    let left = fresh.iter().filter(|unit| weigh(unit, case).is_ok()).count();
    if left == 0 {
        return Reason::NoneLeft { units: fresh.len() as u32 };
    }
    Reason::NoneReachable { units: left as u32 }
}
