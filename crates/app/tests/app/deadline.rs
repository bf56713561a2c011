//! Clocks of matters: who starts, holds, extends and meets them, who is told, and what law and calendar let be done.

use chrono::{DateTime, TimeDelta, Utc};
use kaimen_app::call::Taken;
use kaimen_app::deadline::{Deadline, Which};
use kaimen_app::{Caller, Error};
use kaimen_domain::act::Act;
use kaimen_domain::call::{DiversionMode, Outcome};
use kaimen_domain::deadline::calendar::{Calendar, table};
use kaimen_domain::deadline::clock::{ClockState, Refused};
use kaimen_domain::deadline::ladder::Level;
use kaimen_domain::deadline::parameter::NotSet;
use kaimen_domain::deadline::register::NotFound;
use kaimen_domain::deadline::rule::{PauseReason, StepName};
use kaimen_domain::id::{CallId, MatterId};
use kaimen_testkit::{TestApp, on_both_databases, place};
use serde_json::Value;

on_both_databases!(
    a_diversion_starts_a_clock_and_its_answer_meets_it,
    the_register_of_a_later_day_starts_other_clocks,
    a_clock_is_paused_extended_and_met,
    who_may_do_what_with_a_clock,
    everybody_above_is_told_in_turn,
    a_missed_deadline_stays_in_sight,
    lists_are_cut_to_the_reader,
    the_bureau_tightens_and_never_loosens,
    a_loaded_calendar_settles_days_and_moves_clocks,
    a_complained_of_officer_learns_nothing,
);

