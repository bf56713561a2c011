//! A person's rights: asked, answered, contested, reviewed outside the unit, and really done.

use kaimen_app::receipt::Receipt;
use kaimen_app::rights::NewAnswer;
use kaimen_app::{Caller, Error};
use kaimen_domain::call::{Outcome, Place};
use kaimen_domain::id::CallId;
use kaimen_domain::retention::{Category, Kept};
use kaimen_domain::rights::{Answered, Asked, Field, Outcome as Decision, Refused, RightsRequest, RightsState};
use kaimen_testkit::{TestApp, on_both_databases};

on_both_databases!(
    refused_contested_overturned_and_deleted,
    corrections_keep_what_stood_before,
    partly_granted,
    what_must_stay_cannot_be_granted_away,
    who_is_complained_of_neither_sees_nor_answers,
    asked_twice_is_asked_once,
    one_answer_wins,
    an_uncontested_answer_ends,
    the_person_sees_who_looked_and_why,
);

/// A closed call and its receipt.
pub async fn closed(t: &TestApp) -> Receipt {
    let desk = t.caller("desk");
    let taken = t.app.take_call(&desk, t.new_call("noise", 2, 3)).await.unwrap();
    t.app.give_feedback(&desk, taken.call.id, Outcome::Settled, "已劝导。").await.unwrap();
    t.app.close(&desk, taken.call.id, 2).await.unwrap();
    open(t, &taken.receipt_no, &taken.verify_code).await
}

pub async fn open(t: &TestApp, number: &str, code: &str) -> Receipt {
    let token = t.app.open_receipt(number, code, "").await.unwrap();
    t.app.read_receipt(&token).await.unwrap()
}

async fn call(t: &TestApp, id: CallId) -> kaimen_domain::call::Call {
    kaimen_store::call::find(t.app.database().read(), id).await.unwrap().unwrap()
}

pub fn deletion(categories: &[Category]) -> Asked {
    Asked::Deletion { categories: categories.to_vec(), reason: "事情早已了结".to_owned() }
}

pub fn answer(answered: Answered, reasons: &str) -> NewAnswer {
    NewAnswer { answered, reasons: reasons.to_owned(), text: String::new(), categories: Vec::new() }
}

async fn alerts(t: &TestApp, who: &str) -> Vec<String> {
    t.app.alerts(&t.caller(who)).await.unwrap().into_iter().map(|alert| alert.code).collect()
}

async fn refused_contested_overturned_and_deleted(t: TestApp) {
    let receipt = closed(&t).await;
    let asked = deletion(&[Category::Texts, Category::Contact]);
    let request = t.app.ask_rights(&receipt, asked).await.unwrap();
    assert_eq!(request.number, "权20110122-0001");
    assert_eq!(request.station, receipt.own.station);
    assert_eq!(alerts(&t, "chief1").await, ["rights-asked"]);
    assert_eq!(alerts(&t, "privacy").await, ["rights-asked"]);
    assert_eq!(alerts(&t, "chief2").await, Vec::<String>::new());
    let (chief1, chief2) = (t.caller("chief1"), t.caller("chief2"));
    let seen = t.app.read_rights(&chief1, request.id).await.unwrap();
    assert!(seen.can_answer && !seen.can_review);
    assert_eq!(seen.request.asked, deletion(&[Category::Contact, Category::Texts]), "opened for those who answer");
    assert_eq!(seen.categories, [(Category::Contact, true, None), (Category::Texts, true, None)]);
    assert!(matches!(t.app.read_rights(&chief2, request.id).await, Err(Error::NotFound)), "another station");
    assert!(matches!(t.app.read_rights(&t.caller("officer1"), request.id).await, Err(Error::Forbidden)));
    assert!(matches!(t.app.read_rights(&t.caller("inspection"), request.id).await, Err(Error::NotFound)), "not yet");
    let foreign = t.app.answer_rights(&chief2, request.id, 1, answer(Answered::Refused, "不")).await;
    assert!(matches!(foreign, Err(Error::NotFound)));

    let silent = t.app.answer_rights(&chief1, request.id, 1, answer(Answered::Refused, " ")).await;
    assert!(matches!(silent, Err(Error::Request(Refused::ReasonsMissing))));
    let stale = t.app.answer_rights(&chief1, request.id, 7, answer(Answered::Refused, "需留存")).await;
    assert!(matches!(stale, Err(Error::StaleVersion { current: 1, sent: 7 })));
    t.app.answer_rights(&chief1, request.id, 1, answer(Answered::Refused, "需留存备查")).await.unwrap();
    let again = t.app.answer_rights(&chief1, request.id, 2, answer(Answered::Granted, "")).await;
    assert!(matches!(again, Err(Error::Request(Refused::WrongState))));

    t.app.contest(&receipt, request.id, "没有说明依据").await.unwrap();
    assert!(alerts(&t, "inspection").await.contains(&"rights-contested".to_owned()));
    let inside = t.app.review_rights(&chief1, request.id, 3, Decision::Upheld, "维持").await;
    assert!(matches!(inside, Err(Error::Forbidden)), "whoever answered has no such act");
    let inspection = t.caller("inspection");
    assert!(t.app.read_rights(&inspection, request.id).await.unwrap().can_review);
    let reviewed = t.app.review_rights(&inspection, request.id, 3, Decision::Overturned, "依据不足").await.unwrap();
    assert_eq!(reviewed.state, RightsState::Reviewed);
    assert!(alerts(&t, "chief1").await.contains(&"rights-overturned".to_owned()));

    // It is really gone, and the log is whole.
    let now = call(&t, receipt.own.id).await;
    assert_eq!((now.summary.as_str(), now.place.text.as_str()), (kaimen_store::purge::MARK, kaimen_store::purge::MARK));
    let kept = t.app.kept(&receipt).await.unwrap();
    assert!(kept.items.iter().all(|item| item.category != Category::Contact), "no contact");
    let gone: Vec<_> = kept.proofs.iter().map(|proof| (proof.category, proof.rule.as_str())).collect();
    assert_eq!(gone, [(Category::Contact, "request"), (Category::Texts, "request")]);
    let verified = kaimen_store::audit::verify::verify(t.app.database().read(), &[]).await.unwrap();
    assert!(verified.fault.is_none() && verified.erased > 0, "the log is whole although details were erased");
}

