//! The state machine of a call under every sequence of acts: what must always hold, and that every state can be
//! reached and left.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use kaimen_domain::act::Act;
use kaimen_domain::assignment::AssignmentState;
use kaimen_domain::call::{Call, CallState, Channel, DiversionMode, Intake, Outcome, Place, Refused, Sending};
use kaimen_domain::id::{AccountId, AssignmentId, CallId, UnitId};
use kaimen_domain::kind;
use kaimen_domain::medical::{Condition, MedicalStep};
use kaimen_domain::unit::Grade;
use proptest::prelude::*;

fn id(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

fn take(number: u128, kind: &str) -> Call {
    let intake = Intake {
        id: CallId(id(number)),
        number: format!("20110122-{number:05}"),
        receipt: format!("{number}"),
        channel: Channel::Phone,
        place: Place { text: "窑头村22号".into(), lon: 119.9, lat: 31.7 },
        summary: String::new(),
        station: None,
        officers_needed: None,
        recused: Vec::new(),
    };
    Call::take(intake, kind::find(kind).unwrap(), DateTime::UNIX_EPOCH)
}

fn sending(unit: u128, number: u128) -> Sending {
    Sending {
        id: AssignmentId(id(1000 + number)),
        unit: UnitId(id(unit)),
        call_sign: format!("湖塘{unit:02}"),
        eta_ms: Some(60_000),
        override_reason: None,
    }
}

/// Does the act; `choice` picks the unit and the like.
fn act(call: &mut Call, act: Act, choice: u128, number: u128, now: DateTime<Utc>) -> Result<(), Refused> {
    let unit = UnitId(id(choice % 3));
    let step = |call: &mut Call, step| call.step_medical(step, now);
    match act {
        Act::Classify => call.classify(kind::find("theft").unwrap(), Grade::ALL[(choice % 4) as usize]),
        Act::Dispatch => call.dispatch(vec![sending(choice % 3, number)], now),
        Act::Recall => call.recall(unit, now),
        Act::Divert => call.divert("12345".into(), DiversionMode::Transfer, now),
        Act::DivertAccepted => call.diversion_answered(true, now),
        Act::DivertBounced => call.diversion_answered(false, now),
        Act::Merge => call.merge(&take(999, "noise"), now),
        Act::Unmerge => call.unmerge(now),
        Act::Acknowledge => call.progress(unit, AssignmentState::Acknowledged, now),
        Act::EnRoute => call.progress(unit, AssignmentState::EnRoute, now),
        Act::OnScene => call.progress(unit, AssignmentState::OnScene, now),
        Act::Backup => call.request_backup(unit),
        Act::Resolve => call.resolve(unit, now),
        Act::Recuse => call.recuse(&[unit], vec![AccountId(id(choice % 3))]),
        Act::Feedback => call.give_feedback(Outcome::Settled, "好".into(), now),
        Act::Close => call.close(now),
        Act::Reopen => call.reopen(now),
        Act::MedicalRequest => call.request_medical(Condition::Unconscious, now),
        Act::MedicalEta => step(call, MedicalStep::Eta(20)),
        Act::MedicalDelayed => step(call, MedicalStep::Delayed),
        Act::MedicalAmbulanceArrived => step(call, MedicalStep::AmbulanceArrived),
        Act::MedicalTransport => {
            step(call, MedicalStep::Transport { facility: "南夏墅卫生院".into(), advice_sought: true })
        }
        Act::MedicalDepart => step(call, MedicalStep::Depart),
        Act::MedicalHandover => step(call, MedicalStep::Handover("急诊科".into())),
        Act::MedicalCancel => step(call, MedicalStep::Cancel("不用了".into())),
        Act::Rate => call.mark_rated(),
        _ => Err(Refused::WrongState),
    }
}

fn check(call: &Call) {
    let open: Vec<_> = call.assignments.iter().filter(|a| a.is_open()).collect();
    let units: BTreeSet<_> = open.iter().map(|a| a.unit).collect();
    assert_eq!(units.len(), open.len(), "a unit is on the call twice");
    let working =
        matches!(call.state, CallState::Dispatched | CallState::Acknowledged | CallState::EnRoute | CallState::OnScene);
    assert_eq!(working, !open.is_empty(), "{:?} with {} units", call.state, open.len());
    assert_eq!(call.closed_at.is_some(), call.state == CallState::Closed);
    assert_eq!(call.merged_into.is_some(), call.state == CallState::Merged);
    assert_eq!((call.first_kind.as_str(), call.first_grade), ("traffic_accident", Grade::Urgent), "first entry stays");
    for a in &call.assignments {
        let clocks = [Some(a.dispatched_at), a.acknowledged_at, a.en_route_at, a.on_scene_at, a.cleared_at];
        let known: Vec<_> = clocks.into_iter().flatten().collect();
        assert!(known.windows(2).all(|pair| pair[0] <= pair[1]), "clocks run forward");
        assert_eq!(a.is_open(), a.cleared_at.is_none());
    }
    if let Some(medical) = call.medical.as_ref().filter(|medical| medical.is_open()) {
        assert!(
            working || call.state == CallState::Classified,
            "a patient in state {:?} is left behind in {:?}",
            medical.state,
            call.state
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn whatever_is_done_in_whatever_order(acts in prop::collection::vec((0..Act::ALL.len(), 0..12_u128), 1..60)) {
        let mut call = take(1, "traffic_accident");
        for (number, (which, choice)) in acts.into_iter().enumerate() {
            let now = DateTime::UNIX_EPOCH + Duration::seconds(number as i64);
            let before = call.clone();
            let done = act(&mut call, Act::ALL[which], choice, number as u128, now);
            if done.is_err() {
                prop_assert_eq!(&call, &before, "a refused act changes nothing");
            } else {
                prop_assert!(before.allows(Act::ALL[which]), "{:?} done though not allowed", Act::ALL[which]);
            }
            check(&call);
        }
    }
}

#[test]
fn every_state_is_reached_and_can_be_left() {
    let mut seen: BTreeSet<CallState> = BTreeSet::new();
    let mut waiting = vec![(take(1, "traffic_accident"), 0)];
    while let Some((call, depth)) = waiting.pop() {
        if depth > 0 && !seen.insert(call.state) {
            continue;
        }
        for (number, which) in Act::ALL.iter().enumerate() {
            let mut next = call.clone();
            let now = DateTime::UNIX_EPOCH + Duration::seconds(depth);
            let left = act(&mut next, *which, 0, (depth as u128) * 100 + number as u128, now).is_ok();
            if left && next.state != call.state {
                waiting.push((next, depth + 1));
            }
        }
        let exits = Act::ALL
            .iter()
            .filter(|which| call.allows(**which) && !matches!(which, Act::Note | Act::Recuse | Act::ReadCall));
        assert!(exits.count() > 0, "{:?} cannot be left", call.state);
    }
    assert_eq!(seen.len(), 11, "{seen:?}");
}
