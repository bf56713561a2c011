//! The steps of a request for a person's rights.
#![expect(clippy::unwrap_used, reason = "for tests only")]

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use kaimen_domain::id::{AccountId, MatterId, StationId};
use kaimen_domain::rights::{Answered, Asked, CONTEST_DAYS, Outcome, Refused, RightsRequest, RightsState};
use kaimen_domain::role::{Role, Staff};
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    "2011-01-22T08:05:00Z".parse().unwrap()
}

fn station(number: u128) -> StationId {
    StationId(Uuid::from_u128(number))
}

fn staff(number: u128, role: Role, station: Option<StationId>) -> Staff {
    let below: Arc<[StationId]> = station.into_iter().collect();
    Staff { account: AccountId(Uuid::from_u128(number)), name: String::new(), role, station, below, unit: None }
}

fn asked(asked: Asked) -> RightsRequest {
    RightsRequest {
        id: MatterId(Uuid::from_u128(1)),
        about: MatterId(Uuid::from_u128(2)),
        number: "权20110122-0001".to_owned(),
        receipt: "K4M-7WX-29D".to_owned(),
        version: 1,
        state: RightsState::Received,
        asked,
        station: Some(station(10)),
        lon: 119.9,
        lat: 31.7,
        owner: None,
        received_at: now(),
        state_since: now(),
        closed_at: None,
        answer: None,
        review: None,
        recused: Vec::new(),
        grants: Vec::new(),
    }
}

fn explanation() -> RightsRequest {
    asked(Asked::Explanation { question: "为什么留我的电话".to_owned() })
}

#[test]
fn less_than_everything_needs_reasons() {
    let chief = staff(20, Role::StationChief, Some(station(10)));
    for answered in [Answered::Partly, Answered::Refused] {
        let mut request = asked(Asked::Deletion { categories: Vec::new(), reason: String::new() });
        assert_eq!(request.answer(answered, String::new(), &chief, now()), Err(Refused::ReasonsMissing));
        request.answer(answered, "依法留存".to_owned(), &chief, now()).unwrap();
        assert_eq!(request.state, RightsState::Answered);
        assert_eq!(request.answer(answered, "再来".to_owned(), &chief, now()), Err(Refused::WrongState), "once");
    }
    let mut request = asked(Asked::Deletion { categories: Vec::new(), reason: String::new() });
    request.answer(Answered::Granted, String::new(), &chief, now()).unwrap();
    assert_eq!((request.state, request.closed_at), (RightsState::Closed, Some(now())));
    let granted = explanation().answer(Answered::Granted, String::new(), &chief, now());
    assert_eq!(granted, Err(Refused::ReasonsMissing), "an explanation explains");
}

#[test]
fn a_refusal_goes_to_somebody_outside() {
    let chief = staff(20, Role::StationChief, Some(station(10)));
    let mut request = explanation();
    assert_eq!(request.ask_review("不服".to_owned(), now()), Err(Refused::WrongState));
    request.answer(Answered::Refused, "涉密".to_owned(), &chief, now()).unwrap();
    assert_eq!(request.ask_review(String::new(), now()), Err(Refused::ReasonsMissing));
    request.ask_review("不服".to_owned(), now()).unwrap();
    for inside in [
        chief.clone(),
        staff(21, Role::StationChief, Some(station(11))),
        staff(22, Role::InspectionOffice, Some(station(10))),
        staff(20, Role::InspectionOffice, None),
    ] {
        assert!(!request.is_outside(&inside), "{inside:?}");
        let decided = request.decide_review(Outcome::Upheld, "维持".to_owned(), &inside, now());
        assert_eq!(decided, Err(Refused::NotOutside));
    }
    let above = Staff { below: [station(9), station(10)].into(), ..staff(23, Role::PrivacyOfficer, Some(station(9))) };
    assert!(!request.is_outside(&above), "whoever is in charge of the station from above is inside too");
    let outside = staff(24, Role::InspectionOffice, None);
    let silent = request.decide_review(Outcome::Upheld, String::new(), &outside, now());
    assert_eq!(silent, Err(Refused::ReasonsMissing));
    request.decide_review(Outcome::Overturned, "理由不足".to_owned(), &outside, now()).unwrap();
    assert_eq!(request.state, RightsState::Reviewed);
    let again = request.decide_review(Outcome::Upheld, "反悔".to_owned(), &outside, now());
    assert_eq!(again, Err(Refused::WrongState));
    request.close(now()).unwrap();
    assert!(request.matter().ended);
}

#[test]
fn an_answer_can_be_contested_for_a_time() {
    let chief = staff(20, Role::StationChief, Some(station(10)));
    let mut request = explanation();
    request.answer(Answered::Refused, "涉密".to_owned(), &chief, now()).unwrap();
    let last = now() + Duration::days(CONTEST_DAYS);
    let mut late = request.clone();
    assert_eq!(late.ask_review("不服".to_owned(), last + Duration::seconds(1)), Err(Refused::TooLate));
    request.ask_review("不服".to_owned(), last).unwrap();
    assert_eq!(request.close(last), Err(Refused::WrongState), "not while somebody looks at it");
}

#[test]
fn lists_do_not_show_the_words_of_the_person() {
    let matter = explanation().matter();
    assert_eq!((matter.summary.as_str(), matter.place.text.as_str()), ("", ""));
}
