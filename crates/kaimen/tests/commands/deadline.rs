//! `kaimen deadline`.

use crate::support::{kaimen, town_map};

#[test]
fn the_register_is_printed_as_it_stood_on_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let run = kaimen(folder.path(), "deadline rules --on 2011-01-22");
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    for part in [
        "register of deadlines on 2011-01-22",
        "D2 紧急警情先处置后登记 · Emergency first, paper after\n  not in force",
        "basis: 治安管理处罚法（2005年）第99条 (statute, since 2006-03-01)",
        "D8.decide: 30 days, may be extended 1 times by 30 each",
        "D17.answer: 15 working days",
    ] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
    let run = kaimen(folder.path(), "deadline rules --on 2026-11-23");
    for part in [
        "D1.receive: at once",
        "D7.keep: kept for 6 months at least",
        "D16.representatives: 5 at most",
        "D14.ask: 30 days, a right of the person",
        "D20.order: 72 hours, of another authority",
        "D8.decide: 30 days, may be extended 2 times by 30 each",
        "D4.clue: 7 days, may be extended 1 times to 30 in all",
        "(choice, since 2021-11-01)",
    ] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
    assert!(!run.out.contains("not in force"), "{}", run.out);
}

#[test]
fn a_law_is_tightened_and_never_loosened() {
    let folder = town_map();
    let set = |words: &str| kaimen(folder.path(), &format!("deadline set {words} --map town.map"));
    set("D8.decide 31").failed(1, "31 would loosen the statute: at most 30");
    set("D8.decide 0").failed(1, "give 1 to 3650");
    set("D14.ask 20").failed(1, "a right of a person");
    set("D7.keep 3").failed(1, "this step has no length");
    set("D8.nothing 3").failed(1, "D8 has no step nothing");
    set("D8 3").failed(2, "rule and step");
    set("D8.decide soon").failed(2, "a whole number");
    set("D8.decide register").failed(1, "the bureau has set no length of D8.decide");
    assert_eq!(set("D8.decide 25").out, "D8.decide is 25 for clocks that begin from now on\n");
    assert_eq!(set("D3.review 36").code, 0, "practice is a parameter");
    let rules = kaimen(folder.path(), "deadline rules").out;
    assert!(rules.contains("D8.decide: 25 days, set by the bureau (register: 30 days)"), "{rules}");
    assert!(rules.contains("D3.review: 36 hours, set by the bureau (register: 24 hours)"), "{rules}");
    assert_eq!(set("D8.decide register").code, 0);
    assert!(kaimen(folder.path(), "deadline rules").out.contains("D8.decide: 30 days, may be"));
    assert_eq!(kaimen(folder.path(), "audit verify").code, 0);
}
