//! The description of the interface (OpenAPI 3.1), made from the handlers. What is the same for every endpoint stands
//! here: session and page token, ids in addresses, and how requests are refused.

use serde_json::{Map, Value, json};

use crate::api;
use crate::asked::BODY;

/// How requests are refused: status, when, and the stable codes.
const REFUSALS: [(&str, &str, &[&str]); 9] = [
    (
        "401",
        "no session, it has ended, or signing in is not complete",
        &["signed_out", "revoked", "code_asked", "factor_needed"],
    ),
    ("403", "not for this role, or the page token is missing or wrong", &["forbidden", "csrf", "not_outside"]),
    ("404", "no such record, or not for this reader", &["not_found"]),
    ("408", "the request came too slowly", &["too_slow"]),
    (
        "409",
        "the record has moved on, or its state does not allow it",
        &[
            "stale_version",
            "wrong_state",
            "unit_taken",
            "unit_off",
            "clock_refused",
            "calendar_missing",
            "request_state",
            "too_late",
            "kept",
            "file_too_many",
        ],
    ),
    ("413", "the body is too large", &["too_large", "file_too_large"]),
    (
        "422",
        "a field, an id, a query or a file makes no sense; `field` names it",
        &[
            "invalid",
            "off_map",
            "key_reused",
            "not_in_register",
            "length_refused",
            "reasons_missing",
            "file_kind",
            "file_damaged",
            "file_locked",
            "file_pixels",
        ],
    ),
    ("429", "too many requests; come again after `retry-after` seconds", &["too_many_requests"]),
    ("503", "busy; nothing was lost; come again after `retry-after` seconds", &["busy"]),
];

/// The document as JSON.
#[must_use]
pub fn document() -> Value {
    let mut document = json!(api::router().into_openapi());
    document["info"] = json!({
        "title": "kaimen",
        "version": env!("CARGO_PKG_VERSION"),
        "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        "description": format!(
            "Interface of the staff screens. JSON in UTF-8; times are RFC 3339, places WGS-84 degrees. A body has at \
             most {BODY} bytes. Refusals are RFC 9457 problems with a stable code."
        ),
    });
    document["security"] = json!([{ "session": [] }]);
    document["components"]["securitySchemes"] = json!({
        "session": { "type": "apiKey", "in": "cookie", "name": "kaimen", "description": "From the sign-in page; \
            `__Host-kaimen` behind HTTPS." },
        "page_token": { "type": "apiKey", "in": "header", "name": "x-csrf-token", "description": "From the boot data \
            of the page." },
    });
    document["components"]["schemas"]["Problem"] = problem();
    document["components"]["responses"] =
        REFUSALS.iter().map(|refusal| (refusal.0.to_owned(), answer(refusal))).collect();
    document["components"]["parameters"]["idempotency-key"] = json!({
        "name": "idempotency-key",
        "in": "header",
        "schema": { "type": "string", "pattern": "^[A-Za-z0-9-]{1,64}$" },
        "description": "The same key by the same account within 24 hours changes nothing again.",
    });
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (path, operations) in paths {
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            complete(path, method, operation);
        }
    }
    document
}

/// Adds to one endpoint what it shares with the others.
fn complete(path: &str, method: &str, operation: &mut Value) {
    let words: Vec<&str> = path.split(['/', '{', '}']).filter(|word| !word.is_empty() && *word != "api").collect();
    operation["operationId"] = json!(format!("{method}-{}", words.join("-")));
    operation["tags"] = json!([words.first()]);
    let is_open = operation.get("security").is_some();
    let changes = method != "get";
    let mut parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    for name in path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
        if !parameters.iter().any(|known| known["name"] == name) {
            let id = json!({ "type": "string", "format": "uuid" });
            parameters.push(json!({ "name": name, "in": "path", "required": true, "schema": id }));
        }
    }
    let is_asked = !parameters.is_empty() || changes;
    if changes {
        operation["security"] = json!([{ "session": [], "page_token": [] }]);
        parameters.push(json!({ "$ref": "#/components/parameters/idempotency-key" }));
    }
    if !parameters.is_empty() {
        operation["parameters"] = json!(parameters);
    }
    for answer in operation["responses"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        if answer.get("description").is_none() {
            answer["description"] = json!("done");
        }
    }
    for (status, ..) in REFUSALS {
        let is_possible = match status {
            "401" | "403" => !is_open,
            "404" => (path.contains('{') && !is_open) || path.starts_with("/api/log/"),
            "408" | "409" | "413" => changes,
            "422" => is_asked,
            _ => true,
        };
        if is_possible && operation["responses"].get(status).is_none() {
            operation["responses"][status] = json!({ "$ref": format!("#/components/responses/{status}") });
        }
    }
}

fn problem() -> Value {
    let codes: Vec<&str> = REFUSALS.iter().flat_map(|(_, _, codes)| codes.iter().copied()).collect();
    json!({
        "type": "object",
        "description": "Why nothing was done (RFC 9457).",
        "required": ["type", "title", "detail", "status", "code", "next"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "detail": { "type": "string" },
            "status": { "type": "integer" },
            "code": { "type": "string", "enum": codes },
            "next": { "type": "string", "description": "what the person can do" },
            "field": { "type": "string", "description": "what is wrong, where the code is `invalid`" },
        },
    })
}

fn answer((status, when, codes): &(&str, &str, &[&str])) -> Value {
    let of_this_status = json!({ "properties": { "code": { "enum": codes } } });
    let schema = json!({ "allOf": [{ "$ref": "#/components/schemas/Problem" }, of_this_status] });
    let mut answer = Map::new();
    answer.insert("description".to_owned(), json!(when));
    answer.insert("content".to_owned(), json!({ "application/problem+json": { "schema": schema } }));
    if matches!(*status, "429" | "503") {
        let seconds = json!({ "required": true, "schema": { "type": "integer", "minimum": 1 } });
        answer.insert("headers".to_owned(), json!({ "retry-after": seconds }));
    }
    Value::Object(answer)
}
