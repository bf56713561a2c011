//! What an act does to a call.

use chrono::{DateTime, Utc};

use super::{Call, CallState, DiversionMode, Outcome, Refused, Sending};
use crate::act::Act;
use crate::assignment::{Assignment, AssignmentState};
use crate::id::{AccountId, UnitId};
use crate::kind::Kind;
use crate::medical::{Condition, Medical, MedicalStep};
use crate::unit::Grade;

impl Call {
    fn require(&self, act: Act) -> Result<(), Refused> {
        if Self::from_states(act).contains(&self.state) { Ok(()) } else { Err(Refused::WrongState) }
    }

    /// While a patient is in the officers' care the call is neither ended nor passed on.
    fn require_no_patient(&self) -> Result<(), Refused> {
        if self.patient_open() { Err(Refused::PatientOpen) } else { Ok(()) }
    }

    fn enter(&mut self, state: CallState, now: DateTime<Utc>) {
        if self.state != state {
            self.state = state;
            self.state_since = now;
        }
    }

    /// State that follows from the units still on the call.
    fn follow_units(&mut self, now: DateTime<Utc>) {
        let furthest = self.assignments.iter().filter(|a| a.is_open()).map(|a| a.state).max();
        let state = match furthest {
            None => CallState::Classified,
            Some(AssignmentState::Dispatched) => CallState::Dispatched,
            Some(AssignmentState::Acknowledged) => CallState::Acknowledged,
            Some(AssignmentState::EnRoute) => CallState::EnRoute,
            Some(_) => CallState::OnScene,
        };
        self.enter(state, now);
    }

    /// Changes kind and grade; the first entry stays.
    ///
    /// # Errors
    /// [`Refused::WrongState`] after the end.
    pub fn classify(&mut self, kind: &Kind, grade: Grade) -> Result<(), Refused> {
        self.require(Act::Classify)?;
        kind.code.clone_into(&mut self.kind);
        self.grade = grade;
        self.officers_needed = self.officers_needed.max(kind.officers_needed);
        Ok(())
    }

    /// Sends units.
    ///
    /// # Errors
    /// [`Refused::WrongState`], [`Refused::AlreadyAssigned`].
    pub fn dispatch(&mut self, sendings: Vec<Sending>, now: DateTime<Utc>) -> Result<(), Refused> {
        self.require(Act::Dispatch)?;
        for sending in sendings {
            if self.open_assignment(sending.unit).is_some() {
                return Err(Refused::AlreadyAssigned);
            }
            self.assignments.push(Assignment {
                id: sending.id,
                unit: sending.unit,
                call_sign: sending.call_sign,
                state: AssignmentState::Dispatched,
                eta_ms: sending.eta_ms,
                override_reason: sending.override_reason,
                dispatched_at: now,
                acknowledged_at: None,
                en_route_at: None,
                on_scene_at: None,
                cleared_at: None,
            });
        }
        self.backup_requested = false;
        self.follow_units(now);
        Ok(())
    }

    /// Takes a unit off the call.
    ///
    /// # Errors
    /// [`Refused::WrongState`], [`Refused::NotAssigned`].
    pub fn recall(&mut self, unit: UnitId, now: DateTime<Utc>) -> Result<(), Refused> {
        self.require(Act::Recall)?;
        self.advance(unit, AssignmentState::Recalled, now)
    }

    /// Moves a unit on: acknowledged, en route or on scene. A step may be skipped (one button pressed late on a bad
    /// line), but never taken back.
    ///
    /// # Errors
    /// [`Refused::WrongState`], [`Refused::NotAssigned`].
    pub fn progress(&mut self, unit: UnitId, state: AssignmentState, now: DateTime<Utc>) -> Result<(), Refused> {
        self.require(Act::Acknowledge)?;
        let assignment = self.open_assignment(unit).ok_or(Refused::NotAssigned)?;
        if state <= assignment.state {
            return Err(Refused::WrongState);
        }
        self.advance(unit, state, now)
    }

    fn advance(&mut self, unit: UnitId, state: AssignmentState, now: DateTime<Utc>) -> Result<(), Refused> {
        let assignment =
            self.assignments.iter_mut().find(|a| a.unit == unit && a.is_open()).ok_or(Refused::NotAssigned)?;
        assignment.advance(state, now);
        self.follow_units(now);
        Ok(())
    }

    /// A unit on the call asks for more officers.
    ///
    /// # Errors
    /// [`Refused::WrongState`], [`Refused::NotAssigned`].
    pub fn request_backup(&mut self, unit: UnitId) -> Result<(), Refused> {
        self.require(Act::Backup)?;
        self.open_assignment(unit).ok_or(Refused::NotAssigned)?;
        self.backup_requested = true;
        Ok(())
    }

    /// Passes the call to another service.
    ///
    /// # Errors
    /// [`Refused::DangerToLife`] for grade 1; [`Refused::WrongState`].
    pub fn divert(&mut self, to: String, mode: DiversionMode, now: DateTime<Utc>) -> Result<(), Refused> {
        self.require(Act::Divert)?;
        self.require_no_patient()?;
        if self.grade == Grade::DangerToLife {
            return Err(Refused::DangerToLife);
        }
        self.diverted_to = Some(to);
        self.diversion_mode = Some(mode);
        self.enter(CallState::Diverted, now);
        Ok(())
    }

    /// The other service took the call, or gave it back: then the first receiver keeps it (国办发〔2022〕12号).
    ///
    /// # Errors
    /// [`Refused::WrongState`].
    pub fn diversion_answered(&mut self, accepted: bool, now: DateTime<Utc>) -> Result<(), Refused> {
        self.require(Act::DivertAccepted)?;
        self.enter(if accepted { CallState::Accepted } else { CallState::Classified }, now);
        Ok(())
    }

