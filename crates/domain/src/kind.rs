//! Kinds of 110 call: the class, the grade a kind starts with, and what it needs.
//!
//! Classes after 110接处警工作规则 (公通字〔2003〕31号): report (报警), help (求助), complaint (投诉). No national table
//! of grades could be verified, so grades are our own and the desk can change them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::unit::Grade;

/// Class of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// 报警: crime, public order, disaster.
    Report,
    /// 求助: somebody needs help.
    Help,
    /// 投诉: police misconduct now occurring (督察条例 art. 9).
    Complaint,
}

/// One kind of call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Kind {
    /// Stable code; its text is the message `kind-<code>`.
    pub code: &'static str,
    /// Class.
    pub class: Class,
    /// Grade the call starts with.
    #[schema(value_type = u8, minimum = 1, maximum = 4)]
    pub grade: Grade,
    /// Police officers needed: evidence is taken by two (治安管理处罚法 art. 108).
    pub officers_needed: u8,
}

const fn kind(code: &'static str, class: Class, grade: Grade, officers_needed: u8) -> Kind {
    Kind { code, class, grade, officers_needed }
}

/// Every kind, in the order in which the desk sees them.
pub const KINDS: [Kind; 23] = [
    kind("sudden_illness", Class::Help, Grade::DangerToLife, 1),
    kind("suicide_risk", Class::Help, Grade::DangerToLife, 1),
    kind("water_rescue", Class::Help, Grade::DangerToLife, 1),
    kind("fire_or_gas", Class::Help, Grade::DangerToLife, 1),
    kind("trapped", Class::Help, Grade::Urgent, 1),
    kind("lost_person", Class::Help, Grade::Urgent, 1),
    kind("robbery", Class::Report, Grade::DangerToLife, 2),
    kind("assault", Class::Report, Grade::DangerToLife, 2),
    kind("domestic_violence", Class::Report, Grade::DangerToLife, 2),
    kind("burglary", Class::Report, Grade::Urgent, 2),
    kind("mass_incident", Class::Report, Grade::DangerToLife, 2),
    kind("traffic_accident", Class::Report, Grade::Urgent, 1),
    kind("suspicious_activity", Class::Report, Grade::Urgent, 1),
    kind("disturbance", Class::Report, Grade::Urgent, 1),
    kind("theft", Class::Report, Grade::Ordinary, 1),
    kind("fraud", Class::Report, Grade::Ordinary, 1),
    kind("property_damage", Class::Report, Grade::Ordinary, 1),
    kind("dispute", Class::Help, Grade::Ordinary, 1),
    kind("noise", Class::Help, Grade::NoHurry, 1),
    kind("found_property", Class::Help, Grade::NoHurry, 1),
    kind("consultation", Class::Help, Grade::NoHurry, 1),
    kind("police_conduct", Class::Complaint, Grade::Urgent, 1),
    kind("other", Class::Help, Grade::Ordinary, 1),
];

/// The kind with this code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.code == code)
}