fn step(name: &str) -> StepName {
    name.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Moves the clock to a moment.
fn go_to(t: &TestApp, moment: &str) {
    t.clock.advance((at(moment) - t.app.now()).num_seconds());
}

async fn take(t: &TestApp, column: u32, row: u32) -> Taken {
    t.app.take_call(&t.caller("desk"), t.new_call("theft", column, row)).await.unwrap()
}

/// Clocks of a matter.
async fn kept(t: &TestApp, matter: MatterId) -> Vec<Deadline> {
    let desk = t.caller("desk");
    let matter = t.app.read_matter(&desk, matter).await.unwrap();
    t.app.clocks(&desk, &matter).await.unwrap()
}

async fn states(t: &TestApp, matter: MatterId) -> Vec<(String, ClockState)> {
    kept(t, matter).await.into_iter().map(|one| (one.clock.name.to_string(), one.clock.state_at(t.app.now()))).collect()
}

/// Act and detail of the audit rows about a call.
async fn rows(t: &TestApp, call: &Taken) -> Vec<(String, Value)> {
    let subject = format!("call/{}", call.call.id);
    let rows = kaimen_store::audit::about(t.app.database().read(), &subject).await.unwrap();
    rows.into_iter().map(|row| (row.entry.act, serde_json::from_str(&row.entry.detail).unwrap())).collect()
}

/// The last of them that is a change.
async fn last(t: &TestApp, call: &Taken) -> (String, Value) {
    rows(t, call).await.into_iter().rfind(|(act, _)| !act.starts_with("read")).unwrap()
}

async fn a_diversion_starts_a_clock_and_its_answer_meets_it(t: TestApp) {
    let desk = t.caller("desk");
    for (accepted, late) in [(true, false), (false, false), (true, true)] {
        let call = take(&t, 2, 3).await;
        let id = call.call.id;
        let sent = t.app.divert(&desk, id, 1, "12345", DiversionMode::Transfer).await.unwrap();
        assert_eq!(states(&t, id.into()).await, [("D5.transfer".to_owned(), ClockState::Running)]);
        let (_, detail) = last(&t, &call).await;
        let due = serde_json::to_value(t.app.now() + TimeDelta::hours(24)).unwrap();
        assert_eq!(detail["clock_started"], serde_json::json!({ "deadline": "D5.transfer", "due_at": due }));
        t.clock.advance(if late { 86_401 } else { 86_400 });
        t.app.diversion_answered(&desk, id, sent.version, accepted).await.unwrap();
        let state = if late { ClockState::MetLate } else { ClockState::Met };
        assert_eq!(states(&t, id.into()).await, [("D5.transfer".to_owned(), state)]);
        let (_, detail) = last(&t, &call).await;
        assert_eq!(detail["clock_met"]["state"], serde_json::to_value(state).unwrap());
    }
}

/// Takes a call to its end on the scene; answers it and the officer who went.
async fn resolved(t: &TestApp) -> (MatterId, Caller) {
    t.app.send_position(&t.caller("officer2"), place(2, 2), t.app.now()).await.unwrap();
    let mut new = t.new_call("theft", 2, 3);
    new.dispatch_nearest = true;
    let call = t.app.take_call(&t.caller("desk"), new).await.unwrap().call;
    let rides = |who: &Caller| who.actor.staff().and_then(|staff| staff.unit) == Some(call.assignments[0].unit);
    let officer = (1..=6).map(|n| t.caller(&format!("officer{n}"))).find(rides).unwrap();
    t.app.progress(&officer, call.id, Act::OnScene).await.unwrap();
    t.app.resolve(&officer, call.id).await.unwrap();
    (call.id.into(), officer)
}

async fn the_register_of_a_later_day_starts_other_clocks(t: TestApp) {
    let (id, _) = resolved(&t).await;
    assert_eq!(states(&t, id).await, [], "no such duty in January 2011");
    let refused = t.app.start_clock(&t.caller("desk"), id, step("D2.register"), None).await;
    assert!(matches!(refused, Err(Error::Register(NotFound::NotInForce { rule: "D2", .. }))), "{refused:?}");
    go_to(&t, "2026-03-02T02:00:00Z");
    let (id, officer) = resolved(&t).await;
    assert_eq!(states(&t, id).await, [("D2.register".to_owned(), ClockState::Running)]);
    t.clock.advance(3600);
    t.app.give_feedback(&officer, CallId(id.0), Outcome::Settled, "已处理。").await.unwrap();
    assert_eq!(states(&t, id).await, [("D2.register".to_owned(), ClockState::Met)]);
}

async fn a_clock_is_paused_extended_and_met(t: TestApp) {
    go_to(&t, "2026-01-05T02:00:00Z");
    let (chief, command) = (t.caller("chief1"), t.caller("command"));
    let call = take(&t, 2, 3).await;
    let id: MatterId = call.call.id.into();
    let clock = t.app.start_clock(&chief, id, step("D8.decide"), Some(at("2026-01-04T02:00:00Z"))).await.unwrap();
    // The 30th day after 4 January is Tuesday 3 February.
    assert_eq!(clock.clock.due_at, at("2026-02-03T16:00:00Z"));
    let again = t.app.start_clock(&chief, id, step("D8.decide"), None).await;
    assert!(matches!(again, Err(Error::Conflict)), "{again:?}");

    t.clock.advance(86_400);
    let clock = t.app.pause_clock(&chief, id, clock.id, 1, PauseReason::Expert).await.unwrap();
    t.clock.advance(10 * 86_400);
    let stale = t.app.resume_clock(&chief, id, clock.id, 1).await;
    assert!(matches!(stale, Err(Error::StaleVersion { current: 2, sent: 1 })), "{stale:?}");
    let clock = t.app.resume_clock(&chief, id, clock.id, 2).await.unwrap();
    assert_eq!(clock.clock.due_at, at("2026-02-13T16:00:00Z"));
    assert_eq!(clock.clock.pauses.len(), 1);

    let clock = t.app.ask_extension(&chief, id, clock.id, 3, " 案情复杂 ").await.unwrap();
    let own = t.app.decide_extension(&chief, id, clock.id, 4, true).await;
    assert!(matches!(own, Err(Error::Forbidden)), "the law wants the bureau: {own:?}");
    let clock = t.app.decide_extension(&command, id, clock.id, 4, true).await.unwrap();
    // The 70th day is Sunday 15 March: Monday.
    assert_eq!(clock.clock.due_at, at("2026-03-16T16:00:00Z"));

    let clock = t.app.meet_clock(&chief, id, clock.id, 5).await.unwrap();
    assert_eq!(clock.clock.state, ClockState::Met);
    assert_eq!(kept(&t, id).await, [clock], "as it was answered");
    let rows = rows(&t, &call).await.into_iter().filter(|(act, _)| act != "read-matter");
    let acts: Vec<String> = rows.map(|(act, _)| act).collect();
    let expected =
        ["take", "start-clock", "pause-clock", "resume-clock", "ask-extension", "decide-extension", "meet-clock"];
    assert_eq!(acts, expected);
    // Met: the step may begin again.
    t.app.start_clock(&chief, id, step("D8.decide"), None).await.unwrap();
}

async fn who_may_do_what_with_a_clock(t: TestApp) {
    let id: MatterId = take(&t, 2, 3).await.call.id.into();
    for (who, may) in [("command", false), ("admin", false), ("auditor", false), ("chief2", false), ("officer5", false)]
    {
        let tried = t.app.start_clock(&t.caller(who), id, step("D8.decide"), None).await;
        assert_eq!(tried.is_ok(), may, "{who}: {tried:?}");
    }
    let desk = t.caller("desk");
    let clock = t.app.start_clock(&desk, id, step("D13.decide"), None).await.unwrap();
    let other = take(&t, 9, 8).await.call.id.into();
    let wrong = t.app.meet_clock(&desk, other, clock.id, 1).await;
    assert!(matches!(wrong, Err(Error::NotFound)), "a clock of another matter: {wrong:?}");
    let reason = t.app.pause_clock(&desk, id, clock.id, 1, PauseReason::Hearing).await;
    assert!(matches!(reason, Err(Error::Clock(Refused::NoSuchPause))), "{reason:?}");
    let late = t.app.start_clock(&desk, id, step("D8.decide"), Some(t.app.now() + TimeDelta::seconds(1))).await;
    assert!(matches!(late, Err(Error::Invalid { field: "at", .. })), "{late:?}");
    for (name, on) in [("D7.keep", "2026-01-05T00:00:00Z"), ("D16.representatives", "2026-01-05T00:00:00Z")] {
        go_to(&t, on);
        let tried = t.app.start_clock(&desk, id, step(name), None).await;
        assert!(matches!(tried, Err(Error::Clock(Refused::NotAPeriod))), "{name}: {tried:?}");
    }
}

/// Codes of the lines on somebody's work page, oldest first.
async fn told(t: &TestApp, who: &str) -> Vec<String> {
    let mut alerts = t.app.alerts(&t.caller(who)).await.unwrap();
    alerts.reverse();
    alerts.into_iter().map(|alert| alert.code).collect()
}

async fn everybody_above_is_told_in_turn(t: TestApp) {
    let desk = t.caller("desk");
    let call = take(&t, 2, 3).await;
    t.app.divert(&desk, call.call.id, 1, "12345", DiversionMode::Transfer).await.unwrap();
    let level = async || kept(&t, call.call.id.into()).await[0].clock.level;
    let all = ["desk", "chief1", "command", "inspection"];
    let mut seen: Vec<Vec<Vec<String>>> = Vec::new();
    // Reminded when a quarter is left; above at the end, a tenth of the length after it, a quarter after it.
    for (seconds, expected) in [
        (64_799, Level::None),
        (1, Level::Owner),
        (21_600, Level::Owner),
        (1, Level::StationChief),
        (8_640, Level::BureauCommand),
        (12_960, Level::InspectionOffice),
    ] {
        t.clock.advance(seconds);
        t.app.run_due_jobs().await.unwrap();
        assert_eq!(level().await, expected);
        let mut now = Vec::new();
        for who in all {
            now.push(told(&t, who).await);
        }
        seen.push(now);
    }
    let codes = |n: usize, who: usize| seen[n][who].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!((codes(0, 0), codes(1, 0)), (vec![], vec!["deadline-near"]));
    assert_eq!((codes(2, 1), codes(3, 1)), (vec![], vec!["deadline-missed"]));
    assert_eq!((codes(3, 2), codes(4, 2)), (vec![], vec!["deadline-missed"]));
    assert_eq!((codes(4, 3), codes(5, 3)), (vec![], vec!["deadline-missed"]));
    assert_eq!(told(&t, "chief2").await, Vec::<String>::new(), "another station's chief is told nothing");
    let missed = rows(&t, &call).await.into_iter().filter(|(act, _)| act == "deadline-missed").count();
    assert_eq!(missed, 3);
    t.clock.advance(86_400 * 30);
    assert_eq!(t.app.run_due_jobs().await.unwrap(), 0, "nothing is left to be told");
}

async fn a_missed_deadline_stays_in_sight(t: TestApp) {
    let desk = t.caller("desk");
    let call = take(&t, 2, 3).await.call;
    let sent = t.app.divert(&desk, call.id, 1, "12345", DiversionMode::Transfer).await.unwrap();
    // No job has run: the lists know all the same.
    t.clock.advance(86_401);
    let count = async |which| t.app.deadlines(&desk, which).await.unwrap().1;
    assert_eq!((count(Which::Open).await, count(Which::Overdue).await, count(Which::Missed).await), (1, 1, 1));
    t.app.diversion_answered(&desk, call.id, sent.version, true).await.unwrap();
    assert_eq!((count(Which::Open).await, count(Which::Overdue).await, count(Which::Met).await), (0, 0, 1));
    let (missed, _) = t.app.deadlines(&desk, Which::Missed).await.unwrap();
    assert_eq!(missed[0].deadline.clock.state, ClockState::MetLate);
    assert_eq!(missed[0].deadline.clock.missed_at, Some(call.received_at + TimeDelta::hours(24)));
}

async fn lists_are_cut_to_the_reader(t: TestApp) {
    let desk = t.caller("desk");
    let mut order = Vec::new();
    for (n, (column, row)) in [(2, 3), (9, 8), (3, 3)].into_iter().enumerate() {
        let id: MatterId = take(&t, column, row).await.call.id.into();
        let began = t.app.now() - TimeDelta::days(n as i64);
        t.app.start_clock(&desk, id, step("D13.decide"), Some(began)).await.unwrap();
        order.insert(0, id);
    }
    for (who, sees) in [
        ("desk", vec![0, 1, 2]),
        ("command", vec![0, 1, 2]),
        ("chief1", vec![0, 2]),
        ("chief2", vec![1]),
        ("officer1", vec![]),
    ] {
        let (lines, count) = t.app.deadlines(&t.caller(who), Which::Open).await.unwrap();
        let found: Vec<MatterId> = lines.iter().map(|line| line.matter.id).collect();
        let expected: Vec<MatterId> = sees.iter().map(|n| order[*n]).collect();
        assert_eq!((found, count), (expected, sees.len() as u64), "{who}: the longest due first");
    }
    for who in ["admin", "auditor", "supervisor"] {
        assert!(matches!(t.app.deadlines(&t.caller(who), Which::Open).await, Err(Error::Forbidden)), "{who}");
    }
}

async fn the_bureau_tightens_and_never_loosens(t: TestApp) {
    go_to(&t, "2026-01-05T02:00:00Z");
    let loose = t.app.set_deadline(step("D8.decide"), Some(31)).await;
    assert!(matches!(loose, Err(Error::Parameter(NotSet::Loosened { asked: 31, most: 30 }))), "{loose:?}");
    let right = t.app.set_deadline(step("D14.ask"), Some(10)).await;
    assert!(matches!(right, Err(Error::Parameter(NotSet::NotOurs))), "{right:?}");
    t.app.set_deadline(step("D8.decide"), Some(25)).await.unwrap();
    t.app.set_deadline(step("D8.decide"), Some(20)).await.unwrap();
    let id: MatterId = take(&t, 2, 3).await.call.id.into();
    let clock = t.app.start_clock(&t.caller("desk"), id, step("D8.decide"), None).await.unwrap();
    // The 20th day is Sunday 25 January: Monday.
    assert_eq!(clock.clock.due_at, at("2026-01-26T16:00:00Z"));
    let standing = t.app.register().await.unwrap();
    let shown = |n: usize| (standing[n].steps[0].length, standing[n].steps[0].own);
    assert_eq!((shown(7), shown(8)), ((Some(20), true), (Some(24), false)));
    t.app.set_deadline(step("D8.decide"), None).await.unwrap();
    assert!(matches!(t.app.set_deadline(step("D8.decide"), None).await, Err(Error::NotFound)));
    let kept = kept(&t, id).await;
    assert_eq!(kept[0].clock.length.count, 20, "a running clock keeps its length");
    let rows = kaimen_store::audit::about(t.app.database().read(), "register").await.unwrap();
    assert_eq!(rows.len(), 3);
}

/// A notice of 2027 with what stands in `rows` beside eleven days in October.
fn notice(rows: &str) -> kaimen_domain::deadline::calendar::Notice {
    let off: String = (1..=11).map(|day| format!("2027-10-{day:02},off\n")).collect();
    table::read(2027, "国办发明电〔2026〕0号", format!("date,day\n{off}{rows}").as_bytes()).unwrap()
}

async fn a_loaded_calendar_settles_days_and_moves_clocks(t: TestApp) {
    go_to(&t, "2026-12-14T02:00:00Z");
    let desk: Caller = t.caller("desk");
    let id: MatterId = take(&t, 2, 3).await.call.id.into();
    let refused = t.app.start_clock(&desk, id, step("D17.answer"), None).await;
    let Err(Error::Clock(Refused::UnknownYear(unknown))) = refused else { panic!("{refused:?}") };
    assert_eq!(unknown.year, 2027);
    assert_eq!(t.app.load_calendar(notice("2027-01-01,off\n")).await.unwrap(), 0);
    let clock = t.app.start_clock(&desk, id, step("D17.answer"), None).await.unwrap();
    // 20 working days from Monday 14 December, 1 January off: Tuesday 12 January.
    assert_eq!(clock.clock.due_at, at("2027-01-12T16:00:00Z"));
    // The State Council changes its mind: three days off, one of them of December.
    let moved = t.app.load_calendar(notice("2026-12-31,off\n2027-01-01,off\n2027-01-04,off\n")).await.unwrap();
    assert_eq!(moved, 1);
    let kept = kept(&t, id).await;
    assert_eq!(kept[0].clock.due_at, at("2027-01-14T16:00:00Z"));
    let calendar: Calendar = t.app.calendar().await.unwrap();
    assert_eq!(calendar.notice(2027).unwrap().days.len(), 14);
    let rows = kaimen_store::audit::about(t.app.database().read(), "calendar/2027").await.unwrap();
    assert_eq!(rows.len(), 2);
}

async fn a_complained_of_officer_learns_nothing(t: TestApp) {
    let mut new = t.new_call("police_conduct", 2, 3);
    new.recused_units = vec![t.unit("湖塘01")];
    let call = t.app.take_call(&t.caller("desk"), new).await.unwrap();
    let id: MatterId = call.call.id.into();
    let clock = t.app.start_clock(&t.caller("desk"), id, step("D13.decide"), None).await.unwrap();
    let officer = t.caller("officer1");
    assert!(matches!(t.app.read_matter(&officer, id).await, Err(Error::NotFound)));
    assert!(matches!(t.app.meet_clock(&officer, id, clock.id, 1).await, Err(Error::NotFound)));
    assert!(matches!(t.app.start_clock(&officer, id, step("D8.decide"), None).await, Err(Error::NotFound)));
    assert_eq!(t.app.deadlines(&officer, Which::Open).await.unwrap().1, 0);
    let tried: Vec<Value> = rows(&t, &call)
        .await
        .into_iter()
        .filter(|(act, _)| act == "refused-recused")
        .map(|(_, detail)| detail)
        .collect();
    let acts: Vec<&str> = tried.iter().filter_map(|detail| detail["tried"].as_str()).collect();
    assert_eq!(acts, ["read-matter", "meet-clock", "start-clock"]);
}
