//! The answer, for people and programs.

use kaimen_dispatch::{Reason, Recommendation, Reject};
use kaimen_roads::{Coordinate, Profile};
use serde::Serialize;
use serde_json::value::RawValue;

use super::words;

/// The answer.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    at: Coordinate,
    picks: Vec<Pick<'a>>,
    /// How many of the first picks go together.
    team: usize,
    passed_over: Vec<PassedOver<'a>>,
    shortfall: &'a [Reason],
    rejects: Vec<Reject>,
}

#[derive(Serialize)]
struct Pick<'a> {
    unit: &'a str,
    profile: Profile,
    eta_seconds: Box<RawValue>,
    handicap_seconds: Box<RawValue>,
    reasons: &'a [Reason],
}

#[derive(Serialize)]
struct PassedOver<'a> {
    unit: &'a str,
    eta_seconds: Option<Box<RawValue>>,
    reason: &'a Reason,
}

impl<'a> Answer<'a> {
    pub(super) fn new(at: Coordinate, found: &'a Recommendation, rejects: Vec<Reject>) -> serde_json::Result<Self> {
        let pick = |pick: &'a kaimen_dispatch::Pick| {
            Ok(Pick {
                unit: &pick.call_sign,
                profile: pick.profile,
                eta_seconds: seconds(pick.eta_ms)?,
                handicap_seconds: seconds(pick.handicap_ms)?,
                reasons: &pick.reasons,
            })
        };
        let passed = |other: &'a kaimen_dispatch::PassedOver| {
            let eta_seconds = other.eta_ms.map(seconds).transpose()?;
            Ok(PassedOver { unit: &other.call_sign, eta_seconds, reason: &other.reason })
        };
        Ok(Self {
            at,
            picks: found.picks.iter().map(pick).collect::<serde_json::Result<_>>()?,
            team: found.team,
            passed_over: found.passed_over.iter().map(passed).collect::<serde_json::Result<_>>()?,
            shortfall: &found.shortfall,
            rejects,
        })
    }

    /// A table.
    pub(super) fn lines(&self) -> String {
        let picks = self.picks.iter().map(|pick| (pick.unit, pick.profile.word()));
        let others = self.passed_over.iter().map(|other| (other.unit, ""));
        let width = picks.chain(others).map(|(unit, _)| unit.chars().count()).max().unwrap_or(0).max(4);
        let mut lines = vec![format!("units for {},{}", self.at.lon, self.at.lat)];
        for (place, pick) in (1..).zip(&self.picks) {
            let Pick { unit, profile, eta_seconds, reasons, .. } = pick;
            let reasons = reasons.iter().map(words::of).collect::<Vec<_>>().join("; ");
            lines.push(format!(
                "{place:>3}  {unit:<width$}  {:<5} {:>10} s  {reasons}",
                profile.word(),
                eta_seconds.get()
            ));
        }
        if !self.passed_over.is_empty() {
            lines.push("passed over".into());
        }
        for PassedOver { unit, eta_seconds, reason } in &self.passed_over {
            let eta = eta_seconds.as_ref().map_or("-", |eta| eta.get());
            lines.push(format!("     {unit:<width$}        {eta:>10} s  {}", words::of(reason)));
        }
        lines.extend(self.shortfall.iter().map(|reason| format!("short: {}", words::of(reason))));
        if !self.rejects.is_empty() {
            lines.push(format!("{} rows of the table were left out", self.rejects.len()));
        }
        lines.join("\n")
    }
}

/// Milliseconds as seconds with three places, exact.
fn seconds(ms: u32) -> serde_json::Result<Box<RawValue>> {
    RawValue::from_string(format!("{}.{:03}", ms / 1000, ms % 1000))
}
