//! How long what is kept is kept (PIPL art. 19; red line 17): rules as dated data, and what must stay.
//!
//! The edition in force on the day of the purge decides, for old records too: keeping is an act that goes on. A legal
//! hold keeps a matter whole; nothing goes before the end of the matter; what a statute keeps for a time stays so long.

mod document;
mod rules;

use chrono::{DateTime, Duration, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::deadline::rule::{Evidence, Words};
use crate::matter::MatterKind;

pub use document::document;
pub use rules::RULES;

macro_rules! categories {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)+) => {
        /// A category of what is kept.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Category {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Category {
            /// Every category.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word kept in the database and used in messages.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

categories! {
    /// How the person who called is reached; sealed.
    Contact = "contact",
    /// The link to 120: coarse condition, hospital, handover.
    Medical = "medical",
    /// What was written: what the caller said, the words of the place, notes, the result in words.
    Texts = "texts",
    /// Files.
    Attachments = "attachments",
    /// What a person wrote to use their rights, and the reasons of the answer.
    Rights = "rights",
    /// Needs of households (M02).
    Hardship = "hardship",
    /// Recordings of officers at work.
    AudioVideo = "audio_video",
    /// Logs of the network.
    NetworkLog = "network_log",
    /// The last place of a unit.
    Position = "position",
    /// That a receipt is open in a browser.
    ReceiptSession = "receipt_session",
    /// That somebody is signed in.
    Session = "session",
    /// What was answered to a request that may come twice.
    RequestAnswer = "request_answer",
    /// Work that was done.
    Job = "job",
    /// What somebody was told and has seen.
    Alert = "alert",
    /// Number, kind, times, units and outcome of a matter.
    Record = "record",
    /// Who did what, when and why.
    Audit = "audit",
    /// That something was erased.
    Proof = "proof",
}

/// Categories of a matter that are erased when their time has come.
pub const OF_A_MATTER: [Category; 5] =
    [Category::Contact, Category::Medical, Category::Texts, Category::Attachments, Category::Rights];

/// Categories that the person of a matter can ask to be deleted.
pub const ON_REQUEST: [Category; 4] = [Category::Contact, Category::Medical, Category::Texts, Category::Attachments];

impl std::str::FromStr for Category {
    type Err = UnknownCategory;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|one| one.word() == word).ok_or_else(|| UnknownCategory(word.to_owned()))
    }
}

/// A word that names no category.
#[derive(Debug, thiserror::Error)]
#[error("unknown category {0:?}")]
pub struct UnknownCategory(pub String);

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Calendar months.
    Months(u32),
    /// Days of 24 hours.
    Days(u32),
    /// Hours.
    Hours(u32),
}

impl Span {
    /// The moment that lies so long after `from`.
    #[must_use]
    pub fn after(self, from: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Months(months) => from.checked_add_months(Months::new(months)).unwrap_or(DateTime::<Utc>::MAX_UTC),
            Self::Days(days) => from + Duration::days(i64::from(days)),
            Self::Hours(hours) => from + Duration::hours(i64::from(hours)),
        }
    }

    /// What ended at this moment or earlier is due at `now`.
    #[must_use]
    pub fn before(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Months(months) => now.checked_sub_months(Months::new(months)).unwrap_or(DateTime::<Utc>::MIN_UTC),
            Self::Days(days) => now - Duration::days(i64::from(days)),
            Self::Hours(hours) => now - Duration::hours(i64::from(hours)),
        }
    }
}

/// How long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Not longer than this.
    AtMost(Span),
    /// Not shorter than this.
    AtLeast(Span),
    /// For good: it holds nothing that must go.
    ForGood,
}

/// A rule as it stands from one day to another.
#[derive(Debug, Clone, Copy)]
pub struct Edition {
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None` while it is in force.
    pub until: Option<NaiveDate>,
    /// How long.
    pub keep: Keep,
    /// Where it is written.
    pub basis: Words,
    /// How firm that is.
    pub evidence: Evidence,
}

/// A rule: one category, of all matters or of one kind.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Name, such as `R01`; stands in proofs of deletion.
    pub id: &'static str,
    /// What.
    pub category: Category,
    /// Of which kind of matter; `None` for every one and for what belongs to none.
    pub kind: Option<MatterKind>,
    /// From when the time is counted.
    pub counted: Words,
    /// Why it is kept at all.
    pub purpose: Words,
    /// Who sees to it.
    pub by: By,
    /// Oldest first; none overlap.
    pub editions: &'static [Edition],
}

/// Who erases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// kaimen's purge.
    Purge,
    /// Nobody: it stays.
    Nobody,
    /// Whoever keeps it: kaimen does not.
    Elsewhere,
}

impl Rule {
    /// The edition in force on `day`.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&'static Edition> {
        self.editions.iter().find(|one| one.from <= day && one.until.is_none_or(|until| day <= until))
    }

    /// The longest time, where the edition in force at `now` names one and the purge sees to it.
    #[must_use]
    pub fn span(&self, now: DateTime<Utc>) -> Option<Span> {
        match self.on(now.date_naive())?.keep {
            Keep::AtMost(span) if self.by == By::Purge => Some(span),
            Keep::AtMost(_) | Keep::AtLeast(_) | Keep::ForGood => None,
        }
    }
}

/// The rule for a category of a kind of matter: its own where there is one, else the one for all.
#[must_use]
pub fn rule(category: Category, kind: Option<MatterKind>) -> Option<&'static Rule> {
    let of = |kind| RULES.iter().find(|rule| rule.category == category && rule.kind == kind);
    kind.and_then(|kind| of(Some(kind))).or_else(|| of(None))
}

/// What the rules look at in a matter before something of it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// It has ended.
    pub ended: bool,
    /// A case was opened from it: health data and texts belong to the case.
    pub case: bool,
    /// A legal hold is on it.
    pub held: bool,
}

/// Why something stays for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Kept {
    /// A legal hold is on the matter.
    #[error("a legal hold is on this matter")]
    Held,
    /// What it is kept for is not done yet (PIPL art. 47(1)).
    #[error("the matter has not ended")]
    Open,
    /// It belongs to a case.
    #[error("a case was opened from this matter")]
    Case,
}

impl Kept {
    /// The stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Open => "open",
            Self::Case => "case",
        }
    }
}

/// Whether `category` of a matter may go now.
///
/// # Errors
/// Why it stays.
pub fn may_go(category: Category, facts: Facts) -> Result<(), Kept> {
    if facts.held {
        return Err(Kept::Held);
    }
    if !facts.ended {
        return Err(Kept::Open);
    }
    let in_case = matches!(category, Category::Medical | Category::Texts | Category::Attachments);
    if facts.case && in_case { Err(Kept::Case) } else { Ok(()) }
}
