//! Who is ahead while the search runs: the best units that may go, and the nearest that were passed over.

use chrono::{DateTime, Utc};
use kaimen_domain::id::UnitId;

use crate::Board;
use crate::rules::two_officers::team;
use crate::rules::{Case, weigh};

/// A unit that may go. The fields are in the order in which units are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Runner {
    /// Travel time and handicaps, milliseconds.
    pub effective: u32,
    /// When the last call ended; none yet is the smallest.
    pub since: Option<DateTime<Utc>>,
    pub id: UnitId,
    pub slot: u32,
    /// Travel time, milliseconds.
    pub eta: u32,
    pub crew: u8,
}

/// A unit met that may not go, or that has a handicap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Met {
    pub eta: u32,
    pub id: UnitId,
    pub slot: u32,
}

/// The nearest so many units met, each once.
#[derive(Debug)]
pub(crate) struct Nearest {
    most: usize,
    list: Vec<Met>,
}

impl Nearest {
    fn new(most: usize) -> Self {
        Self { most, list: Vec::with_capacity(most.min(64)) }
    }

    /// Keeps the unit if it is among the nearest; of two offers of one unit the smaller counts.
    fn offer(&mut self, met: Met) {
        if self.list.len() >= self.most && self.list.last().is_none_or(|last| met >= *last) {
            return;
        }
        if let Some(at) = self.list.iter().position(|known| known.slot == met.slot) {
            if self.list[at].eta <= met.eta {
                return;
            }
            self.list.remove(at);
        }
        self.list.truncate(self.most - 1);
        let at = self.list.partition_point(|known| *known < met);
        self.list.insert(at, met);
    }

    pub(crate) fn list(&self) -> &[Met] {
        &self.list
    }
}

/// The state of one decision.
#[derive(Debug)]
pub(crate) struct Race<'a> {
    board: &'a Board,
    case: Case<'a>,
    /// The best so far, in order.
    pub ahead: Vec<Runner>,
    /// Units that may not go.
    pub passed: Nearest,
    /// Units with a handicap, whether they are ahead or not.
    pub handicapped: Nearest,
    /// The search may stop beyond this travel time; `u32::MAX` until enough are ahead.
    bound: u32,
    enough: bool,
}

impl<'a> Race<'a> {
    pub(crate) fn new(board: &'a Board, case: Case<'a>) -> Self {
        let most = case.policy.passed_over_most;
        let units = case.need.units();
        Self {
            board,
            case,
            ahead: Vec::with_capacity(units + 2),
            passed: Nearest::new(most),
            // Those ahead are taken out at the end, and never more are ahead than this.
            handicapped: Nearest::new(most + units.max(case.need.crew() as usize)),
            bound: u32::MAX,
            enough: false,
        }
    }

    /// Takes a unit that the search met and tells how far the search must go on.
    ///
    /// Handicaps are never negative, so a unit met beyond the last one ahead cannot get ahead of it: the answer is
    /// exact. The bound only falls.
    pub(crate) fn offer(&mut self, slot: u32, eta: u32) -> u32 {
        if let Some(unit) = self.board.unit(slot) {
            let met = Met { eta, id: unit.id, slot };
            match weigh(unit, &self.case) {
                Err(_) => self.passed.offer(met),
                Ok(handicap) => {
                    if handicap > 0 {
                        self.handicapped.offer(met);
                    }
                    let effective = eta.saturating_add(handicap);
                    let (since, id, crew) = (unit.last_call_ended, unit.id, unit.crew);
                    self.run(Runner { effective, since, id, slot, eta, crew });
                }
            }
        }
        self.bound
    }

    fn run(&mut self, runner: Runner) {
        if self.enough && self.ahead.last().is_some_and(|last| runner >= *last) {
            return;
        }
        if let Some(at) = self.ahead.iter().position(|known| known.slot == runner.slot) {
            if self.ahead[at].eta <= runner.eta {
                return;
            }
            self.ahead.remove(at);
        }
        let at = self.ahead.partition_point(|known| *known < runner);
        self.ahead.insert(at, runner);
        if let Some(team) = team(self.ahead.iter().map(|runner| runner.crew), self.case.need.crew()) {
            let keep = team.max(self.case.need.units());
            if self.ahead.len() >= keep {
                self.ahead.truncate(keep);
                self.enough = true;
                self.bound = self.ahead.last().map_or(u32::MAX, |last| last.effective);
            }
        }
    }

    /// Whether as many are ahead as were asked for, with officers enough. Once true it stays true.
    pub(crate) fn enough(&self) -> bool {
        self.enough
    }
}
