//! Units on duty: status, skills, and the grade of what they are sent to.

use std::fmt;
use std::str::FromStr;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

/// Urgency of a call; the smaller number goes first, in order and in number 1 to 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
#[repr(u8)]
pub enum Grade {
    /// 1: danger to life now. No rule of comfort or fairness holds it up (emergency first).
    DangerToLife = 1,
    /// 2: urgent.
    Urgent = 2,
    /// 3: ordinary.
    Ordinary = 3,
    /// 4: no hurry.
    NoHurry = 4,
}

impl Grade {
    /// Every grade, the most urgent first.
    pub const ALL: [Self; 4] = [Self::DangerToLife, Self::Urgent, Self::Ordinary, Self::NoHurry];

    /// 1 to 4.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }
}

impl From<Grade> for u8 {
    fn from(grade: Grade) -> Self {
        grade.number()
    }
}

impl TryFrom<u8> for Grade {
    type Error = NoSuchGrade;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        Self::ALL.into_iter().find(|grade| grade.number() == number).ok_or(NoSuchGrade(number))
    }
}

/// A number that is no grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no grade {0}: use 1 (danger to life) to 4 (no hurry)")]
pub struct NoSuchGrade(pub u8);

/// What a unit is doing now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DutyStatus {
    /// On duty and free.
    Available,
    /// Sent to a call and not yet moving.
    Committed,
    /// On the way to a call.
    EnRoute,
    /// At the place of a call.
    OnScene,
    /// On duty, at rest.
    Break,
    /// Off duty.
    Off,
}

impl DutyStatus {
    /// Every status.
    pub const ALL: [Self; 6] = [Self::Available, Self::Committed, Self::EnRoute, Self::OnScene, Self::Break, Self::Off];

    /// The word used in files, in JSON and on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Committed => "committed",
            Self::EnRoute => "en_route",
            Self::OnScene => "on_scene",
            Self::Break => "break",
            Self::Off => "off",
        }
    }

    /// Whether the unit is held by a call.
    #[must_use]
    pub fn is_on_a_call(self) -> bool {
        matches!(self, Self::Committed | Self::EnRoute | Self::OnScene)
    }
}

impl FromStr for DutyStatus {
    type Err = UnknownDutyStatus;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|status| status.word() == word).ok_or_else(|| UnknownDutyStatus(word.to_owned()))
    }
}

/// A word that names no duty status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown duty status {0:?}: use available, committed, en_route, on_scene, break or off")]
pub struct UnknownDutyStatus(pub String);

/// One ability. Patrol is implied and has no member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Skill {
    /// Negotiation with somebody in crisis.
    Negotiation,
    /// First aid.
    FirstAid,
    /// A female officer, as bodily examination of a woman needs.
    FemaleOfficer,
    /// English.
    English,
    /// Rescue from water.
    WaterRescue,
    /// Trained for questioning and caring for minors.
    Minors,
}

impl Skill {
    /// Every skill, in the order in which lists name them.
    pub const ALL: [Self; 6] =
        [Self::Negotiation, Self::FirstAid, Self::FemaleOfficer, Self::English, Self::WaterRescue, Self::Minors];

    /// The word used in files, in JSON and on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Negotiation => "negotiation",
            Self::FirstAid => "first_aid",
            Self::FemaleOfficer => "female_officer",
            Self::English => "english",
            Self::WaterRescue => "water_rescue",
            Self::Minors => "minors",
        }
    }

    fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

impl FromStr for Skill {
    type Err = UnknownSkill;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|skill| skill.word() == word).ok_or_else(|| UnknownSkill(word.to_owned()))
    }
}

/// A word that names no skill.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown skill {0:?}: use negotiation, first_aid, female_officer, english, water_rescue or minors")]
pub struct UnknownSkill(pub String);

/// A set of skills in one byte; a list of words in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Skills(u8);

impl Skills {
    /// No skill beyond patrol.
    pub const NONE: Self = Self(0);

    /// This set and one more skill.
    #[must_use]
    pub fn with(self, skill: Skill) -> Self {
        Self(self.0 | skill.bit())
    }

    /// Whether the skill is in the set.
    #[must_use]
    pub fn has(self, skill: Skill) -> bool {
        self.0 & skill.bit() != 0
    }

    /// Whether every skill of `other` is in this set.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// What is in this set and not in `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// What is in both sets.
    #[must_use]
    pub fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The members in the order of [`Skill::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Skill> {
        Skill::ALL.into_iter().filter(move |skill| self.has(*skill))
    }
}

impl FromIterator<Skill> for Skills {
    fn from_iter<I: IntoIterator<Item = Skill>>(skills: I) -> Self {
        skills.into_iter().fold(Self::NONE, Self::with)
    }
}

/// Words with a space between them; empty for none.
impl fmt::Display for Skills {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, skill) in self.iter().enumerate() {
            out.write_str(if at == 0 { "" } else { " " })?;
            out.write_str(skill.word())?;
        }
        Ok(())
    }
}

/// Words separated by spaces, commas, semicolons or bars.
impl FromStr for Skills {
    type Err = UnknownSkill;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        words.split([' ', ',', ';', '|']).filter(|word| !word.is_empty()).map(str::parse).collect()
    }
}

impl Serialize for Skills {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter().map(Skill::word))
    }
}

impl<'de> Deserialize<'de> for Skills {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = Skills;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a list of skills")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut words: A) -> Result<Skills, A::Error> {
                let mut skills = Skills::NONE;
                while let Some(skill) = words.next_element::<Skill>()? {
                    skills = skills.with(skill);
                }
                Ok(skills)
            }
        }
        from.deserialize_seq(Words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_are_the_numbers_one_to_four() {
        for grade in Grade::ALL {
            assert_eq!(Grade::try_from(grade.number()), Ok(grade));
        }
        assert_eq!(Grade::try_from(0), Err(NoSuchGrade(0)));
        assert_eq!(Grade::try_from(5), Err(NoSuchGrade(5)));
        assert!(Grade::DangerToLife < Grade::NoHurry);
    }

    #[test]
    fn words_read_back() {
        for status in DutyStatus::ALL {
            assert_eq!(status.word().parse(), Ok(status));
        }
        assert!("Available".parse::<DutyStatus>().is_err());
    }

    #[test]
    fn sets_cover_and_subtract() {
        let both = Skills::NONE.with(Skill::English).with(Skill::FirstAid);
        assert!(both.covers(Skills::NONE) && both.covers(Skills::NONE.with(Skill::English)));
        assert!(!Skills::NONE.with(Skill::English).covers(both));
        assert_eq!(both.without(Skills::NONE.with(Skill::English)), Skills::NONE.with(Skill::FirstAid));
        assert_eq!(both.to_string(), "first_aid english");
        assert_eq!("english, first_aid".parse(), Ok(both));
        assert!("flying".parse::<Skills>().is_err());
    }

    #[test]
    fn members_have_words_of_their_own() {
        for skill in Skill::ALL {
            assert_eq!(skill.word().parse(), Ok(skill));
        }
    }
}
