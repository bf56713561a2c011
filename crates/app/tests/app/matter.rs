//! Matters of every kind: who is in charge, referrals, break-glass, and who looked.

use kaimen_app::Error;
use kaimen_domain::access::{Subject, reach};
use kaimen_domain::act::Act;
use kaimen_domain::id::{AccountId, MatterId};
use kaimen_domain::referral::ReferralStep;
use kaimen_store::matter::Filter;
use kaimen_testkit::{TestApp, on_both_databases};

on_both_databases!(
    referrals_give_access_while_they_live,
    break_glass_needs_a_second_person_and_ends,
    the_lock_outweighs_every_grant,
    a_chief_complained_of_by_name_is_locked_out,
    whoever_is_in_charge,
    readings_are_rows,
    lists_are_what_the_rules_say,
);

fn account(t: &TestApp, who: &str) -> AccountId {
    t.caller(who).actor.staff().unwrap().account
}

async fn quarrel(t: &TestApp) -> MatterId {
    t.app.take_call(&t.caller("desk"), t.new_call("dispute", 2, 3)).await.unwrap().call.id.into()
}

async fn codes(t: &TestApp, who: &str) -> Vec<String> {
    t.app.alerts(&t.caller(who)).await.unwrap().into_iter().map(|alert| alert.code).collect()
}

async fn referrals_give_access_while_they_live(t: TestApp) {
    let (desk, mediator) = (t.caller("desk"), t.caller("mediator"));
    let id = quarrel(&t).await;
    assert!(matches!(t.app.read_matter(&mediator, id).await, Err(Error::NotFound)));
    let to_admin = t.app.refer(&desk, id, account(&t, "admin"), "请调解").await;
    assert!(matches!(to_admin, Err(Error::Invalid { field: "to", .. })), "no content for the administrator");
    let referral = t.app.refer(&desk, id, account(&t, "mediator"), "邻里纠纷，请调解").await.unwrap();
    assert!(matches!(t.app.read_matter(&mediator, id).await, Err(Error::NotFound)), "not before it is taken");
    let mine = t.app.my_referrals(&mediator).await.unwrap();
    assert_eq!((mine.len(), mine[0].referral.reason.as_str(), mine[0].from.as_str()), (1, "邻里纠纷，请调解", "desk"));
    assert_eq!(codes(&t, "mediator").await, ["referral-offered"]);

    let step = |who: &str, step, words: &'static str| {
        let (app, caller) = (t.app.clone(), t.caller(who));
        async move { app.step_referral(&caller, referral, step, words).await }
    };
    assert!(matches!(step("lawyer", ReferralStep::Accept, "").await, Err(Error::NotFound)), "not another's to take");
    assert!(matches!(step("desk", ReferralStep::Accept, "").await, Err(Error::NotFound)));
    step("mediator", ReferralStep::Accept, "").await.unwrap();
    assert!(t.app.read_matter(&mediator, id).await.is_ok());
    assert!(matches!(step("mediator", ReferralStep::Accept, "").await, Err(Error::Conflict)), "once");
    let no_words = step("mediator", ReferralStep::Complete, " ").await;
    assert!(matches!(no_words, Err(Error::Invalid { field: "answer", .. })));
    t.clock.advance(60);
    step("mediator", ReferralStep::Complete, "双方已和解").await.unwrap();
    assert!(matches!(t.app.read_matter(&mediator, id).await, Err(Error::NotFound)), "over");
    assert_eq!(codes(&t, "desk").await, ["referral-completed", "referral-accepted"]);

    let again = t.app.refer(&desk, id, account(&t, "lawyer"), "当事人想问律师").await.unwrap();
    t.app.step_referral(&t.caller("lawyer"), again, ReferralStep::Accept, "").await.unwrap();
    assert!(t.app.read_matter(&t.caller("lawyer"), id).await.is_ok());
    t.app.step_referral(&desk, again, ReferralStep::Withdraw, "").await.unwrap();
    assert!(matches!(t.app.read_matter(&t.caller("lawyer"), id).await, Err(Error::NotFound)), "taken back");
}