async fn corrections_keep_what_stood_before(t: TestApp) {
    let receipt = closed(&t).await;
    let privacy = t.caller("privacy");
    for (field, right) in [
        (Field::Summary, "邻居装修噪音"),
        (Field::Place, "窑头村东头"),
        (Field::Feedback, "已约定装修时间。"),
        (Field::Contact, "袁某 139 1111 2222"),
    ] {
        let asked = Asked::Correction { field, wrong: "记错了".to_owned(), right: right.to_owned() };
        let request = t.app.ask_rights(&receipt, asked).await.unwrap();
        let current = t.app.read_rights(&privacy, request.id).await.unwrap().current;
        assert_eq!(current.is_some(), field != Field::Contact, "a contact is not shown");
        t.app.answer_rights(&privacy, request.id, 1, answer(Answered::Granted, "")).await.unwrap();
    }
    let now = call(&t, receipt.own.id).await;
    assert_eq!(now.summary, "邻居装修噪音");
    assert_eq!(now.place, Place { text: "窑头村东头".to_owned(), ..receipt.own.place.clone() });
    assert_eq!(now.feedback.as_deref(), Some("已约定装修时间。"));
    assert_eq!(now.version, receipt.own.version + 4);
    let kept = t.app.kept(&receipt).await.unwrap();
    let before: Vec<_> = kept.corrections.iter().map(|one| (one.field, one.original.as_str())).collect();
    assert_eq!(
        before,
        [
            (Field::Summary, "在田里施肥时突然头昏"),
            (Field::Place, "第2街第3路口"),
            (Field::Feedback, "已劝导。"),
            (Field::Contact, ""),
        ],
        "a wrong contact belongs to somebody else and is not kept"
    );
    let contact = kept.items.iter().find(|item| item.category == Category::Contact).unwrap();
    assert_eq!(contact.values[0].text, "袁某 139 1111 2222");
}

async fn partly_granted(t: TestApp) {
    let receipt = closed(&t).await;
    let chief = t.caller("chief1");
    let asked = deletion(&[Category::Contact, Category::Texts]);
    let request = t.app.ask_rights(&receipt, asked).await.unwrap();
    let nothing = t.app.answer_rights(&chief, request.id, 1, answer(Answered::Partly, "文字要留")).await;
    assert!(matches!(nothing, Err(Error::Invalid { field: "categories", .. })));
    let part = NewAnswer { categories: vec![Category::Contact], ..answer(Answered::Partly, "文字要留") };
    t.app.answer_rights(&chief, request.id, 1, part).await.unwrap();
    let kept = t.app.kept(&receipt).await.unwrap();
    assert!(kept.items.iter().all(|item| item.category != Category::Contact));
    assert!(kept.items.iter().any(|item| item.category == Category::Texts));
    t.app.accept_answer(&receipt, request.id).await.unwrap();
    assert_eq!(t.app.rights_of(&receipt).await.unwrap()[0].request.state, RightsState::Closed);
}

