//! Means of travel.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How somebody moves over the road network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// Patrol car.
    Car,
    /// Electric bicycle or scooter.
    Ebike,
    /// On foot.
    Foot,
}

impl Profile {
    /// Every profile, in the order in which arrays of three are indexed.
    pub const ALL: [Self; 3] = [Self::Car, Self::Ebike, Self::Foot];

    /// Position in arrays of three.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// The word used in files and on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Car => "car",
            Self::Ebike => "ebike",
            Self::Foot => "foot",
        }
    }
}

impl std::str::FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|profile| profile.word() == word).ok_or_else(|| UnknownProfile(word.to_owned()))
    }
}

/// A word that names no profile.
#[derive(Debug, thiserror::Error)]
#[error("unknown means of travel {0:?}: use car, ebike or foot")]
pub struct UnknownProfile(pub String);
