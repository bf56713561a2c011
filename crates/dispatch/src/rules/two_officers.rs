//! Evidence is taken by at least two police officers (治安管理处罚法 art. 108). Units with fewer go as a team: the first
//! picks whose crews add up.

use super::{Case, Verdict};
use crate::{Reason, Unit};

/// Passes over a vehicle with nobody on board, which adds nothing to a team.
#[must_use]
pub fn judge(unit: &Unit, _case: &Case<'_>) -> Verdict {
    if unit.crew == 0 { Verdict::PassOver(Reason::NoCrew) } else { Verdict::Pass }
}

/// How many of the first crews are needed for `officers`, or `None` where all together are too few.
pub fn team(crews: impl IntoIterator<Item = u8>, officers: u32) -> Option<usize> {
    let mut sum = 0_u32;
    for (at, crew) in crews.into_iter().enumerate() {
        sum += u32::from(crew);
        if sum >= officers {
            return Some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::team;

    #[test]
    fn the_team_is_the_shortest_run_that_adds_up() {
        assert_eq!(team([1, 1, 2], 2), Some(2));
        assert_eq!(team([2, 1, 2], 2), Some(1));
        assert_eq!(team([1], 2), None);
        assert_eq!(team([], 1), None);
    }
}
