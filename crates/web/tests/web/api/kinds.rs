//! `GET /api/kinds`.

use kaimen_testkit::{TestApp, on_one_database};
use serde_json::json;

use crate::steps::good;

on_one_database!(kinds_are_listed);

async fn kinds_are_listed(t: TestApp) {
    let kinds = good(t.signed_in("desk").await.get("/api/kinds").await);
    assert_eq!(kinds[0], json!({ "code": "sudden_illness", "class": "help", "grade": 1, "officers_needed": 1 }));
    let list = kinds.as_array().unwrap();
    assert_eq!(list.len(), kaimen_domain::kind::KINDS.len());
    for kind in list {
        assert!(["report", "help", "complaint"].contains(&kind["class"].as_str().unwrap()), "{kind}");
        assert!((1..=4).contains(&kind["grade"].as_u64().unwrap()), "{kind}");
    }
}
