//! Who should go, and why.

mod explain;
mod shortfall;

use chrono::{DateTime, Utc};
use kaimen_domain::id::UnitId;
use kaimen_roads::{Profile, RoadMap, Search};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::race::{Met, Race};
use crate::rules::two_officers::team;
use crate::rules::{Case, handicaps, weigh};
use crate::{Board, ByRoad, Coverage, Need, Policy, Reason, Times};

/// A unit that should go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pick {
    /// Which.
    pub unit_id: UnitId,
    /// What it is called on the radio.
    pub call_sign: String,
    /// How it travels.
    pub profile: Profile,
    /// Travel time by road, milliseconds.
    pub eta_ms: u32,
    /// What the rules add in the order, milliseconds.
    pub handicap_ms: u32,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// A unit that was looked at and should not go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PassedOver {
    /// Which.
    pub unit_id: UnitId,
    /// What it is called on the radio.
    pub call_sign: String,
    /// Travel time by road, milliseconds; `None` where its place is unknown or no road leads from it.
    pub eta_ms: Option<u32>,
    /// Why not.
    pub reason: Reason,
}

/// The answer. A person decides; this says what speaks for whom.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Recommendation {
    /// Who should go, the best first.
    pub picks: Vec<Pick>,
    /// How many of the first picks go together so that there are enough officers; all where they are too few.
    pub team: usize,
    /// Units nearer than the farthest pick that should not go, the nearest first, then those without a travel time.
    pub passed_over: Vec<PassedOver>,
    /// What is short; empty when nothing is.
    pub shortfall: Vec<Reason>,
}

/// Names the units that should go to a place, exactly and with reasons.
///
/// Pure in the board, the roads, the need, the policy and the time; `search` is scratch and leaves no trace.
pub fn recommend(
    board: &Board,
    map: &RoadMap,
    search: &mut Search,
    need: &Need,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Recommendation {
    recommend_by(board, &mut ByRoad { map, search }, need, policy, None, now)
}

/// As [`recommend`], with travel times from elsewhere (a simulator keeps them in a table) and, where wanted, with a
/// look at what the free units keep within reach.
pub fn recommend_by(
    board: &Board,
    times: &mut impl Times,
    need: &Need,
    policy: &Policy,
    coverage: Option<&Coverage>,
    now: DateTime<Utc>,
) -> Recommendation {
    let case = Case { need, policy, now, load: board.load(), coverage };
    let mut race = Race::new(board, case);
    let nowhere = !times.offer(board, need, policy, &mut |slot, ms| race.offer(slot, ms));
    let enough = race.enough();
    let (picks, team) = picks(board, &case, &race);
    let mut passed_over = met(board, &case, &race);
    without_time(board, &case, enough, &picks, &mut passed_over);
    let shortfall = if enough { Vec::new() } else { shortfall::find(board, &case, &race, nowhere) };
    let mut answer = Recommendation { picks, team, passed_over, shortfall };
    explain::picks(board, &case, &mut answer);
    answer
}

/// The units ahead as picks without reasons, and the size of the team.
fn picks(board: &Board, case: &Case<'_>, race: &Race<'_>) -> (Vec<Pick>, usize) {
    let picks = race.ahead.iter().filter_map(|runner| {
        board.unit(runner.slot).map(|unit| Pick {
            unit_id: unit.id,
            call_sign: unit.call_sign.clone(),
            profile: unit.profile,
            eta_ms: runner.eta,
            handicap_ms: runner.effective - runner.eta,
            reasons: Vec::new(),
        })
    });
    let crews = race.ahead.iter().map(|runner| runner.crew);
    (picks.collect(), team(crews, case.need.crew()).unwrap_or(race.ahead.len()))
}

/// Units met that should not go, nearer than the farthest pick, or all where there are not enough picks.
fn met(board: &Board, case: &Case<'_>, race: &Race<'_>) -> Vec<PassedOver> {
    let farthest = if race.enough() { race.ahead.iter().map(|runner| runner.eta).max() } else { None };
    let is_ahead = |met: &Met| race.ahead.iter().any(|runner| runner.slot == met.slot);
    let mut all: Vec<Met> = race.handicapped.list().iter().filter(|met| !is_ahead(met)).copied().collect();
    all.extend(race.passed.list());
    all.retain(|met| farthest.is_none_or(|farthest| met.eta < farthest));
    all.sort_unstable();
    all.truncate(case.policy.passed_over_most);
    all.into_iter()
        .filter_map(|met| {
            let unit = board.unit(met.slot)?;
            let reason = weigh(unit, case).err().or_else(|| handicaps(unit, case).into_iter().next())?;
            Some(PassedOver { unit_id: unit.id, call_sign: unit.call_sign.clone(), eta_ms: Some(met.eta), reason })
        })
        .collect()
}

/// Adds units on duty that have no travel time, by id, up to the limit: those on no road, and, where the search went
/// over the whole map because there were not enough, those that it did not meet.
fn without_time(board: &Board, case: &Case<'_>, enough: bool, picks: &[Pick], passed_over: &mut Vec<PassedOver>) {
    let room = case.policy.passed_over_most.saturating_sub(passed_over.len());
    if room == 0 {
        return;
    }
    let name = |unit: &crate::Unit| PassedOver {
        unit_id: unit.id,
        call_sign: unit.call_sign.clone(),
        eta_ms: None,
        reason: weigh(unit, case).err().unwrap_or(Reason::NoRoad),
    };
    if enough {
        passed_over.extend(board.unplaced().take(room).map(name));
        return;
    }
    let is_named =
        |id: UnitId| picks.iter().any(|pick| pick.unit_id == id) || passed_over.iter().any(|other| other.unit_id == id);
    let mut rest: Vec<&crate::Unit> = board.iter().filter(|unit| unit.is_on_duty() && !is_named(unit.id)).collect();
    rest.sort_unstable_by_key(|unit| unit.id);
    let rest: Vec<PassedOver> = rest.into_iter().take(room).map(name).collect();
    passed_over.extend(rest);
}
