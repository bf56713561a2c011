//! The policies that can be compared. Each is a setting of the rules of `kaimen-dispatch`.

use kaimen_dispatch::Policy;
use serde::Serialize;

/// How it is decided who goes, and where units stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rules {
    /// Its word on the command line.
    pub name: &'static str,
    /// In a few words.
    pub about: &'static str,
    /// Parameters of the rules.
    pub policy: Policy,
    /// Handicap for each hundredth of the calls that would go without cover; `None` does not look at cover.
    pub coverage_step_ms: Option<u32>,
    /// Whether units under way to lesser calls may be taken for graver ones.
    pub interrupt: bool,
    /// Whether freed units go to the base where they are missed most.
    pub move_up: bool,
}

impl Rules {
    /// Every policy.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let closest = Self {
            name: "closest",
            about: "the free unit that is there first",
            policy: Policy::plain(),
            coverage_step_ms: None,
            interrupt: false,
            move_up: false,
        };
        let live = Policy { fix_limit_seconds: None, ..Policy::default() };
        let own = Policy { other_area_ms: 120_000, ..Policy::plain() };
        let spare = Policy {
            rest_handicap_ms: 120_000,
            rest_seconds: 1_200,
            load_step_ms: 15_000,
            load_most_ms: 90_000,
            ..Policy::plain()
        };
        let other = |name, about| Self { name, about, ..closest.clone() };
        vec![
            Self { policy: live, ..other("live", "the rules of the live service") },
            Self { policy: spare, ..other("spare", "as closest, but units just back or with many calls are spared") },
            Self { policy: own, ..other("area", "as closest, but two minutes' preference for the own community") },
            Self {
                coverage_step_ms: Some(60_000),
                ..other("coverage", "who goes is weighed against what stays within reach (DMEXCLP)")
            },
            Self { interrupt: true, ..other("interrupt", "graver calls take units from lesser ones under way") },
            Self { move_up: true, ..other("move-up", "freed units go where they are missed most (DMEXCLP)") },
            closest,
        ]
        .into_iter()
        .map(|mut rules| {
            // Nobody reads who was passed over.
            rules.policy.passed_over_most = 0;
            rules
        })
        .collect()
    }

    /// The policy of a word.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|rules| rules.name == name)
    }
}
