//! What is found: by words as a look through the texts would find it, by reach as the access rules would say one by one.

use std::collections::BTreeSet;

use chrono::Duration;
use kaimen_domain::access::{Subject, may, reach};
use kaimen_domain::act::Act;
use kaimen_domain::assignment::AssignmentState;
use kaimen_domain::call::{Call, CallState, Channel, Intake, Outcome, Place, Sending};
use kaimen_domain::id::{AccountId, AssignmentId, CallId, GrantId, MatterId, StationId, UnitId};
use kaimen_domain::kind;
use kaimen_domain::matter::{Grant, GrantKind, Matter, MatterKind};
use kaimen_domain::role::Staff;
use kaimen_store::ConnectionTrait;
use kaimen_store::matter::{Filter, list};
use kaimen_testkit::{Counted, TestApp, on_both_databases};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

on_both_databases!(
    words_find_what_holds_them,
    a_list_is_what_the_rules_allow,
    the_complained_of_find_nothing,
    the_index_follows,
    old_matters_are_found,
    a_list_costs_the_same_however_long,
);

const WHO: [&str; 21] = [
    "desk",
    "command",
    "admin",
    "carer",
    "coordinator",
    "supervisor",
    "inspection",
    "editor",
    "privacy",
    "auditor",
    "mediator",
    "liaison",
    "lawyer",
    "chief1",
    "chief2",
    "officer1",
    "officer2",
    "officer3",
    "officer4",
    "officer5",
    "officer6",
];

fn staff(t: &TestApp, who: &str) -> Staff {
    t.caller(who).actor.staff().unwrap().clone()
}

/// Numbers of what somebody finds.
async fn found(t: &TestApp, who: &str, words: &str) -> Vec<String> {
    let question = kaimen_app::search::Question { words: words.to_owned(), ..Default::default() };
    let page = t.app.matters(&t.caller(who), &question).await.unwrap();
    page.matters.into_iter().map(|matter| matter.number).collect()
}

