//! The description of the interface: fresh, whole, and true to the routers and to the codes of refusals.

use std::collections::BTreeSet;

use kaimen_testkit::is_fresh;
use serde_json::Value;

#[test]
fn the_committed_document_is_fresh() {
    let text = serde_json::to_string_pretty(&kaimen_web::document()).unwrap();
    is_fresh("docs/openapi.json", &format!("{text}\n"));
}

#[test]
fn no_address_of_the_interface_goes_without_an_entry() {
    let api = include_str!("../../src/api.rs");
    assert!(api.matches(".routes(routes!(").count() > 30, "the list is read");
    assert!(!api.contains(".route("), "addresses of the interface are registered with routes!, from their description");
    for router in [include_str!("../../src/page.rs"), include_str!("../../src/lib.rs")] {
        assert!(!router.contains(".route(\"/api"), "addresses of the interface belong in api.rs");
    }
}

#[test]
fn every_endpoint_says_what_it_is_and_answers() {
    let document = kaimen_web::document();
    let mut ids = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let at = format!("{method} {path}");
            assert!(operation["summary"].as_str().is_some_and(|text| text.ends_with('.')), "{at}: {operation}");
            assert!(ids.insert(operation["operationId"].to_string()), "{at}");
            let answers = operation["responses"].as_object().unwrap();
            let good: Vec<_> = answers.keys().filter(|status| status.starts_with('2')).collect();
            assert!(!good.is_empty(), "{at}");
            for status in good.iter().filter(|status| **status != "204") {
                assert!(answers[*status]["content"].is_object(), "{at} {status} has no type");
            }
        }
    }
    assert!(ids.len() > 40, "{ids:?}");
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(at: &Value, document: &Value) {
        match at {
            Value::Object(fields) => {
                if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
                    assert!(document.pointer(&target[1..]).is_some(), "{target}");
                }
                fields.values().for_each(|value| walk(value, document));
            }
            Value::Array(values) => values.iter().for_each(|value| walk(value, document)),
            _ => {}
        }
    }
    let document = kaimen_web::document();
    walk(&document, &document);
}

#[test]
fn every_code_of_a_refusal_is_in_the_document() {
    let document = kaimen_web::document();
    let known = document.pointer("/components/schemas/Problem/properties/code/enum").unwrap().as_array().unwrap();
    let source = include_str!("../../../app/src/error.rs");
    let (_, codes) = source.split_once("fn code(").unwrap();
    let (codes, _) = codes.split_once("pub fn").unwrap();
    let codes: Vec<&str> = codes.split("=> \"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(codes.len() > 10, "the codes are read: {codes:?}");
    // These belong to forms, or are never meant to happen.
    let elsewhere = ["bad_credentials", "too_many_tries", "internal"];
    for code in codes.iter().filter(|code| !elsewhere.contains(code)) {
        assert!(known.iter().any(|one| one == code), "{code} is not in REFUSALS of web/src/document.rs");
    }
}