async fn what_must_stay_cannot_be_granted_away(t: TestApp) {
    let desk = t.caller("desk");
    let taken = t.app.take_call(&desk, t.new_call("noise", 2, 3)).await.unwrap();
    let receipt = open(&t, &taken.receipt_no, &taken.verify_code).await;
    let request = t.app.ask_rights(&receipt, deletion(&[Category::Contact])).await.unwrap();
    let chief = t.caller("chief1");
    let grant = || t.app.answer_rights(&chief, request.id, 1, answer(Answered::Granted, ""));
    assert!(matches!(grant().await, Err(Error::Kept(Kept::Open))), "police still come");
    t.app.give_feedback(&desk, taken.call.id, Outcome::CaseOpened, "已立案。").await.unwrap();
    t.app.close(&desk, taken.call.id, 2).await.unwrap();
    let texts = t.app.ask_rights(&receipt, deletion(&[Category::Texts])).await.unwrap();
    let case = t.app.answer_rights(&chief, texts.id, 1, answer(Answered::Granted, "")).await;
    assert!(matches!(case, Err(Error::Kept(Kept::Case))));
    let review = t.app.now().date_naive() + chrono::Duration::days(30);
    let hold = t.app.set_hold(&t.caller("privacy"), &taken.call.number, "法院调卷", review).await.unwrap();
    assert!(matches!(grant().await, Err(Error::Kept(Kept::Held))));
    t.app.lift_hold(&t.caller("privacy"), hold.id, "案件已结").await.unwrap();
    grant().await.unwrap();
}

async fn who_is_complained_of_neither_sees_nor_answers(t: TestApp) {
    let desk = t.caller("desk");
    let taken = t.app.take_call(&desk, t.new_call("police_conduct", 2, 3)).await.unwrap();
    let receipt = open(&t, &taken.receipt_no, &taken.verify_code).await;
    let request = t.app.ask_rights(&receipt, Asked::Explanation { question: "为什么".to_owned() }).await.unwrap();
    let chief = t.caller("chief1");
    t.app.read_rights(&chief, request.id).await.unwrap();
    // The chief comes to be complained of only later.
    t.database_recuse(&taken.call, chief.actor.staff().unwrap().account).await;
    assert!(matches!(t.app.read_rights(&chief, request.id).await, Err(Error::NotFound)));
    let answered = t.app.answer_rights(&chief, request.id, 1, answer(Answered::Refused, "不")).await;
    assert!(matches!(answered, Err(Error::NotFound)));
    assert!(t.app.rights_list(&chief).await.unwrap().is_empty());
    assert!(alerts(&t, "inspection").await.iter().filter(|code| *code == "lock-tried").count() >= 2);
    let next = t.app.ask_rights(&receipt, Asked::Explanation { question: "还有".to_owned() }).await.unwrap();
    assert_eq!(next.recused.len(), 1);
    assert_eq!(alerts(&t, "chief1").await, ["rights-asked"], "told of the first only");
    let kept = t.app.kept(&receipt).await.unwrap();
    let away = kept.looks.iter().filter(|look| look.what == kaimen_app::kept::What::KeptAway);
    assert_eq!(away.count(), 2, "the person sees the attempts");
}

/// Names somebody who is complained of, as the desk does with units.
trait Recuse {
    async fn database_recuse(&self, call: &kaimen_domain::call::Call, account: kaimen_domain::id::AccountId);
}

impl Recuse for TestApp {
    async fn database_recuse(&self, call: &kaimen_domain::call::Call, account: kaimen_domain::id::AccountId) {
        let mut call = call.clone();
        call.recused.push(account);
        call.version += 1;
        self.app
            .database()
            .write(move |context| Box::pin(async move { kaimen_store::call::save(context, &call).await }))
            .await
            .unwrap();
    }
}

async fn asked_twice_is_asked_once(t: TestApp) {
    let receipt = closed(&t).await;
    let asked = || t.app.ask_rights(&receipt, deletion(&[Category::Contact]));
    let (one, two) = tokio::join!(asked(), asked());
    assert_eq!(one.unwrap().id, two.unwrap().id, "pressed twice");
    for question in ["一", "二", "三", "四"] {
        t.app.ask_rights(&receipt, Asked::Explanation { question: question.to_owned() }).await.unwrap();
    }
    let more = t.app.ask_rights(&receipt, Asked::Explanation { question: "五".to_owned() }).await;
    assert!(matches!(more, Err(Error::Invalid { field: "wish", .. })));
    for empty in [
        Asked::Explanation { question: "  ".to_owned() },
        deletion(&[]),
        deletion(&[Category::Audit]),
        Asked::Correction { field: Field::Place, wrong: "错".to_owned(), right: String::new() },
    ] {
        assert!(matches!(t.app.ask_rights(&receipt, empty).await, Err(Error::Invalid { .. })));
    }
    let other = closed(&t).await;
    let id = t.app.rights_of(&receipt).await.unwrap()[0].request.id;
    assert!(matches!(t.app.contest(&other, id, "不服").await, Err(Error::NotFound)), "not theirs");
    assert!(matches!(t.app.accept_answer(&other, id).await, Err(Error::NotFound)));
}

