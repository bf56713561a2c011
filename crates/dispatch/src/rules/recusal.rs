//! Officers who must not handle a matter are not sent to it: 治安管理处罚法 art. 95 (recusal), and the lock that
//! keeps a complainant's matters from the officer complained of (信访条例 art. 18, 人民警察法 art. 46).

use super::{Case, Verdict};
use crate::{Reason, Unit};

/// Passes over units with a recused officer on board. It holds for grade 1 too: the next unit goes.
#[must_use]
pub fn judge(unit: &Unit, case: &Case<'_>) -> Verdict {
    if unit.officers.iter().any(|officer| case.need.recused.contains(officer)) {
        Verdict::PassOver(Reason::Recused)
    } else {
        Verdict::Pass
    }
}