    /// Makes this call part of `into`.
    ///
    /// # Errors
    /// [`Refused::UnitsAssigned`] while units are on it, [`Refused::BadMerge`], [`Refused::WrongState`].
    pub fn merge(&mut self, into: &Self, now: DateTime<Utc>) -> Result<(), Refused> {
        if self.has_open_units() {
            return Err(Refused::UnitsAssigned);
        }
        self.require(Act::Merge)?;
        self.require_no_patient()?;
        if self.recused.iter().any(|account| !into.recused.contains(account)) {
            return Err(Refused::RecusedElsewhere);
        }
        if self.id == into.id || matches!(into.state, CallState::Merged | CallState::Closed | CallState::Accepted) {
            return Err(Refused::BadMerge);
        }
        self.merged_into = Some(into.id);
        self.enter(CallState::Merged, now);
        Ok(())
    }

    /// Takes the call out of the one it was joined with.
    ///
    /// # Errors
    /// [`Refused::WrongState`].
    pub fn unmerge(&mut self, now: DateTime<Utc>) -> Result<(), Refused> {
        self.require(Act::Unmerge)?;
        self.merged_into = None;
        self.enter(CallState::Classified, now);
        Ok(())
    }

    /// Dealt with on the scene, as a unit that is there says: every unit is free again.
    ///
    /// # Errors
    /// [`Refused::PatientOpen`], [`Refused::WrongState`], [`Refused::NotAssigned`].
    pub fn resolve(&mut self, unit: UnitId, now: DateTime<Utc>) -> Result<(), Refused> {
        self.require(Act::Resolve)?;
        self.require_no_patient()?;
        if self.open_assignment(unit).ok_or(Refused::NotAssigned)?.state != AssignmentState::OnScene {
            return Err(Refused::WrongState);
        }
        for assignment in self.assignments.iter_mut().filter(|a| a.is_open()) {
            assignment.advance(AssignmentState::Cleared, now);
        }
        self.backup_requested = false;
        self.enter(CallState::Resolved, now);
        Ok(())
    }

    /// Writes for the resident what was done. From [`CallState::Classified`] it is the desk's own answer to a call
    /// that needed nobody on the spot.
    ///
    /// # Errors
    /// [`Refused::WrongState`], [`Refused::NotMediated`].
    pub fn give_feedback(&mut self, outcome: Outcome, text: String, now: DateTime<Utc>) -> Result<(), Refused> {
        self.require(Act::Feedback)?;
        self.require_no_patient()?;
        let violent = [&self.kind, &self.first_kind].into_iter().any(|kind| kind == "domestic_violence");
        if violent && outcome == Outcome::Mediated {
            return Err(Refused::NotMediated);
        }
        self.outcome = Some(outcome);
        self.feedback = Some(text);
        self.enter(CallState::Feedback, now);
        Ok(())
    }

    /// Ends the call.
    ///
    /// # Errors
    /// [`Refused::PatientOpen`], [`Refused::WrongState`].
    pub fn close(&mut self, now: DateTime<Utc>) -> Result<(), Refused> {
        self.require(Act::Close)?;
        self.require_no_patient()?;
        self.closed_at = Some(now);
        self.enter(CallState::Closed, now);
        Ok(())
    }

    /// Takes the call up again.
    ///
    /// # Errors
    /// [`Refused::WrongState`].
    pub fn reopen(&mut self, now: DateTime<Utc>) -> Result<(), Refused> {
        self.require(Act::Reopen)?;
        self.reopened = true;
        self.closed_at = None;
        self.enter(CallState::Classified, now);
        Ok(())
    }

    /// Names accounts that may neither go nor look from now on.
    ///
    /// # Errors
    /// [`Refused::UnitsAssigned`] while a unit of theirs is on the call: recall it first.
    pub fn recuse(&mut self, units: &[UnitId], accounts: Vec<AccountId>) -> Result<(), Refused> {
        self.require(Act::Recuse)?;
        if units.iter().any(|unit| self.open_assignment(*unit).is_some()) {
            return Err(Refused::UnitsAssigned);
        }
        self.recused.extend(accounts);
        self.recused.sort_unstable();
        self.recused.dedup();
        // Whoever is complained of is not in charge of it either.
        self.owner = self.owner.filter(|owner| !self.recused.contains(owner));
        Ok(())
    }

    /// Asks 120 for an ambulance.
    ///
    /// # Errors
    /// [`Refused::WrongState`] where it was asked before or the call has ended.
    pub fn request_medical(&mut self, condition: Condition, now: DateTime<Utc>) -> Result<(), Refused> {
        self.require(Act::MedicalRequest)?;
        if self.patient_open() {
            return Err(Refused::WrongState);
        }
        self.medical = Some(Medical::request(condition, now));
        Ok(())
    }

    /// One step of the link to 120.
    ///
    /// # Errors
    /// [`Refused::WrongState`].
    pub fn step_medical(&mut self, step: MedicalStep, now: DateTime<Utc>) -> Result<(), Refused> {
        self.require(step.act())?;
        self.medical.as_mut().ok_or(Refused::WrongState)?.step(step, now)
    }

    /// Notes that the resident rated; the rating itself is kept apart from the call (red line 6).
    ///
    /// # Errors
    /// [`Refused::AlreadyRated`], [`Refused::WrongState`].
    pub fn mark_rated(&mut self) -> Result<(), Refused> {
        self.require(Act::Rate)?;
        if self.rated {
            return Err(Refused::AlreadyRated);
        }
        self.rated = true;
        Ok(())
    }
}