async fn break_glass_needs_a_second_person_and_ends(t: TestApp) {
    let id = quarrel(&t).await;
    let number = t.app.read_matter(&t.caller("desk"), id).await.unwrap().number;
    let (officer, chief) = (t.caller("officer5"), t.caller("chief1"));
    assert!(matches!(t.app.read_matter(&officer, id).await, Err(Error::NotFound)));
    let ask = |who: &str, reason: &'static str, hours| {
        let (app, caller, number) = (t.app.clone(), t.caller(who), number.clone());
        async move { app.ask_break_glass(&caller, &number, reason, hours).await }
    };
    assert!(matches!(ask("officer5", "急", 2).await, Err(Error::Invalid { field: "reason", .. })));
    assert!(matches!(ask("officer5", "走失老人可能与此有关", 9).await, Err(Error::Invalid { field: "hours", .. })));
    assert!(matches!(ask("desk", "走失老人可能与此有关", 2).await, Err(Error::Forbidden)), "sees it anyway");
    assert!(matches!(ask("chief1", "走失老人可能与此有关", 2).await, Err(Error::Invalid { field: "number", .. })));
    assert!(matches!(ask("admin", "走失老人可能与此有关", 2).await, Err(Error::Forbidden)), "never content");
    let glass = ask("officer5", "走失老人可能与此有关", 2).await.unwrap();
    assert!(matches!(t.app.read_matter(&officer, id).await, Err(Error::NotFound)), "not yet");
    assert!(matches!(t.app.decide_break_glass(&officer, glass, true).await, Err(Error::Forbidden)));
    assert!(matches!(t.app.decide_break_glass(&t.caller("chief2"), glass, true).await, Err(Error::NotFound)));
    assert_eq!(codes(&t, "supervisor").await, ["glass-asked"]);
    assert_eq!(codes(&t, "chief1").await, ["glass-asked"]);
    assert_eq!(codes(&t, "chief2").await, [""; 0], "of another station");
    t.clock.advance(60);
    t.app.decide_break_glass(&chief, glass, true).await.unwrap();
    assert!(matches!(t.app.decide_break_glass(&chief, glass, false).await, Err(Error::Conflict)), "once");
    assert!(t.app.read_matter(&officer, id).await.is_ok());
    let note = t.app.note(&officer, id.into(), "看过").await;
    assert!(matches!(note, Err(Error::NotFound)), "for looking, not for acting: {note:?}");
    let rows = kaimen_store::audit::about(t.app.database().read(), &format!("call/{id}")).await.unwrap();
    let read = rows.iter().rev().find(|row| row.entry.act == "read-matter").unwrap();
    assert_eq!(read.entry.why, "break_glass", "the person whom it is about can see why");
    assert!(rows.iter().any(|row| row.entry.act == "decide-break-glass" && row.entry.why == "走失老人可能与此有关"));
    t.clock.advance(2 * 3600);
    assert!(matches!(t.app.read_matter(&officer, id).await, Err(Error::NotFound)), "ends by the clock");
    t.app.run_due_jobs().await.unwrap();
    assert_eq!(codes(&t, "supervisor").await, ["glass-ended", "glass-granted", "glass-asked"]);
    assert!(t.app.open_break_glass(&chief).await.unwrap().is_empty());

    let early = ask("officer5", "走失老人可能与此有关", 2).await.unwrap();
    t.app.decide_break_glass(&chief, early, true).await.unwrap();
    assert!(t.app.open_break_glass(&officer).await.unwrap()[0].can_end);
    t.app.end_break_glass(&officer, early).await.unwrap();
    assert!(matches!(t.app.read_matter(&officer, id).await, Err(Error::NotFound)), "ended early");
}

