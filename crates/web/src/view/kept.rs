//! What is kept about a person, in words and as a file.

use kaimen_app::kept::{Item, Kept, Look, Value, What};
use kaimen_app::receipt::Receipt;
use kaimen_domain::deadline::rule::Words;
use kaimen_domain::retention::{Keep, Span};
use serde::Serialize;

use super::rights::{RequestView, day, time};
use crate::text::{Language, Text};

/// Everything in one language.
pub(crate) struct KeptView {
    pub(crate) at: String,
    pub(crate) items: Vec<ItemView>,
    pub(crate) looked: Vec<LookView>,
    pub(crate) worked: Vec<LookView>,
    /// Field, what stood before, when.
    pub(crate) corrections: Vec<(String, String, String)>,
    pub(crate) proofs: Vec<ProofView>,
    pub(crate) requests: Vec<RequestView>,
    pub(crate) held: bool,
}

/// One category.
#[derive(Serialize)]
pub(crate) struct ItemView {
    pub(crate) title: String,
    pub(crate) purpose: &'static str,
    pub(crate) ground: &'static str,
    pub(crate) keep: String,
    pub(crate) basis: &'static str,
    pub(crate) until: Option<String>,
    pub(crate) stays: Option<String>,
    /// Label and text.
    pub(crate) values: Vec<(String, String)>,
}

/// Somebody who looked or worked.
#[derive(Serialize)]
pub(crate) struct LookView {
    pub(crate) seq: i64,
    pub(crate) at: String,
    pub(crate) who: String,
    pub(crate) what: String,
    pub(crate) why: String,
    /// Was kept away.
    pub(crate) away: bool,
    /// How often on end, where the page draws them together; the file names each.
    #[serde(skip)]
    pub(crate) times: usize,
}

/// Draws together what the same person did on end, on the same day and for the same reason: a page that keeps itself
/// current looks again and again.
fn together(looks: Vec<LookView>) -> Vec<LookView> {
    let mut drawn: Vec<LookView> = Vec::new();
    for look in looks {
        let day = |look: &LookView| look.at.split(' ').next().map(str::to_owned);
        let same = |last: &LookView| {
            (&last.who, &last.what, &last.why, day(last)) == (&look.who, &look.what, &look.why, day(&look))
        };
        match drawn.last_mut().filter(|last| same(last)) {
            Some(last) => last.times += 1,
            None => drawn.push(look),
        }
    }
    drawn
}

/// Something that was erased.
#[derive(Serialize)]
pub(crate) struct ProofView {
    pub(crate) what: String,
    pub(crate) cause: String,
    pub(crate) at: String,
    pub(crate) count: u64,
    pub(crate) seq: i64,
    /// What stands for the matter in the proof.
    pub(crate) matter: String,
}

/// The words of a rule in the language of the page.
pub(crate) fn words(t: Text, words: Words) -> &'static str {
    match t.language {
        Language::Chinese => words.zh,
        Language::English => words.en,
    }
}

/// How long something is kept.
pub(crate) fn keep(t: Text, keep: Keep) -> String {
    let span = |span: Span| match span {
        Span::Months(count) => t.with("span-months", "count", count),
        Span::Days(count) => t.with("span-days", "count", count),
        Span::Hours(count) => t.with("span-hours", "count", count),
    };
    match keep {
        Keep::AtMost(time) => t.with("keep-at-most", "span", span(time)),
        Keep::AtLeast(time) => t.with("keep-at-least", "span", span(time)),
        Keep::ForGood => t.of("keep-for-good"),
    }
}

impl ItemView {
    fn new(t: Text, item: &Item) -> Self {
        let value = |value: &Value| {
            let text = value.coded.map_or_else(|| value.text.clone(), |start| t.coded(start, &value.text));
            (t.coded("kept", value.name), text)
        };
        Self {
            title: t.coded("category", item.category.word()),
            purpose: words(t, item.rule.purpose),
            ground: words(t, item.ground),
            keep: format!("{}{}{}", words(t, item.rule.counted), t.of("kept-then"), keep(t, item.edition.keep)),
            basis: words(t, item.edition.basis),
            until: item.until.map(day),
            stays: item.stays.map(|stays| t.coded("stays", stays.word())),
            values: item.values.iter().map(value).collect(),
        }
    }
}

/// Acts that have a text of their own; the others are called work.
const ACTS: [&str; 36] = [
    "take",
    "read",
    "read-contact",
    "read-matter",
    "read-attachment",
    "classify",
    "dispatch",
    "recall",
    "divert",
    "merge",
    "unmerge",
    "recuse",
    "note",
    "acknowledge",
    "en-route",
    "on-scene",
    "backup",
    "resolve",
    "feedback",
    "close",
    "reopen",
    "refer",
    "accept-referral",
    "decline-referral",
    "complete-referral",
    "assign-owner",
    "refused-recused",
    "erased",
    "correct",
    "set-legal-hold",
    "lift-legal-hold",
    "ask-rights",
    "answer-rights",
    "review-rights",
    "rights-closed",
    "attach",
];
/// Reasons that have a text.
const REASONS: [&str; 7] = ["referral", "own", "unit", "complaint", "bureau", "owner", "break_glass"];

