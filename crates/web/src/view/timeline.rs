//! What happened to a matter, in words. Only what is listed here is shown of a row: never a contact, never an id.

use std::collections::HashMap;

use kaimen_app::call::TimelineEntry;
use kaimen_domain::id::AccountId;
use serde_json::Value;

use crate::text::Text;

/// One line of a timeline.
pub(crate) struct Line {
    pub(crate) seq: i64,
    pub(crate) at: String,
    pub(crate) act: String,
    pub(crate) actor: String,
    pub(crate) said: String,
}

/// Names by the ids of people.
pub(crate) type Names = HashMap<AccountId, String>;

impl Line {
    pub(crate) fn new(t: &Text, entry: &TimelineEntry, at: String, names: &Names) -> Self {
        let actor = match entry.actor.as_str() {
            who @ ("system" | "resident") => t.coded("actor", who),
            name => name.to_owned(),
        };
        let act = t.coded("act", &entry.act.replace(['/', '_'], "-"));
        Self { seq: entry.seq, at, act, actor, said: said(t, &entry.act, &entry.detail, names) }
    }
}

fn said(t: &Text, act: &str, detail: &Value, names: &Names) -> String {
    let fields = detail.as_object().into_iter().flatten();
    let parts: Vec<String> = fields.filter_map(|(key, value)| part(t, act, key, value, names)).collect();
    parts.join(" · ")
}

/// One field; several values of it, such as before and after, one after the other.
fn part(t: &Text, act: &str, key: &str, value: &Value, names: &Names) -> Option<String> {
    let between = if matches!(key, "kind" | "grade") { " → ".to_owned() } else { t.of("list-comma") };
    let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let mut words: Vec<String> = values.iter().filter_map(|value| word(t, act, key, value, names)).collect();
    words.dedup();
    (!words.is_empty()).then(|| words.join(&between))
}

fn word(t: &Text, act: &str, key: &str, value: &Value, names: &Names) -> Option<String> {
    let word = value.as_str();
    match (act, key) {
        ("link" | "unlink", "kind") => Some(t.coded("link-kind", word?)),
        (_, "kind") => Some(t.coded("kind", word?)),
        (_, "grade") => Some(t.coded("grade", &value.as_u64()?.to_string())),
        (_, "result") => Some(t.coded("result", word?)),
        (_, "condition") => Some(t.coded("condition", word?)),
        (_, "minutes") => Some(t.with("travel-minutes", "minutes", value.as_u64()?)),
        ("assign-owner", "owner") => match word.and_then(|id| id.parse().ok()) {
            Some(id) => names.get(&id).cloned(),
            None => Some(t.of("matter-owner-none")),
        },
        (_, "text" | "reason" | "override_reason" | "to" | "into" | "with" | "unit" | "units" | "facility") => {
            word.filter(|word| !word.is_empty()).map(str::to_owned)
        }
        _ => None,
    }
}
