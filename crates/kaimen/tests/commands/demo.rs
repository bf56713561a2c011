//! `kaimen demo`.

use std::collections::BTreeMap;
use std::fs;

use crate::running::{Server, account, refused};
use crate::support::{kaimen, names, town_map};

/// Passwords by username.
fn printed(said: &str) -> BTreeMap<String, String> {
    let lines = said.lines().filter_map(|line| line.strip_prefix("  "));
    let words = lines.map(|line| line.split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>());
    words.map(|words| (words[0].clone(), words[1].clone())).collect()
}

#[test]
fn every_printed_account_signs_in_and_a_new_start_begins_afresh() {
    let folder = town_map();
    let demo = Server::demo(folder.path(), "--map town.map");
    let first = printed(&demo.said);
    let people = [
        "admin",
        "auditor",
        "carer",
        "chief",
        "command",
        "coordinator",
        "desk",
        "editor",
        "inspection",
        "lawyer",
        "liaison",
        "mediator",
        "officer1",
        "officer2",
        "officer3",
        "privacy",
        "supervisor",
    ];
    assert!(first.keys().eq(people), "{first:?}");
    for (username, password) in &first {
        demo.signed_in(username, password);
    }
    let client = demo.signed_in("desk", &first["desk"]);
    assert_eq!(client.summaries(), [""; 0]);
    assert_eq!(client.get("/api/state").json()["units"].as_array().unwrap().len(), 191);
    assert_eq!(client.take_call("one", "first").unwrap().status, 201);

    // A second demo on the folder, or on the port, leaves the first one alone.
    refused(
        folder.path(),
        "demo --still --map town.map --listen 127.0.0.1:0",
        "is running on kaimen-data/demo already",
    );
    refused(
        folder.path(),
        &format!("demo --still --map town.map --data other --listen {}", demo.address),
        "choose a free address",
    );
    assert_eq!(client.summaries(), ["first"]);
    assert_eq!(demo.stop("TERM").0.code(), Some(0));

    let demo = Server::demo(folder.path(), "--map town.map --keep");
    let second = printed(&demo.said);
    assert!(second.keys().eq(people) && second.iter().all(|(name, password)| first[name] != *password));
    assert_eq!(demo.client().sign_in("desk", &first["desk"]).status, 422);
    assert_eq!(demo.signed_in("desk", &second["desk"]).summaries(), ["first"]);
    demo.kill();

    let demo = Server::demo(folder.path(), "--map town.map");
    let third = printed(&demo.said);
    assert!(third.keys().eq(people) && third.iter().all(|(name, password)| second[name] != *password));
    assert_eq!(demo.client().sign_in("desk", &second["desk"]).status, 422);
    assert_eq!(demo.signed_in("desk", &third["desk"]).summaries(), [""; 0]);
    assert_eq!(demo.stop("INT").0.code(), Some(0));
    assert_eq!(kaimen(folder.path(), "audit verify --data kaimen-data/demo").code, 0);
}

#[test]
fn the_district_is_drawn_once() {
    let folder = tempfile::tempdir().unwrap();
    let drawn = |demo: Server| {
        let word = demo.said.contains("drawing the district");
        assert_eq!(demo.stop("TERM").0.code(), Some(0));
        let file = folder.path().join("kaimen-data/demo/district-7.map");
        (word, fs::metadata(file).unwrap().modified().unwrap())
    };
    let (said, first) = drawn(Server::demo(folder.path(), "--seed 7"));
    assert!(said);
    let (said, second) = drawn(Server::demo(folder.path(), "--seed 7"));
    assert!(!said);
    assert_eq!(first, second);
}

#[test]
fn it_keeps_to_this_machine_and_off_the_database_of_a_bureau() {
    let folder = town_map();
    let before = names(folder.path());
    for address in ["0.0.0.0:0", "192.0.2.1:80", "[::]:8080"] {
        refused(folder.path(), &format!("demo --listen {address}"), "on this machine only");
    }
    refused(folder.path(), "demo --listen 127.0.0.1:0 --calls-per-hour NaN", "--calls-per-hour is 0 to 10000");
    let mut after = names(folder.path());
    after.retain(|name| name != "stderr.txt");
    assert_eq!(after, before);

    let password = account(folder.path(), "desk", "duty_desk", "");
    for keep in ["", "--keep"] {
        let arguments = format!("demo --map town.map --data kaimen-data --listen 127.0.0.1:0 {keep}");
        refused(folder.path(), &arguments, "not of a demo");
    }
    Server::serve(folder.path(), "").signed_in("desk", &password);
}

#[test]
fn a_simulated_day_sends_moves_and_clears_through_the_live_service() {
    let folder = town_map();
    let demo = Server::simulated_day(folder.path(), 300);
    let client = demo.signed_in("desk", &printed(&demo.said)["desk"]);
    let mut seen = Vec::new();
    let places = |state: &serde_json::Value| {
        let units = state["units"].as_array().unwrap().iter();
        units.map(|unit| (unit["id"].clone(), unit["lon"].clone(), unit["lat"].clone())).collect::<Vec<_>>()
    };
    let begun = std::time::Instant::now();
    let first = places(&client.get("/api/state").json());
    while begun.elapsed().as_secs() < 60 {
        let state = client.get("/api/state").json();
        let units = state["units"].as_array().unwrap();
        for status in ["available", "en_route", "on_scene"] {
            if !seen.contains(&status) && units.iter().any(|unit| unit["status"] == status) {
                seen.push(status);
            }
        }
        let moved = places(&state).iter().filter(|place| !first.contains(place)).count();
        if seen.len() == 3 && moved > 20 {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
    panic!("after a minute: {seen:?}");
}

#[test]
fn a_speed_that_makes_no_sense_is_refused() {
    let folder = town_map();
    refused(folder.path(), "demo --map town.map --simulated-day 0", "1 to 600 times");
    refused(folder.path(), "demo --map town.map --simulated-day 60 --calls-per-hour 0", "needs calls");
}
