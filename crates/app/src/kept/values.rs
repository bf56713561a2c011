//! What each category says, as pairs of a label and a text.

use kaimen_domain::act::Act;
use kaimen_domain::call::Call;
use kaimen_store::attachment::Attachment;
use kaimen_store::audit::Row;
use kaimen_store::station::Station;

use crate::call::local;
use crate::rights::Followed;

/// A line of what is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Its label is the message `kept-<name>`.
    pub name: &'static str,
    /// What it says: a text, or a word of a list of messages.
    pub text: String,
    /// Start of the message that says the word; `None` where the text stands for itself.
    pub coded: Option<&'static str>,
}

fn plain(name: &'static str, text: impl Into<String>) -> Value {
    Value { name, text: text.into(), coded: None }
}

fn coded(name: &'static str, start: &'static str, word: &impl serde::Serialize) -> Value {
    let word = serde_json::to_value(word).ok().and_then(|word| word.as_str().map(str::to_owned));
    Value { name, text: word.unwrap_or_default(), coded: Some(start) }
}

fn time(name: &'static str, at: chrono::DateTime<chrono::Utc>) -> Value {
    plain(name, local(at).format("%Y-%m-%d %H:%M").to_string())
}

pub(super) fn contact(contact: Option<String>) -> Vec<Value> {
    contact.into_iter().map(|contact| plain("contact", contact)).collect()
}

pub(super) fn texts(call: &Call, rows: &[Row]) -> Vec<Value> {
    let mut values = vec![plain("place", &call.place.text)];
    values.extend(Some(&call.summary).filter(|text| !text.is_empty()).map(|text| plain("summary", text)));
    values.extend(call.feedback.as_ref().map(|text| plain("feedback", text)));
    // Notes of officers may speak of others: how many there are is said, what they say is explained on request.
    let notes = rows.iter().filter(|row| row.entry.act == Act::Note.word() && row.salt.is_some()).count();
    if notes > 0 {
        values.push(plain("notes", notes.to_string()));
    }
    values
}

pub(super) fn medical(call: &Call) -> Vec<Value> {
    let Some(medical) = &call.medical else { return Vec::new() };
    let mut values =
        vec![coded("condition", "condition", &medical.condition), time("medical-requested", medical.requested_at)];
    values.extend(medical.facility.as_ref().map(|facility| plain("facility", facility)));
    values.extend(medical.handover_to.as_ref().map(|to| plain("handover", to)));
    values
}

/// What others sent may show others, as their notes do: how many files there are is said.
pub(super) fn attachments(attachments: &[Attachment]) -> Vec<Value> {
    let count = Some(attachments.len()).filter(|count| *count > 0);
    count.into_iter().map(|count| plain("attachments", count.to_string())).collect()
}

pub(super) fn rights(requests: &[Followed]) -> Vec<Value> {
    requests.iter().map(|followed| plain("request", &followed.request.number)).collect()
}

pub(super) fn record(call: &Call, stations: &[Station]) -> Vec<Value> {
    let station = call.station.and_then(|id| stations.iter().find(|station| station.id == id));
    let mut values = vec![
        plain("number", &call.number),
        Value { name: "kind", text: call.kind.clone(), coded: Some("kind") },
        time("received", call.received_at),
    ];
    values.extend(station.map(|station| plain("station", &station.name)));
    values.extend(call.closed_at.map(|at| time("closed", at)));
    values.extend(call.outcome.as_ref().map(|outcome| coded("outcome", "result", outcome)));
    values
}

pub(super) fn audit(rows: &[Row]) -> Vec<Value> {
    vec![plain("audit-rows", rows.len().to_string())]
}
