//! What is kept goes when its time has come, and nothing else.

use kaimen_app::Error;
use kaimen_app::retention::Purged;
use kaimen_domain::call::Outcome;
use kaimen_domain::medical::{Condition, MedicalStep};
use kaimen_domain::retention::Category;
use kaimen_domain::rights::{Answered, Asked, Field};
use kaimen_testkit::{TestApp, on_both_databases};

use crate::rights::{answer, closed, open};

on_both_databases!(
    the_dry_run_changes_nothing,
    each_category_goes_in_its_time,
    a_hold_keeps_the_matter_whole,
    a_case_keeps_health_data_and_texts,
    only_those_who_may,
    nothing_is_left_on_the_disk,
);

const MONTH: i64 = 31 * 86_400;

fn purged(done: &[Purged]) -> Vec<(Category, usize)> {
    done.iter().map(|one| (one.category, one.matters)).collect()
}

async fn due(t: &TestApp) -> Vec<(Category, u64, u64, u64)> {
    let plan = t.app.retention_plan(&t.caller("auditor")).await.unwrap();
    let line = |line: &kaimen_app::retention::Line| (line.category, line.due.matters, line.held, line.in_case);
    plan.lines.iter().map(line).filter(|(_, due, held, case)| due + held + case > 0).collect()
}

async fn the_dry_run_changes_nothing(t: TestApp) {
    closed(&t).await;
    t.clock.advance(7 * MONTH);
    let rows = || async { kaimen_store::audit::last_seq(t.app.database().read()).await.unwrap() };
    let before = rows().await;
    assert_eq!(due(&t).await, [(Category::Contact, 1, 0, 0)]);
    assert_eq!(due(&t).await, [(Category::Contact, 1, 0, 0)], "looking changes nothing");
    assert_eq!(rows().await, before);
    let system = kaimen_app::Caller::system();
    let (one, two) = tokio::join!(t.app.run_purge(&system), t.app.run_purge(&system));
    let mut both = purged(&one.unwrap());
    both.extend(purged(&two.unwrap()));
    assert_eq!(both, [(Category::Contact, 1)], "two runs at once do it once");
    assert_eq!(due(&t).await, []);
    assert_eq!(t.app.run_purge(&system).await.unwrap(), []);
}

async fn each_category_goes_in_its_time(t: TestApp) {
    let receipt = closed(&t).await;
    let id = receipt.own.id;
    let request = t.app.ask_rights(&receipt, Asked::Explanation { question: "为什么".to_owned() }).await.unwrap();
    t.app.answer_rights(&t.caller("privacy"), request.id, 1, answer(Answered::Granted, "依法接警")).await.unwrap();
    let system = kaimen_app::Caller::system();
    t.clock.advance(180 * 86_400);
    assert_eq!(t.app.run_purge(&system).await.unwrap(), [], "not before");
    t.clock.advance(2 * 86_400);
    assert_eq!(purged(&t.app.run_purge(&system).await.unwrap()), [(Category::Contact, 1)]);
    t.clock.advance(31 * MONTH);
    assert_eq!(purged(&t.app.run_purge(&system).await.unwrap()), [(Category::Texts, 1), (Category::Rights, 1)]);
    let on = t.app.database().read();
    let call = kaimen_store::call::find(on, id).await.unwrap().unwrap();
    assert_eq!(call.feedback.as_deref(), Some(kaimen_store::purge::MARK));
    assert!((call.place.lon - receipt.own.place.lon).abs() < 0.02, "a kilometre or so is left of the place");
    assert!((call.place.lon * 100.0).fract().abs() < 1e-6);
    let proofs = kaimen_store::purge_proof::of(on, id.into()).await.unwrap();
    let said: Vec<_> = proofs.iter().map(|proof| (proof.rule.as_str(), proof.category)).collect();
    assert_eq!(said, [("R01", Category::Contact), ("R03", Category::Texts)]);
    for proof in &proofs {
        let row = &kaimen_store::audit::after(on, proof.audit_seq - 1, 1).await.unwrap()[0];
        assert_eq!((row.entry.act.as_str(), row.entry.why.as_str()), ("erased", proof.rule.as_str()));
    }
    let words = kaimen_store::rights::words(on, &[request.id]).await.unwrap();
    assert_eq!(words, []);
    assert_eq!(kaimen_store::audit::verify::verify(on, &[]).await.unwrap().fault, None);
}

async fn a_hold_keeps_the_matter_whole(t: TestApp) {
    let (held, free) = (closed(&t).await, closed(&t).await);
    let privacy = t.caller("privacy");
    let today = t.app.now().date_naive();
    let review = today + chrono::Duration::days(300);
    for wrong in [today, today + chrono::Duration::days(400)] {
        let set = t.app.set_hold(&privacy, &held.own.number, "法院调卷", wrong).await;
        assert!(matches!(set, Err(Error::Invalid { field: "review", .. })));
    }
    assert!(matches!(t.app.set_hold(&privacy, "20110122-99999", "法院调卷", review).await, Err(Error::NotFound)));
    let hold = t.app.set_hold(&privacy, &held.own.number, "法院调卷", review).await.unwrap();
    let twice = t.app.set_hold(&privacy, &held.own.number, "法院调卷", review).await;
    assert!(matches!(twice, Err(Error::Conflict)));
    t.clock.advance(7 * MONTH);
    assert_eq!(due(&t).await, [(Category::Contact, 1, 1, 0)]);
    t.app.run_purge(&privacy).await.unwrap();
    let on = t.app.database().read();
    assert!(kaimen_store::contact::find(on, held.own.id).await.unwrap().is_some());
    assert!(kaimen_store::contact::find(on, free.own.id).await.unwrap().is_none());
    let listed = t.app.holds(&t.caller("supervisor")).await.unwrap();
    assert_eq!(listed.iter().map(|one| one.number.as_str()).collect::<Vec<_>>(), [held.own.number.as_str()]);
    // Somebody is reminded to look at it.
    t.clock.advance(90 * 86_400);
    t.app.run_due_jobs().await.unwrap();
    let alerts = t.app.alerts(&privacy).await.unwrap();
    assert_eq!(alerts.iter().filter(|alert| alert.code == "hold-review").count(), 1);
    t.app.lift_hold(&privacy, hold.id, "案件已结").await.unwrap();
    assert!(matches!(t.app.lift_hold(&privacy, hold.id, "再次").await, Err(Error::NotFound)));
    t.app.run_purge(&privacy).await.unwrap();
    assert!(kaimen_store::contact::find(on, held.own.id).await.unwrap().is_none());
}