/// Whether a look through the texts finds every word; written without the tokenizer's code.
fn holds(texts: &[String], asked: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace('１', "1").replace('２', "2").replace(['Ａ', 'ａ'], "a");
    let is_han = |c: &char| ('一'..='鿿').contains(c);
    let text = texts.iter().map(|text| plain(text)).collect::<Vec<_>>().join("\n");
    let asked = plain(asked);
    let latin = |text: &str| -> Vec<String> {
        text.split(|c: char| is_han(&c) || !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let known: BTreeSet<String> = latin(&text).into_iter().collect();
    let mut words = latin(&asked);
    let ends_in_latin = asked.chars().rev().find(|c| c.is_alphanumeric()).is_some_and(|c| !is_han(&c));
    if let Some(last) = words.pop_if(|_| ends_in_latin)
        && !known.iter().any(|word| word.starts_with(&last))
    {
        return false;
    }
    let han: Vec<String> =
        asked.split(|c: char| !is_han(&c)).filter(|run| !run.is_empty()).map(str::to_owned).collect();
    let pairs_hold = |run: &String| {
        let run: Vec<char> = run.chars().collect();
        if run.len() == 1 {
            text.contains(run[0])
        } else {
            run.windows(2).all(|two| text.contains(&String::from_iter(two)))
        }
    };
    asked.chars().any(char::is_alphanumeric)
        && words.iter().all(|word| known.contains(word))
        && han.iter().all(pairs_hold)
}

fn random_text(random: &mut StdRng) -> String {
    const PIECES: [&str; 17] = [
        "噪", "音", "扰", "民", "物业", "狗", "andy", "ANDY", "１２", "12", "3", "a", "Ａ", " ", "，", "\"", "' OR %_",
    ];
    (0..random.random_range(0..9)).map(|_| *PIECES.choose(random).unwrap()).collect()
}

async fn words_find_what_holds_them(t: TestApp) {
    let mut random = StdRng::seed_from_u64(11);
    let mut texts = Vec::new();
    for _ in 0..60 {
        let mut new = t.new_call("noise", 2, 3);
        new.place.text = format!("路{}", random_text(&mut random));
        new.summary = random_text(&mut random);
        let call = t.app.take_call(&t.caller("desk"), new).await.unwrap().call;
        texts.push((call.number.clone(), [call.number.clone(), call.place.text.clone(), call.summary.clone()]));
    }
    let mut hits = 0;
    for round in 0..400 {
        let asked = if round < 40 { texts[round].0[..12].to_owned() } else { random_text(&mut random) };
        let expected: BTreeSet<&String> = texts
            .iter()
            .filter(|(_, texts)| asked.trim().is_empty() || holds(texts, &asked))
            .map(|(number, _)| number)
            .collect();
        let found = found(&t, "desk", &asked).await;
        let page: BTreeSet<&String> = found.iter().collect();
        assert_eq!(page.len(), found.len(), "{asked:?}: none twice");
        if expected.len() > 50 {
            assert!(page.len() == 50 && page.is_subset(&expected), "{asked:?}");
        } else {
            assert_eq!(page, expected, "{asked:?}");
        }
        hits += page.len();
    }
    assert!(hits > 1000, "the words are common enough to say something: {hits}");
}

/// A call as chance will have it.
fn random_call(
    t: &TestApp,
    random: &mut StdRng,
    i: u32,
    stations: &[StationId],
    units: &[UnitId],
    people: &[AccountId],
) -> Call {
    let now = t.app.now();
    let kind = kind::find(["theft", "noise", "police_conduct"].choose(random).unwrap()).unwrap();
    let some = |random: &mut StdRng| *people.choose(random).unwrap();
    let intake = Intake {
        id: CallId(t.app.ids().ordered(now)),
        number: format!("20110122-{i:05}"),
        receipt: format!("R{i:08}"),
        channel: Channel::Phone,
        place: Place { text: "第3街".to_owned(), lon: 119.91, lat: 31.71 },
        summary: if random.random_bool(0.05) { "楼上噪音，狗叫" } else { "楼上噪音" }.to_owned(),
        station: stations.choose(random).copied().filter(|_| random.random_bool(0.9)),
        officers_needed: None,
        recused: if random.random_bool(0.1) { vec![some(random)] } else { Vec::new() },
    };
    // Some in the same moment, some not.
    let mut call = Call::take(intake, kind, now - Duration::seconds(i64::from(random.random_range(0..600_u32))));
    if random.random_bool(0.3) {
        let unit = *units.choose(random).unwrap();
        let sending = Sending {
            id: AssignmentId(t.app.ids().ordered(now)),
            unit,
            call_sign: String::new(),
            eta_ms: None,
            override_reason: None,
        };
        call.dispatch(vec![sending], now).unwrap();
        let was_recalled = random.random_bool(0.3);
        call.assignments[0].state = if was_recalled { AssignmentState::Recalled } else { AssignmentState::Cleared };
        call.assignments[0].cleared_at = Some(now);
    }
    call.state = *[CallState::Classified, CallState::Closed, CallState::Closed].choose(random).unwrap();
    call.owner = random.random_bool(0.1).then(|| some(random));
    call
}

fn random_grant(t: &TestApp, random: &mut StdRng, people: &[AccountId]) -> Grant {
    let now = t.app.now();
    let hours = |random: &mut StdRng, from: i64, to: i64| now + Duration::hours(random.random_range(from..to));
    Grant {
        id: GrantId(t.app.ids().ordered(now)),
        account: *people.choose(random).unwrap(),
        kind: *[GrantKind::Referral, GrantKind::BreakGlass].choose(random).unwrap(),
        from: hours(random, -3, 2),
        until: random.random_bool(0.5).then(|| hours(random, -2, 3)),
    }
}

/// Enough matters that a word which all hold is a common one.
const MATTERS: u32 = 1200;

async fn random_matters(t: &TestApp) -> Vec<Matter> {
    let mut random = StdRng::seed_from_u64(7);
    let stations: Vec<StationId> = t.app.stations().iter().map(|station| station.id).collect();
    let units: Vec<UnitId> = ["湖塘01", "湖塘02", "新城01", "新城03"].iter().map(|sign| t.unit(sign)).collect();
    let people: Vec<AccountId> = WHO.iter().map(|who| staff(t, who).account).collect();
    let mut calls = Vec::new();
    let mut others = Vec::new();
    let mut grants = Vec::new();
    for i in 0..MATTERS {
        let call = random_call(t, &mut random, i, &stations, &units, &people);
        if random.random_bool(0.2) {
            grants.push((MatterId(call.id.0), random_grant(t, &mut random, &people)));
        }
        if random.random_bool(0.05) {
            let words = call.matter();
            others.push(Matter {
                kind: MatterKind::RightsRequest,
                state: "received".to_owned(),
                units: Vec::new(),
                ..words
            });
        } else {
            calls.push(call);
        }
    }
    let ids: Vec<MatterId> =
        calls.iter().map(|call| call.id.into()).chain(others.iter().map(|other| other.id)).collect();
    t.app
        .database()
        .write::<(), kaimen_store::StoreError, _>(move |context| {
            Box::pin(async move {
                for call in &calls {
                    kaimen_store::call::insert(context, call).await?;
                }
                for other in &others {
                    kaimen_store::matter::insert(context, other).await?;
                }
                for (matter, grant) in &grants {
                    kaimen_store::matter::insert_grant(context, *matter, grant).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    let mut matters = kaimen_store::matter::some(t.app.database().read(), &ids).await.unwrap();
    assert_eq!(matters.len() as u32, MATTERS);
    matters.sort_by_key(|matter| std::cmp::Reverse((matter.received_at, matter.id)));
    matters
}

async fn a_list_is_what_the_rules_allow(t: TestApp) {
    let matters = random_matters(&t).await;
    let now = t.app.now();
    let filters = [
        Filter::default(),
        Filter { kind: Some(MatterKind::Call), ..Filter::default() },
        Filter { kind: Some(MatterKind::RightsRequest), words: Some("噪音".to_owned()), ..Filter::default() },
        Filter { ended: Some(true), offset: 30, ..Filter::default() },
        Filter { ended: Some(false), words: Some("楼上噪音".to_owned()), offset: 5, ..Filter::default() },
        Filter { words: Some("噪音".to_owned()), ..Filter::default() },
        Filter { words: Some("狗".to_owned()), ..Filter::default() },
        Filter { words: Some("20110122-000".to_owned()), offset: 10, ..Filter::default() },
        Filter { state: Some("closed".to_owned()), ..Filter::default() },
        Filter { mine: true, ..Filter::default() },
        Filter { mine: true, words: Some("噪音".to_owned()), ended: Some(false), ..Filter::default() },
    ];
    let mut seen = 0;
    for who in WHO {
        let staff = staff(&t, who);
        for filter in filters.iter().map(|filter| Filter { limit: 50, ..filter.clone() }) {
            let expected: Vec<MatterId> = matters
                .iter()
                .filter(|matter| may(&t.caller(who).actor, Act::ReadMatter, Subject::Matter(matter), now).is_allowed())
                .filter(|matter| is_meant(&t, matter, &filter, staff.account))
                .map(|matter| matter.id)
                .skip(filter.offset as usize)
                .take(50)
                .collect();
            let reach = reach(&staff, Act::ReadMatter, now);
            let listed = list(t.app.database().read(), &reach, &filter).await.unwrap();
            let listed: Vec<MatterId> = listed.iter().map(|matter| matter.id).collect();
            assert_eq!(listed, expected, "{who}, {filter:?}");
            seen += listed.len();
        }
    }
    assert!(seen > 3000, "there is something to see: {seen}");
}

/// The filter, matter by matter.
fn is_meant(t: &TestApp, matter: &Matter, filter: &Filter, reader: AccountId) -> bool {
    let taken =
        matter.grants.iter().any(|grant| grant.kind == GrantKind::Referral && grant.serves(reader, t.app.now()));
    let texts = [matter.number.clone(), matter.place.text.clone(), matter.summary.clone()];
    filter.kind.is_none_or(|kind| matter.kind == kind)
        && filter.state.as_ref().is_none_or(|state| matter.state == *state)
        && filter.ended.is_none_or(|ended| matter.ended == ended)
        && filter.words.as_ref().is_none_or(|words| holds(&texts, words))
        && (!filter.mine || matter.owner == Some(reader) || taken)
}

async fn the_complained_of_find_nothing(t: TestApp) {
    let mut new = t.new_call("police_conduct", 2, 3);
    new.summary = "投诉民警态度恶劣".to_owned();
    let call = t.app.take_call(&t.caller("desk"), new).await.unwrap().call;
    let call = t.app.dispatch(&t.caller("desk"), call.id, 1, vec![t.unit("湖塘01")], Some("试".into())).await.unwrap();
    assert_eq!(found(&t, "officer1", "态度").await, std::slice::from_ref(&call.number));
    let call = t.app.recall(&t.caller("desk"), call.id, 2, t.unit("湖塘01"), "换人").await.unwrap();
    t.app.recuse(&t.caller("desk"), call.id, call.version, vec![t.unit("湖塘01")], Vec::new(), "被投诉").await.unwrap();
    for words in ["态度", "投诉民警", &call.number, &call.number[..8], ""] {
        assert_eq!(found(&t, "officer1", words).await, Vec::<String>::new(), "{words}");
        assert_eq!(found(&t, "inspection", words).await, std::slice::from_ref(&call.number), "{words}");
        let calls = t.app.search_calls(&t.caller("officer1"), words, None).await.unwrap();
        assert!(calls.is_empty(), "{words}");
    }
}

async fn the_index_follows(t: TestApp) {
    let desk = t.caller("desk");
    let taken = t.app.take_call(&desk, t.new_call("noise", 2, 3)).await.unwrap();
    let number = [taken.call.number.clone()];
    assert_eq!(found(&t, "desk", "施肥 路口").await, number);
    assert_eq!(found(&t, "desk", "劝导").await, Vec::<String>::new());
    t.app.give_feedback(&desk, taken.call.id, Outcome::Settled, "已劝导。").await.unwrap();
    assert_eq!(found(&t, "desk", "劝导").await, number, "what the resident was told is found");
    // What not every reader sees, or what opens a receipt, is not a word.
    t.app.note(&desk, taken.call.id, "报警人姓钱").await.unwrap();
    for hidden in ["姓钱", "袁某", "138", &taken.receipt_no, &taken.receipt_no[..3], &taken.verify_code] {
        assert_eq!(found(&t, "desk", hidden).await, Vec::<String>::new(), "{hidden}");
    }
    // Saved as a matter of any kind, a call keeps the words of its own.
    let mut matter = kaimen_store::matter::find(t.app.database().read(), taken.call.id.into()).await.unwrap().unwrap();
    matter.version += 1;
    matter.summary = "换了说法".to_owned();
    t.app
        .database()
        .write::<(), kaimen_store::StoreError, _>(move |context| {
            Box::pin(async move { kaimen_store::matter::save(context, &matter).await })
        })
        .await
        .unwrap();
    assert_eq!(found(&t, "desk", "说法 劝导").await, number);
    assert_eq!(found(&t, "desk", "施肥").await, Vec::<String>::new());
    let id = taken.call.id.into();
    let forget = || {
        t.app.database().write::<(), kaimen_store::StoreError, _>(move |context| {
            Box::pin(async move { kaimen_store::search::forget(context, &[id]).await })
        })
    };
    forget().await.unwrap();
    forget().await.unwrap();
    for words in ["劝导", "说法", number[0].as_str()] {
        assert_eq!(found(&t, "desk", words).await, Vec::<String>::new());
    }
    assert_eq!(found(&t, "desk", "").await, number, "the matter itself stays");
}

/// The step that made the index is taken anew over what is there.
async fn old_matters_are_found(t: TestApp) {
    let taken = t.app.take_call(&t.caller("desk"), t.new_call("noise", 2, 3)).await.unwrap();
    t.app.give_feedback(&t.caller("desk"), taken.call.id, Outcome::Settled, "已劝导。").await.unwrap();
    let on = t.app.database().read();
    let is_sqlite = t.app.database().backend() == "sqlite";
    for undone in [
        if is_sqlite { "DROP TABLE matter_index" } else { "DROP INDEX matter_words_index" },
        "DROP TABLE matter_words",
        "DROP TABLE matter_link",
        "DROP INDEX matter_in_time",
        "DROP INDEX matter_station_in_time",
        "DROP INDEX matter_complaint_in_time",
        "CREATE INDEX matter_station ON matter (station_id)",
        "DELETE FROM seaql_migrations WHERE version = 'm0008_search'",
    ] {
        on.execute_unprepared(undone).await.unwrap();
    }
    let again = t.another().await;
    for words in ["施肥", "劝导", "第2街", &taken.call.number] {
        let question = kaimen_app::search::Question { words: words.to_owned(), ..Default::default() };
        let page = again.matters(&t.caller("desk"), &question).await.unwrap();
        assert_eq!(page.matters.len(), 1, "{words}");
    }
}

async fn a_list_costs_the_same_however_long(t: TestApp) {
    random_matters(&t).await;
    let counted = Counted::new(t.app.database().read());
    for who in ["desk", "chief1", "officer2", "inspection"] {
        let reach = reach(&staff(&t, who), Act::ReadMatter, t.app.now());
        // With words there is one statement more: whether they are common.
        for (words, statements) in [(None, 4), (Some("狗"), 5), (Some("噪音"), 5)] {
            for limit in [2, 50] {
                let filter = Filter { words: words.map(str::to_owned), limit, ..Filter::default() };
                let (listed, cost) = counted.cost(list(&counted, &reach, &filter)).await;
                assert!(listed.unwrap().len() >= 2, "{who}, {words:?}");
                assert_eq!(cost, statements, "{who}, {words:?}, {limit}");
            }
        }
    }
}