async fn one_answer_wins(t: TestApp) {
    let receipt = closed(&t).await;
    let request = t.app.ask_rights(&receipt, deletion(&[Category::Contact])).await.unwrap();
    let (chief, privacy) = (t.caller("chief1"), t.caller("privacy"));
    let other = t.another().await;
    let (one, two) = tokio::join!(
        t.app.answer_rights(&chief, request.id, 1, answer(Answered::Refused, "需留存")),
        other.answer_rights(&privacy, request.id, 1, answer(Answered::Granted, "")),
    );
    let won = |result: &Result<RightsRequest, Error>| result.is_ok();
    assert!(won(&one) != won(&two), "{one:?} {two:?}");
    let proofs = kaimen_store::purge_proof::of(t.app.database().read(), request.about).await.unwrap();
    assert_eq!(proofs.len(), usize::from(won(&two)), "only what was granted was done");
}

async fn an_uncontested_answer_ends(t: TestApp) {
    let receipt = closed(&t).await;
    let request = t.app.ask_rights(&receipt, deletion(&[Category::Contact])).await.unwrap();
    t.app.answer_rights(&t.caller("privacy"), request.id, 1, answer(Answered::Refused, "需留存")).await.unwrap();
    t.clock.advance(59 * 86_400);
    t.app.run_due_jobs().await.unwrap();
    let find = || async { kaimen_store::rights::find(t.app.database().read(), request.id).await.unwrap().unwrap() };
    assert_eq!(find().await.state, RightsState::Answered);
    t.clock.advance(86_401);
    t.app.run_due_jobs().await.unwrap();
    assert_eq!(find().await.state, RightsState::Closed);
    assert!(matches!(t.app.contest(&receipt, request.id, "不服").await, Err(Error::Request(Refused::WrongState))));
    // The privacy officer's answer is reviewed by somebody else than a privacy officer.
    let receipt = closed(&t).await;
    let request = t.app.ask_rights(&receipt, deletion(&[Category::Contact])).await.unwrap();
    t.app.answer_rights(&t.caller("privacy"), request.id, 1, answer(Answered::Refused, "需留存")).await.unwrap();
    t.app.contest(&receipt, request.id, "不服").await.unwrap();
    let own = t.app.review_rights(&t.caller("privacy"), request.id, 3, Decision::Upheld, "维持").await;
    assert!(matches!(own, Err(Error::Request(Refused::NotOutside))));
}

async fn the_person_sees_who_looked_and_why(t: TestApp) {
    let mut new = t.new_call("theft", 2, 3);
    new.dispatch_nearest = true;
    let taken = t.app.take_call(&t.caller("desk"), new).await.unwrap();
    let receipt = open(&t, &taken.receipt_no, &taken.verify_code).await;
    for who in ["desk", "command", "chief1"] {
        t.app.read_call(&t.caller(who), taken.call.id).await.unwrap();
    }
    let rider = t.caller("officer2");
    t.app.read_call(&rider, taken.call.id).await.unwrap();
    let looks = t.app.kept(&receipt).await.unwrap().looks;
    let seen: Vec<_> = looks
        .iter()
        .filter(|look| look.what == kaimen_app::kept::What::Looked)
        .map(|look| (look.role.unwrap().word(), look.station.as_deref(), look.name.as_deref(), look.why.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            ("duty_desk", None, None, "bureau"),
            ("bureau_command", None, None, "bureau"),
            ("station_chief", Some("湖塘派出所"), None, "unit"),
            ("community_officer", Some("湖塘派出所"), Some("officer2"), "own"),
        ],
        "a name only of the officer who was sent"
    );
    assert!(matches!(t.app.kept(&stranger(&t, &receipt)).await, Err(Error::NotFound)));
}

/// A receipt that was put together of two.
fn stranger(t: &TestApp, receipt: &Receipt) -> Receipt {
    let other = CallId(t.app.ids().random());
    let caller = Caller { actor: kaimen_domain::role::Actor::Resident(other), key: None };
    Receipt { caller, ..receipt.clone() }
}