/// A call with a link to 120, ended.
async fn patient(t: &TestApp, outcome: Outcome) -> kaimen_app::call::Taken {
    let desk = t.caller("desk");
    let taken = t.app.take_call(&desk, t.new_call("sudden_illness", 2, 3)).await.unwrap();
    let id = taken.call.id;
    t.app.request_medical(&desk, id, Condition::Unconscious).await.unwrap();
    t.app.step_medical(&desk, id, MedicalStep::AmbulanceArrived).await.unwrap();
    t.app.step_medical(&desk, id, MedicalStep::Handover("标记急诊科李医生".to_owned())).await.unwrap();
    t.app.note(&desk, id, "标记家属已到").await.unwrap();
    let told = t.app.give_feedback(&desk, id, outcome, "标记已送医。").await.unwrap();
    t.app.close(&desk, id, told.version).await.unwrap();
    taken
}

async fn a_case_keeps_health_data_and_texts(t: TestApp) {
    patient(&t, Outcome::CaseOpened).await;
    patient(&t, Outcome::Medical).await;
    t.clock.advance(40 * MONTH);
    assert_eq!(due(&t).await, [(Category::Contact, 2, 0, 0), (Category::Medical, 1, 0, 1), (Category::Texts, 1, 0, 1)]);
    t.app.run_purge(&kaimen_app::Caller::system()).await.unwrap();
    assert_eq!(due(&t).await, [(Category::Medical, 0, 0, 1), (Category::Texts, 0, 0, 1)]);
}

async fn only_those_who_may(t: TestApp) {
    let receipt = closed(&t).await;
    let review = t.app.now().date_naive() + chrono::Duration::days(30);
    for who in kaimen_testkit::EVERYBODY {
        let caller = t.caller(who);
        let reads = matches!(who, "privacy" | "auditor" | "supervisor");
        assert_eq!(t.app.retention_plan(&caller).await.is_ok(), reads, "{who}");
        assert_eq!(t.app.holds(&caller).await.is_ok(), reads, "{who}");
        assert_eq!(t.app.run_purge(&caller).await.is_ok(), who == "privacy", "{who}");
        let hold = t.app.set_hold(&caller, &receipt.own.number, "调卷", review).await;
        assert_eq!(hold.is_ok(), who == "privacy", "{who}");
    }
}

/// Every place in which a text of a person can stand is filled, erased, and looked for in the raw file.
async fn nothing_is_left_on_the_disk(t: TestApp) {
    const MARKERS: [&str; 5] = ["标记", "在田里施肥", "袁某", "第2街第3路口", "窑头村东头"];
    let mut sealed = Vec::new();
    for _ in 0..30 {
        let taken = patient(&t, Outcome::Medical).await;
        let receipt = open(&t, &taken.receipt_no, &taken.verify_code).await;
        let asked =
            Asked::Correction {
                field: Field::Place, wrong: "标记错了".to_owned(), right: "窑头村东头".to_owned()
            };
        let request = t.app.ask_rights(&receipt, asked).await.unwrap();
        t.app.answer_rights(&t.caller("chief1"), request.id, 1, answer(Answered::Granted, "标记同意")).await.unwrap();
        let on = t.app.database().read();
        sealed.push(kaimen_store::contact::find(on, taken.call.id).await.unwrap().unwrap().bytes);
        sealed.push(kaimen_store::rights::words(on, &[request.id]).await.unwrap()[0].bytes.clone());
    }
    let file = t.database.url().strip_prefix("sqlite://").map(std::path::PathBuf::from);
    let found = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
    let disk = || {
        let Some(file) = &file else { return Vec::new() };
        let wal = std::fs::read(file.with_extension("sqlite-wal")).unwrap_or_default();
        [std::fs::read(file).unwrap(), wal].concat()
    };
    if file.is_some() {
        let before = disk();
        assert!(MARKERS.iter().filter(|marker| **marker != "袁某").all(|marker| found(&before, marker.as_bytes())));
        assert!(sealed.iter().all(|bytes| found(&before, bytes)));
        assert!(!found(&before, "袁某".as_bytes()), "a contact is sealed at once");
    }
    t.clock.advance(40 * MONTH);
    t.app.remove_expired().await.unwrap();
    t.app.run_purge(&kaimen_app::Caller::system()).await.unwrap();
    let after = disk();
    let left: Vec<_> = MARKERS.iter().filter(|marker| found(&after, marker.as_bytes())).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(!sealed.iter().any(|bytes| found(&after, bytes)), "nor what was sealed");
    let on = t.app.database().read();
    for row in kaimen_store::audit::after(on, 0, 10_000).await.unwrap() {
        assert!(MARKERS.iter().all(|marker| !row.entry.detail.contains(marker)), "{}", row.entry.detail);
    }
    assert_eq!(kaimen_store::audit::verify::verify(on, &[]).await.unwrap().fault, None);
}
