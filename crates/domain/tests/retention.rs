//! The table of retention in the documents is the one that the rules give.

use std::path::Path;

use chrono::{DateTime, Utc};
use kaimen_domain::matter::MatterKind;
use kaimen_domain::retention::{Category, Facts, Kept, Span, document, may_go, rule};

const HEAD: &str = "\
# What is kept, why and how long

This table is made from the rules in `crates/domain/src/retention/rules.rs`; `make bless` writes it anew, and a test
fails while it differs. The edition in force on the day of the purge decides, for old records too. What is our own
choice is to be confirmed by the bureau's legal office.

A legal hold keeps a matter whole, and nothing goes before the end of the matter. Health data, texts and files of a
matter from which a case was opened stay for the case. Every deletion leaves a proof that names no content.

";

#[test]
fn the_document_is_fresh() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/retention.md");
    let text = format!("{HEAD}{}", document());
    if std::env::var_os("KAIMEN_BLESS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == text, "docs/retention.md is not what the rules say: run `make bless` and read the difference");
}

#[test]
fn what_may_go_and_what_stays() {
    let facts = Facts { ended: true, case: false, held: false };
    for category in Category::ALL {
        assert_eq!(may_go(*category, facts), Ok(()));
        assert_eq!(may_go(*category, Facts { ended: false, ..facts }), Err(Kept::Open));
        assert_eq!(may_go(*category, Facts { ended: false, held: true, ..facts }), Err(Kept::Held));
    }
    let case = Facts { case: true, ..facts };
    assert_eq!(may_go(Category::Medical, case), Err(Kept::Case));
    assert_eq!(may_go(Category::Contact, case), Ok(()), "the case has its own");
}

#[test]
fn the_rule_of_the_day_decides() {
    let contact = rule(Category::Contact, Some(MatterKind::Call)).unwrap();
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    assert_eq!(contact.span(at("2011-01-22T08:05:00Z")), Some(Span::Months(6)));
    assert_eq!(contact.span(at("2007-12-31T08:05:00Z")), None, "no rule was in force");
    assert_eq!(Span::Months(6).after(at("2011-08-31T08:05:00Z")), at("2012-02-29T08:05:00Z"));
    assert_eq!(rule(Category::NetworkLog, None).unwrap().span(at("2026-01-22T08:05:00Z")), None, "a least time");
}