impl LookView {
    fn new(t: Text, look: &Look) -> Self {
        let who = match (look.role, look.own) {
            (_, true) => t.of("look-own"),
            (None, false) => t.of("look-system"),
            (Some(role), false) => {
                let role = t.coded("role", role.word());
                let parts = [look.station.clone(), Some(role), look.name.clone()];
                parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
            }
        };
        let act = if ACTS.contains(&look.act.as_str()) {
            look.act.as_str()
        } else if look.act.starts_with("medical/") {
            "medical"
        } else {
            "other"
        };
        let why = match look.why.as_str() {
            "" => String::new(),
            word if REASONS.contains(&word) => t.coded("basis", word),
            number if number.starts_with('权') => t.with("look-why-request", "number", number),
            rule => t.with("look-why-rule", "rule", rule),
        };
        Self {
            seq: look.seq,
            at: time(look.at),
            who,
            what: t.coded("look", act),
            why,
            away: look.what == What::KeptAway,
            times: 1,
        }
    }
}

impl KeptView {
    /// For the page: looks on end drawn together.
    pub(crate) fn drawn_together(mut self) -> Self {
        self.looked = together(self.looked);
        self
    }

    pub(crate) fn new(t: Text, kept: &Kept) -> Self {
        let looks = |what: fn(What) -> bool| {
            kept.looks.iter().filter(|look| what(look.what)).map(|look| LookView::new(t, look)).collect()
        };
        let proof = |proof: &kaimen_app::kept::Proof| ProofView {
            what: t.coded("category", proof.category.word()),
            cause: match proof.rule.as_str() {
                "request" => t.of("proof-request"),
                rule => t.with("proof-rule", "rule", rule),
            },
            at: time(proof.at),
            count: proof.count,
            seq: proof.audit_seq,
            matter: kaimen_app::hex(&proof.matter_hash),
        };
        let request =
            |followed: &kaimen_app::rights::Followed| RequestView::new(t, &followed.request, followed.due, kept.at);
        let correction = |one: &kaimen_app::kept::Correction| {
            (t.coded("field", one.field.word()), one.original.clone(), time(one.at))
        };
        Self {
            at: time(kept.at),
            items: kept.items.iter().map(|item| ItemView::new(t, item)).collect(),
            looked: looks(|what| what != What::Worked),
            worked: looks(|what| what == What::Worked),
            corrections: kept.corrections.iter().map(correction).collect(),
            proofs: kept.proofs.iter().map(proof).collect(),
            requests: kept.requests.iter().map(request).collect(),
            held: kept.held,
        }
    }
}

/// The copy as a file: the same words as on the page, in a form that other programs read.
#[derive(Serialize)]
pub(crate) struct Copy {
    receipt: String,
    drawn_up_at: String,
    language: &'static str,
    kept: Vec<ItemView>,
    who_looked: Vec<LookView>,
    who_worked: Vec<LookView>,
    corrected: Vec<Corrected>,
    deleted: Vec<ProofView>,
    requests: Vec<Request>,
    legal_hold: bool,
}

#[derive(Serialize)]
struct Corrected {
    field: String,
    before: String,
    at: String,
}

#[derive(Serialize)]
struct Request {
    number: String,
    received_at: String,
    state: String,
    asked: Vec<(String, String)>,
    answer: Option<String>,
    reasons: Option<String>,
    review: Option<String>,
    review_reasons: Option<String>,
}

impl Copy {
    pub(crate) fn new(t: Text, receipt: &Receipt, kept: &Kept) -> Self {
        let view = KeptView::new(t, kept);
        let request = |request: RequestView| Request {
            number: request.number,
            received_at: request.received,
            state: request.state,
            asked: request.asked,
            answer: request.answer.as_ref().map(|answer| answer.what.clone()),
            reasons: request.answer.map(|answer| answer.reasons),
            review: request.review.as_ref().map(|review| review.what.clone()),
            review_reasons: request.review.map(|review| review.reasons),
        };
        Self {
            receipt: receipt.own.receipt.clone(),
            drawn_up_at: kept.at.to_rfc3339(),
            language: t.language.tag(),
            kept: view.items,
            who_looked: view.looked,
            who_worked: view.worked,
            corrected: view
                .corrections
                .into_iter()
                .map(|(field, before, at)| Corrected { field, before, at })
                .collect(),
            deleted: view.proofs,
            requests: view.requests.into_iter().map(request).collect(),
            legal_hold: view.held,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LookView, together};

    #[test]
    fn looks_on_end_are_drawn_together_and_none_is_lost() {
        let look = |at: &str, who: &str| LookView {
            seq: 0,
            at: at.to_owned(),
            who: who.to_owned(),
            what: String::new(),
            why: String::new(),
            away: false,
            times: 1,
        };
        let looks = ["01 09:05 A", "01 09:06 A", "01 09:07 B", "01 09:08 A", "02 09:05 A"];
        let drawn =
            together(looks.iter().filter_map(|line| line.rsplit_once(' ')).map(|(at, who)| look(at, who)).collect());
        let shown: Vec<_> = drawn.iter().map(|look| (look.at.as_str(), look.who.as_str(), look.times)).collect();
        assert_eq!(shown, [("01 09:05", "A", 2), ("01 09:07", "B", 1), ("01 09:08", "A", 1), ("02 09:05", "A", 1)]);
    }
}