async fn the_lock_outweighs_every_grant(t: TestApp) {
    let mut call = t.new_call("police_conduct", 2, 2);
    call.recused_units = vec![t.unit("新城01")];
    let call = t.app.take_call(&t.caller("desk"), call).await.unwrap().call;
    let complained_of = t.caller("officer4");
    let asked = t.app.ask_break_glass(&complained_of, &call.number, "想知道谁投诉了我", 2).await;
    assert!(matches!(asked, Err(Error::NotFound)), "{asked:?}");
    let referred = t.app.refer(&t.caller("desk"), call.id.into(), account(&t, "officer4"), "请处理").await;
    assert!(matches!(referred, Err(Error::Invalid { field: "to", .. })));
    let owned = t.app.assign_owner(&t.caller("desk"), call.id.into(), Some(account(&t, "officer4")), 1).await;
    assert!(matches!(owned, Err(Error::Invalid { field: "owner", .. })), "{owned:?}");
    assert_eq!(codes(&t, "inspection").await, ["lock-tried"]);
    assert_eq!(codes(&t, "supervisor").await, ["lock-tried"]);
}

async fn a_chief_complained_of_by_name_is_locked_out(t: TestApp) {
    let (desk, chief) = (t.caller("desk"), t.caller("chief1"));
    let call = t.app.take_call(&desk, t.new_call("police_conduct", 2, 2)).await.unwrap().call;
    let id: MatterId = call.id.into();
    t.app.assign_owner(&desk, id, Some(account(&t, "chief1")), 1).await.unwrap();
    t.app.read_matter(&chief, id).await.unwrap();
    let people = t.app.recusable_for(&desk, id).await.unwrap();
    assert!(people.iter().any(|person| person.id == account(&t, "chief1")));
    assert!(matches!(t.app.recusable_for(&chief, id).await, Err(Error::Forbidden)));
    let nobody = t.app.recuse(&desk, call.id, 2, Vec::new(), Vec::new(), "被投诉").await;
    assert!(matches!(nobody, Err(Error::Invalid { field: "units", .. })));
    let call = t.app.recuse(&desk, call.id, 2, Vec::new(), vec![account(&t, "chief1")], "被投诉").await.unwrap();
    assert_eq!((call.recused.as_slice(), call.owner), (&[account(&t, "chief1")][..], None));
    assert!(matches!(t.app.read_matter(&chief, id).await, Err(Error::NotFound)));
    assert!(!t.app.recusable_for(&desk, id).await.unwrap().iter().any(|person| person.id == account(&t, "chief1")));
    let again = t.app.assign_owner(&desk, id, Some(account(&t, "chief1")), 3).await;
    assert!(matches!(again, Err(Error::Invalid { field: "owner", .. })));
    // An officer who is on the way has to be recalled first.
    let mut other = t.new_call("theft", 2, 3);
    other.dispatch_nearest = true;
    let sent = t.app.take_call(&desk, other).await.unwrap().call;
    assert_eq!(sent.assignments[0].unit, t.unit("湖塘02"));
    let on_the_way = vec![account(&t, "officer2")];
    let own = t.app.recuse(&desk, sent.id, sent.version, Vec::new(), on_the_way, "被投诉").await;
    assert!(matches!(own, Err(Error::WrongState(_))), "{own:?}");
}

async fn whoever_is_in_charge(t: TestApp) {
    let (desk, liaison) = (t.caller("desk"), t.caller("liaison"));
    let id = quarrel(&t).await;
    let admin = t.app.assign_owner(&desk, id, Some(account(&t, "admin")), 1).await;
    assert!(matches!(admin, Err(Error::Invalid { field: "owner", .. })));
    t.app.assign_owner(&desk, id, Some(account(&t, "liaison")), 1).await.unwrap();
    assert_eq!(t.app.read_matter(&liaison, id).await.unwrap().owner, Some(account(&t, "liaison")));
    let stale = t.app.assign_owner(&desk, id, None, 1).await;
    assert!(matches!(stale, Err(Error::StaleVersion { current: 2, sent: 1 })));
    t.app.assign_owner(&desk, id, None, 2).await.unwrap();
    assert!(matches!(t.app.read_matter(&liaison, id).await, Err(Error::NotFound)));
    let call = t.app.read_call(&desk, id.into()).await.unwrap().call;
    assert_eq!((call.owner, call.version), (None, 3), "the call is the same record");
}

