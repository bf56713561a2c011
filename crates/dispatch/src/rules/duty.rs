//! Only units that are on duty and free may go.

use kaimen_domain::unit::DutyStatus;

use super::{Case, Verdict};
use crate::{Reason, Unit};

/// Passes over every unit that is not available.
#[must_use]
pub fn judge(unit: &Unit, _case: &Case<'_>) -> Verdict {
    match unit.status {
        DutyStatus::Available => Verdict::Pass,
        DutyStatus::Committed => Verdict::PassOver(Reason::Committed),
        DutyStatus::EnRoute => Verdict::PassOver(Reason::EnRoute),
        DutyStatus::OnScene => Verdict::PassOver(Reason::OnScene),
        DutyStatus::Break => Verdict::PassOver(Reason::OnBreak),
        DutyStatus::Off => Verdict::PassOver(Reason::OffDuty),
    }
}
