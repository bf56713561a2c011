//! The red lines of the catalogue (§5), as far as software can keep them: each test fails when its line is crossed.
//! `docs/red-lines.md` says which line is where, and which are not for a test.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

use std::collections::BTreeSet;
use std::path::Path;

use kaimen_app::Error;
use kaimen_domain::access::{Scope, scope};
use kaimen_domain::act::Act;
use kaimen_domain::call::{Outcome, Refused};
use kaimen_domain::matter::MatterKind;
use kaimen_domain::role::Role;
use kaimen_testkit::{EVERYBODY, TestApp, on_both_databases, on_one_database};
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};

on_one_database!(
    line_01_no_scores_flags_or_lists_of_persons,
    line_02_no_forbidden_fields,
    line_04_no_addresses_or_devices_of_residents,
    line_06_ratings_lead_back_to_nobody,
    line_12_places_of_officers_have_no_history,
    line_13_no_persons_counted_as_migrants,
);
on_both_databases!(
    line_03_no_search_across_persons,
    line_07_the_complained_of_neither_work_nor_look,
    line_08_violence_is_not_mediated_away,
    line_18_emergency_first,
);

/// Every table with its columns, as they are after all migrations.
async fn columns(t: &TestApp) -> BTreeSet<(String, String)> {
    let on = t.app.database().read();
    let schema = match on.get_database_backend() {
        DatabaseBackend::Sqlite => {
            "SELECT m.name AS t, p.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) p \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
        _ => panic!("the schema is read from SQLite"),
    };
    let rows = on.query_all_raw(Statement::from_string(on.get_database_backend(), schema)).await.unwrap();
    let columns: BTreeSet<(String, String)> =
        rows.iter().map(|row| (row.try_get("", "t").unwrap(), row.try_get("", "c").unwrap())).collect();
    assert!(columns.len() > 150, "the schema is read: {} columns", columns.len());
    columns
}

/// Columns whose name has one of these words in it.
async fn named(t: &TestApp, words: &[&str]) -> Vec<String> {
    let has = |name: &str| name.split('_').any(|part| words.contains(&part));
    let columns = columns(t).await;
    let found = columns.iter().filter(|(table, column)| has(table) || has(column));
    found.map(|(table, column)| format!("{table}.{column}")).collect()
}

async fn line_01_no_scores_flags_or_lists_of_persons(t: TestApp) {
    let words = [
        "score",
        "rank",
        "risk",
        "flag",
        "flagged",
        "watch",
        "watchlist",
        "blacklist",
        "suspect",
        "dossier",
        "profile2",
        "key",
        "person",
        "priority",
        "threat",
        "dangerous",
        "tag",
        "label",
    ];
    let found = named(&t, &words).await;
    // Keys of requests, sealed records and sign-in are no key persons.
    let fine = |column: &String| column.contains("key") && !column.contains("person");
    let bad: Vec<_> = found.into_iter().filter(|column| !fine(column)).collect();
    assert!(bad.is_empty(), "{bad:?}");
}

async fn line_02_no_forbidden_fields(t: TestApp) {
    let words = [
        "ethnicity",
        "ethnic",
        "nation",
        "nationality",
        "race",
        "religion",
        "belief",
        "political",
        "politics",
        "party",
        "diagnosis",
        "disease",
        "sexual",
        "orientation",
        "gender",
        "sex",
        "biometric",
        "fingerprint",
        "face",
        "plate",
        "dna",
        "iris",
        "voiceprint",
    ];
    let found = named(&t, &words).await;
    assert!(found.is_empty(), "{found:?}");
}

async fn line_03_no_search_across_persons(t: TestApp) {
    let desk = t.caller("desk");
    let call = t.app.take_call(&desk, t.new_call("noise", 2, 3)).await.unwrap();
    for words in ["袁某", "138 0000 0000", "13800000000", "袁", call.verify_code.as_str()] {
        let found = t.app.search_calls(&desk, words, None).await.unwrap();
        assert!(found.is_empty(), "a person is found by {words}");
    }
    assert_eq!(t.app.search_calls(&desk, &call.call.number, None).await.unwrap().len(), 1, "a matter is found");
    let rows = kaimen_store::audit::about(t.app.database().read(), "matters").await.unwrap();
    assert_eq!(rows.len(), 6, "every search is a row of the log");
}

async fn line_04_no_addresses_or_devices_of_residents(t: TestApp) {
    let found = named(&t, &["ip", "address", "device", "agent", "browser", "phone", "mac", "imei"]).await;
    // Devices of staff, so that a lost one can be ended.
    let bad: Vec<_> = found.into_iter().filter(|column| !column.starts_with("session.")).collect();
    assert!(bad.is_empty(), "{bad:?}");
}

#[test]
fn line_05_children_are_need_to_know() {
    for role in [Role::Carer, Role::CareCoordinator] {
        for act in Act::ALL {
            for kind in MatterKind::ALL {
                let reach = scope(role, *act, *kind);
                let own = matches!(act, Act::ReadAlerts | Act::ManageOwnSignIn);
                assert!(own || reach.is_none_or(|reach| reach == Scope::Granted), "{role:?} {act:?} {reach:?}");
            }
        }
    }
}

async fn line_06_ratings_lead_back_to_nobody(t: TestApp) {
    let columns = columns(&t).await;
    let of_rating: Vec<&str> =
        columns.iter().filter(|(table, _)| table == "rating").map(|(_, column)| column.as_str()).collect();
    assert_eq!(of_rating, ["id", "month", "stars", "station_id"], "no call, no day, no person");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/src/rating.rs");
    let source = std::fs::read_to_string(source).unwrap();
    assert!(!source.contains("delete") && !source.contains("update"), "a rating is never changed or deleted");
}

async fn line_07_the_complained_of_neither_work_nor_look(t: TestApp) {
    let desk = t.caller("desk");
    let mut call = t.new_call("police_conduct", 2, 2);
    call.recused_units = vec![t.unit("湖塘02")];
    call.dispatch_nearest = true;
    let call = t.app.take_call(&desk, call).await.unwrap().call;
    assert!(call.assignments.iter().all(|a| a.unit != t.unit("湖塘02")), "not sent");
    let officer = t.caller("officer2");
    assert!(matches!(t.app.read_call(&officer, call.id).await, Err(Error::NotFound)));
    assert!(matches!(t.app.read_matter(&officer, call.id.into()).await, Err(Error::NotFound)));
    assert!(t.app.search_calls(&officer, &call.number, None).await.unwrap().is_empty(), "not found");
    assert!(!t.app.open_calls(&officer).await.unwrap().iter().any(|open| open.id == call.id), "not listed");
    let alerts = t.app.alerts(&t.caller("supervisor")).await.unwrap();
    assert_eq!(alerts.iter().filter(|alert| alert.code == "lock-tried").count(), 2, "supervisors are told");
}

async fn line_08_violence_is_not_mediated_away(t: TestApp) {
    let desk = t.caller("desk");
    let call = t.app.take_call(&desk, t.new_call("domestic_violence", 2, 2)).await.unwrap().call;
    let mediated = t.app.give_feedback(&desk, call.id, Outcome::Mediated, "已调解。").await;
    assert!(matches!(mediated, Err(Error::WrongState(Refused::NotMediated))), "{mediated:?}");
    t.app.give_feedback(&desk, call.id, Outcome::CaseOpened, "已立案。").await.unwrap();
}

#[test]
fn line_11_nothing_decides_about_persons_by_itself() {
    // What runs without a person: it reminds, erases and ends; it never dispatches, drives, resolves or closes.
    let jobs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src/job.rs");
    let source = std::fs::read_to_string(jobs).unwrap();
    for deciding in [".dispatch(", ".transport(", ".resolve(", ".close(", ".classify(", ".recuse(", "Act::Close,"] {
        assert!(!source.contains(deciding), "a job calls {deciding}");
    }
}

async fn line_12_places_of_officers_have_no_history(t: TestApp) {
    let places: Vec<String> = columns(&t)
        .await
        .into_iter()
        .filter(|(_, column)| column == "lon" || column == "fix_at")
        .map(|(table, column)| format!("{table}.{column}"))
        .collect();
    assert_eq!(places, ["matter.lon", "station.lon", "unit.fix_at", "unit.lon"], "one last place, and no more");
    let officer = t.caller("officer1");
    t.app.set_own_duty(&officer, kaimen_domain::unit::DutyStatus::Off).await.unwrap();
    t.app.keep_fixes().await.unwrap();
    let unit = kaimen_store::unit::find(t.app.database().read(), t.unit("湖塘01")).await.unwrap().unwrap();
    assert_eq!(unit.fix, None, "forgotten off duty");
    let quotas = named(&t, &["quota", "arrests", "fines", "target"]).await;
    assert!(quotas.is_empty(), "{quotas:?}");
}

async fn line_13_no_persons_counted_as_migrants(t: TestApp) {
    let found = named(&t, &["migrant", "hukou", "origin", "province", "household", "residence"]).await;
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn line_14_liaisons_only_see_what_was_referred_to_them() {
    for act in [Act::ReadMatter, Act::SearchMatters, Act::ReadAttachment] {
        assert_eq!(scope(Role::Liaison, act, MatterKind::Call), Some(Scope::Granted));
    }
    for act in [Act::ReadCall, Act::ReadContact, Act::ReadUnit, Act::AskBreakGlass] {
        assert_eq!(scope(Role::Liaison, act, MatterKind::Call), None, "{act:?}");
    }
}

#[test]
fn line_15_lawyers_and_mediators_leave_no_notes_that_the_police_read() {
    for role in [Role::ResidentLawyer, Role::Mediator] {
        for act in [Act::Note, Act::Attach, Act::Feedback] {
            assert_eq!(scope(role, act, MatterKind::Call), None, "{role:?} {act:?}");
        }
    }
}

async fn line_18_emergency_first(t: TestApp) {
    // Place and kind: no contact, no summary, nobody free, nobody's consent.
    for unit in ["湖塘01", "湖塘02", "湖塘03", "新城01", "新城02", "新城03"] {
        let off = kaimen_domain::unit::DutyStatus::Off;
        t.app.set_unit_duty(&t.caller("desk"), t.unit(unit), off, "夜间").await.unwrap();
    }
    let mut bare = t.new_call("sudden_illness", 2, 3);
    (bare.summary, bare.contact, bare.dispatch_nearest) = (String::new(), None, true);
    let call = t.app.take_call(&t.caller("desk"), bare).await.unwrap().call;
    assert!(call.assignments.is_empty(), "taken although nobody can go");
    // Danger to life is not passed on.
    let divert =
        t.app.divert(&t.caller("desk"), call.id, 1, "12345", kaimen_domain::call::DiversionMode::Transfer).await;
    assert!(matches!(divert, Err(Error::WrongState(Refused::DangerToLife))), "{divert:?}");
}

/// The page that maps the lines names tests that exist.
#[test]
fn the_page_of_red_lines_is_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/red-lines.md")).unwrap();
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert_eq!(rows.len(), 19, "one row for each line");
    let mut named = 0;
    for (i, row) in rows.iter().enumerate() {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert_eq!(cells[1], (i + 1).to_string(), "{row}");
        let tests: Vec<&str> = cells[3].split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty() || !cells[4].is_empty(), "line {} has neither a test nor a reason", i + 1);
        for test in tests {
            let (file, name) = test.split_once("::").unwrap_or_else(|| panic!("{test}: write FILE::TEST"));
            let source = std::fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert!(source.contains(&format!("fn {name}(")), "{file} has no test {name}");
            named += 1;
        }
    }
    assert!(named >= 15 && EVERYBODY.len() > 15, "{named} tests are named");
}