async fn readings_are_rows(t: TestApp) {
    let id = quarrel(&t).await;
    for who in ["desk", "chief1", "command"] {
        t.app.read_call(&t.caller(who), id.into()).await.unwrap();
    }
    t.app.read_call(&t.caller("desk"), id.into()).await.unwrap();
    let rows = kaimen_store::audit::about(t.app.database().read(), &format!("call/{id}")).await.unwrap();
    let readings: Vec<(&str, &str)> =
        rows.iter().skip(1).map(|row| (row.entry.act.as_str(), row.entry.why.as_str())).collect();
    assert_eq!(
        readings,
        [("read-contact", "bureau"), ("read", "unit"), ("read", "bureau"), ("read-contact", "bureau")],
        "each one"
    );
    let timeline = t.app.read_call(&t.caller("desk"), id.into()).await.unwrap().timeline;
    assert_eq!(timeline.len(), 1, "readings are no part of what happened");
    t.app.search_calls(&t.caller("desk"), "袁某", None).await.unwrap();
    let rows = kaimen_store::audit::about(t.app.database().read(), "matters").await.unwrap();
    assert_eq!(rows[0].entry.act, "search");
    assert!(rows[0].entry.detail.contains("袁某"), "what was searched for");
}

/// The scope of a list against the rules asked for every single matter.
async fn lists_are_what_the_rules_say(t: TestApp) {
    let desk = t.caller("desk");
    for i in 0..12_u32 {
        let kind = ["dispute", "police_conduct", "theft"][i as usize % 3];
        let mut call = t.new_call(kind, i, i * 7 % 10);
        call.dispatch_nearest = i % 4 == 0;
        if i % 5 == 0 {
            call.recused_units = vec![t.unit("湖塘03")];
        }
        let call = t.app.take_call(&desk, call).await.unwrap().call;
        if i % 6 == 1 {
            t.app.assign_owner(&desk, call.id.into(), Some(account(&t, "inspection")), call.version).await.unwrap();
        }
        if i % 4 == 3 {
            let to = account(&t, "lawyer");
            let referral = t.app.refer(&desk, call.id.into(), to, "当事人想问律师").await.unwrap();
            t.app.step_referral(&t.caller("lawyer"), referral, ReferralStep::Accept, "").await.unwrap();
        }
    }
    let on = t.app.database().read();
    let everything = Filter { limit: 100, ..Filter::default() };
    let all = reach(desk.actor.staff().unwrap(), Act::ReadMatter, t.app.now());
    let all = kaimen_store::matter::list(on, &all, &everything).await.unwrap();
    assert_eq!(all.len(), 12);
    let mut seen = std::collections::BTreeMap::new();
    for who in kaimen_testkit::EVERYBODY {
        let caller = t.caller(who);
        for act in [Act::ReadMatter, Act::SearchMatters, Act::Attach, Act::StartClock] {
            let scope = reach(caller.actor.staff().unwrap(), act, t.app.now());
            let mut listed = kaimen_store::matter::list(on, &scope, &everything).await.unwrap();
            let mut allowed = all.clone();
            allowed.retain(|matter| t.app.may(&caller, act, Subject::Matter(matter)));
            listed.sort_by_key(|matter| matter.id);
            allowed.sort_by_key(|matter| matter.id);
            assert_eq!(listed, allowed, "{who} {act:?}");
            seen.insert((who, act), listed.len());
        }
    }
    let of = |who| seen[&(who, Act::ReadMatter)];
    assert!(of("desk") == 12 && of("admin") == 0 && of("supervisor") == 0);
    for who in ["chief1", "inspection", "lawyer", "officer1"] {
        assert!(of(who) > 0 && of(who) < 12, "{who} sees some: {}", of(who));
    }
}
