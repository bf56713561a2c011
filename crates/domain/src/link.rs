//! Two matters that belong together.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{AccountId, LinkId, MatterId};
use crate::matter::Matter;

/// How they belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// One has to do with the other.
    Related,
    /// Two records of the same thing.
    Duplicate,
}

impl LinkKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Related, Self::Duplicate];

    /// The word kept in the database and used in messages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Related => "related",
            Self::Duplicate => "duplicate",
        }
    }
}

/// A link between two matters; it has no direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Record.
    pub id: LinkId,
    /// One matter, the one with the lower id.
    pub a: MatterId,
    /// The other.
    pub b: MatterId,
    /// How they belong together.
    pub kind: LinkKind,
    /// Who linked them.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

impl Link {
    /// Links two matters; `None` for a matter with itself.
    #[must_use]
    pub fn between(
        id: LinkId,
        one: MatterId,
        other: MatterId,
        kind: LinkKind,
        by: AccountId,
        at: DateTime<Utc>,
    ) -> Option<Self> {
        (one != other).then(|| Self { id, a: one.min(other), b: one.max(other), kind, by, at })
    }

    /// The matter at the other end.
    #[must_use]
    pub fn other(&self, one: MatterId) -> MatterId {
        if self.a == one { self.b } else { self.a }
    }
}

/// Who is complained of in any of these matters: linked as they are, they are locked out of all (red line 7).
#[must_use]
pub fn locked_out(linked: &[Matter]) -> BTreeSet<AccountId> {
    linked.iter().flat_map(|matter| matter.recused.iter().copied()).collect()
}
