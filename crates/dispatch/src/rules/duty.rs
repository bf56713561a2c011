//! Only units that are on duty and free may go.

use kaimen_domain::unit::DutyStatus;

use super::{Case, Verdict, interrupt};
use crate::{Reason, Unit};

/// Passes over every unit that is not available; one that is under way is judged by [`interrupt`].
#[must_use]
pub fn judge(unit: &Unit, case: &Case<'_>) -> Verdict {
    match unit.status {
        DutyStatus::Available => Verdict::Pass,
        DutyStatus::Committed => Verdict::PassOver(Reason::Committed),
        DutyStatus::EnRoute => interrupt::judge(unit, case),
        DutyStatus::OnScene => Verdict::PassOver(Reason::OnScene),
        DutyStatus::Break => Verdict::PassOver(Reason::OnBreak),
        DutyStatus::Off => Verdict::PassOver(Reason::OffDuty),
    }
}
