//! Every address by every role, in and out of scope, against what the rules say. An address without a row fails.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use kaimen_app::rights::NewAnswer;
use kaimen_domain::access::{Subject, has, scope};
use kaimen_domain::act::Act;
use kaimen_domain::id::CallId;
use kaimen_domain::link::LinkKind;
use kaimen_domain::matter::MatterKind;
use kaimen_domain::rights::{Answered, Asked};
use kaimen_testkit::{Answer, Browser, EVERYBODY, TestApp, on_one_database, place};
use serde_json::{Value, json};

use crate::steps::{act, good, intake, send, take};

on_one_database!(every_route_by_every_role);

/// Method, address, state of the call that is asked about, and the rule:
///
/// * `act:WORD`: whoever the permission matrix lets do this act on the record that the address names;
/// * `either:WORD:WORD`: whoever it lets do one of these;
/// * `named:WHO`: one person, because the record is addressed to them;
/// * `signed`: everybody who is signed in;
/// * `public`: everybody; `public:STATUS`: everybody, with this status.
///
/// The call lies in the area of chief1; officer1 is sent to it, where anybody is.
const TABLE: &str = "
GET  /api/state                                -        act:read-unit
GET  /api/stream                               -        act:read-unit
GET  /api/kinds                                -        signed
GET  /api/map                                  -        act:read-unit
GET  /api/places                               -        act:read-unit
GET  /api/places/at                            -        act:read-unit
GET  /api/recommendation                       -        act:recommend
POST /api/position                             -        act:position
POST /api/duty                                 -        act:duty
POST /api/units/{id}/duty                      -        act:unit-duty
GET  /api/matters                              -        act:search
GET  /api/calls                                -        act:read
POST /api/calls                                -        act:take
GET  /api/calls/{id}                           sent     act:read
GET  /api/calls/{id}/recommendation            sent     act:recommend
GET  /api/calls/{id}/duplicates                sent     act:read
GET  /api/calls/{id}/route/{unit}              sent     act:read
GET  /api/calls/{id}/hospitals                 sent     act:read
POST /api/calls/{id}/classify                  sent     act:classify
POST /api/calls/{id}/dispatch                  new      act:dispatch
POST /api/calls/{id}/recall                    sent     act:recall
POST /api/calls/{id}/divert                    new      act:divert
POST /api/calls/{id}/divert-accepted           diverted act:divert-accepted
POST /api/calls/{id}/divert-bounced            diverted act:divert-bounced
POST /api/calls/{id}/merge                     new      act:merge
POST /api/calls/{id}/unmerge                   merged   act:unmerge
POST /api/calls/{id}/recuse                    new      act:recuse
POST /api/calls/{id}/note                      sent     act:note
POST /api/calls/{id}/acknowledge               sent     act:acknowledge
POST /api/calls/{id}/en-route                  sent     act:en-route
POST /api/calls/{id}/on-scene                  sent     act:on-scene
POST /api/calls/{id}/backup                    sent     act:backup
POST /api/calls/{id}/resolve                   scene    act:resolve
POST /api/calls/{id}/feedback                  resolved act:feedback
POST /api/calls/{id}/close                     feedback act:close
POST /api/calls/{id}/reopen                    feedback act:reopen
POST /api/calls/{id}/medical/request           scene    act:medical/request
POST /api/calls/{id}/medical/eta               asked    act:medical/eta
POST /api/calls/{id}/medical/delayed           asked    act:medical/delayed
POST /api/calls/{id}/medical/ambulance-arrived asked    act:medical/ambulance-arrived
POST /api/calls/{id}/medical/transport         asked    act:medical/transport
POST /api/calls/{id}/medical/depart            decided  act:medical/depart
POST /api/calls/{id}/medical/handover          departed act:medical/handover
POST /api/calls/{id}/medical/cancel            asked    act:medical/cancel
GET  /api/matters/{id}/clocks                  sent     act:read-matter
POST /api/matters/{id}/clocks                  sent     act:start-clock
POST /api/matters/{id}/clocks/{clock}/pause    clock    act:pause-clock
POST /api/matters/{id}/clocks/{clock}/resume   held     act:resume-clock
POST /api/matters/{id}/clocks/{clock}/meet     clock    act:meet-clock
POST /api/matters/{id}/clocks/{clock}/ask-extension clock act:ask-extension
POST /api/matters/{id}/clocks/{clock}/decide-extension more act:decide-extension
GET  /api/matters/{id}/attachments             sent     act:read-attachment
POST /api/matters/{id}/attachments             sent     act:attach
GET  /api/matters/{id}/attachments/{attachment} file    act:read-attachment
POST /api/matters/{id}/attachments/{attachment}/remove file act:remove-attachment
POST /api/matters/{id}/attachments/{attachment}/restore file act:remove-attachment
GET  /{lang}/matters/{id}/attachments          sent     act:read-attachment
POST /{lang}/matters/{id}/attachments          sent     act:attach
POST /{lang}/matters/{id}/attachments/{attachment}/{step} file act:remove-attachment
GET  /tiles/{z}/{x}/{y}                        -        public:200
GET  /                                         -        public:303
GET  /{lang}                                   -        public:200
GET  /{lang}/receipt                           -        public:200
POST /{lang}/receipt                           -        public:422
POST /{lang}/receipt/rate                      -        public:303
POST /{lang}/receipt/close                     -        public:303
GET  /receipt/stream                           -        public:401
GET  /{lang}/sign-in                           -        public
POST /{lang}/sign-in                           -        public:422
GET  /{lang}/console                           -        signed
GET  /{lang}/duty                              -        signed
GET  /{lang}/deadlines                         -        act:read-matter
GET  /{lang}/deadlines/rules                   -        signed
GET  /{lang}/matters/{id}/clocks               sent     act:read-matter
POST /{lang}/matters/{id}/clocks               sent     act:start-clock
POST /{lang}/matters/{id}/clocks/{clock}       clock    act:meet-clock
GET  /{lang}/admin                             -        act:manage-accounts
POST /{lang}/admin                             -        act:manage-accounts
POST /{lang}/admin/{account}/password          -        act:manage-accounts
POST /{lang}/admin/{account}/active            -        act:manage-accounts
POST /{lang}/admin/{account}/identity          -        act:manage-accounts
GET  /sign-in/identity                         -        public:404
GET  /sign-in/identity/back                    -        public:404
GET  /assets/{name}                            -        public:404
GET  /health                                   -        public:200
GET  /{lang}/access                            -        signed
POST /{lang}/access                            new      act:ask-break-glass
POST /{lang}/access/{id}/{step}                glass    act:decide-break-glass
POST /{lang}/referrals/{id}/{step}             referred named:mediator
POST /{lang}/matters/{id}/refer                new      act:refer
GET  /api/device-key                           -        act:duty
POST /{lang}/sign-in/passkey/begin             -        public:200
POST /{lang}/sign-in/passkey/finish            -        public:422
GET  /{lang}/sign-in/code                      -        signed
POST /{lang}/sign-in/code                      -        signed
POST /{lang}/sign-in/code/passkey/begin        -        signed
POST /{lang}/sign-in/code/passkey/finish       -        signed
GET  /{lang}/account                           -        signed
POST /{lang}/account/password                  -        signed
POST /{lang}/account/devices/end-others        -        signed
POST /{lang}/account/devices/{session}/end     -        named:its-owner
POST /{lang}/account/passkeys/begin            -        signed
POST /{lang}/account/passkeys/finish           -        signed
POST /{lang}/account/passkeys/{passkey}/remove -        named:its-owner
POST /{lang}/account/authenticator             -        signed
GET  /{lang}/account/authenticator             -        signed
POST /{lang}/account/authenticator/confirm     -        signed
POST /{lang}/account/authenticator/remove      -        named:its-owner
POST /{lang}/account/recovery-codes            -        signed
GET  /{lang}/devices                           -        act:revoke-devices
POST /{lang}/devices/{account}/end             -        act:revoke-devices
POST /{lang}/admin/{account}/factors           -        act:manage-accounts
GET  /{lang}/log                               -        act:read-checkpoints
POST /{lang}/log                               -        act:read-checkpoints
GET  /{lang}/log/{size}                        -        act:read-checkpoints
GET  /{lang}/log/{size}/file                   -        act:read-checkpoints
POST /{lang}/log/rows                          -        act:export-audit
GET  /log/checkpoint                           -        public:200
GET  /log/key                                  -        public:200
GET  /log/tile/{*path}                         -        public:200
GET  /api/log/inclusion                        -        public:200
GET  /api/log/consistency                      -        public:200
GET  /api/rights                               -        either:answer-rights:review-rights
GET  /api/rights/{id}                          contest  either:answer-rights:review-rights
POST /api/rights/{id}/answer                   request  act:answer-rights
POST /api/rights/{id}/review                   contest  act:review-rights
GET  /{lang}/rights                            -        either:answer-rights:review-rights
GET  /{lang}/rights/{request}                  contest  either:answer-rights:review-rights
POST /{lang}/rights/{request}/answer           request  act:answer-rights
POST /{lang}/rights/{request}/review           contest  act:review-rights
GET  /{lang}/retention                         -        act:read-retention
POST /{lang}/retention/run                     -        act:run-purge
POST /{lang}/retention/hold                    -        act:set-legal-hold
POST /{lang}/retention/hold/{hold}/lift        -        act:set-legal-hold
GET  /{lang}/receipt/data                      -        public:303
GET  /{lang}/receipt/data/copy                 -        public:303
GET  /{lang}/receipt/data/file                 -        public:303
POST /{lang}/receipt/rights                    -        public:303
POST /{lang}/receipt/rights/{request}/contest  request  public:303
POST /{lang}/receipt/rights/{request}/accept   request  public:303
GET  /{lang}/work                              -        signed
POST /{lang}/work/alerts/{alert}/seen          -        signed
GET  /{lang}/matters/{id}                      sent     act:read-matter
POST /{lang}/matters/{id}/owner                sent     act:assign-owner
POST /{lang}/matters/{id}/recuse               sent     act:recuse
POST /{lang}/matters/{id}/links                sent     act:link
POST /{lang}/matters/{id}/links/{link}/remove  linked   act:unlink
POST /{lang}/sign-out                          -        public:303
";

struct Row {
    method: &'static str,
    path: &'static str,
    stage: &'static str,
    rule: Rule,
}

#[derive(Clone, Copy)]
enum Rule {
    Act(Act),
    Either(Act, Act),
    Named(&'static str),
    Signed,
    Public(Option<u16>),
}

fn rule(word: &'static str) -> Rule {
    let act = |word: &str| Act::of_word(word).unwrap_or_else(|| panic!("no act {word}"));
    match word.split_once(':') {
        Some(("act", one)) => Rule::Act(act(one)),
        Some(("either", both)) => {
            let (one, other) = both.split_once(':').unwrap();
            Rule::Either(act(one), act(other))
        }
        Some(("named", who)) => Rule::Named(who),
        Some(("public", status)) => Rule::Public(Some(status.parse().unwrap())),
        None if word == "signed" => Rule::Signed,
        None if word == "public" => Rule::Public(None),
        _ => panic!("no rule {word}"),
    }
}

/// Every method and address, with something in place of what varies.
pub fn addresses(t: &TestApp) -> Vec<(Method, String)> {
    let none = json!({ "id": "00000000-0000-7000-8000-000000000000" });
    rows().iter().map(|row| (row.method.parse().unwrap(), address(t, row.path, &none))).collect()
}

fn rows() -> Vec<Row> {
    let row = |line: &'static str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        Row { method: words[0], path: words[1], stage: words[2], rule: rule(words[3]) }
    };
    TABLE.trim().lines().map(row).collect()
}

/// What the rules say of a request: done, or refused with a status.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Done,
    Refused(u16),
}

/// What came back, in the same words. A page that is left signed out leads to the sign-in.
fn outcome(answer: &Answer) -> Outcome {
    let away = answer.headers.get("location").is_some_and(|to| to.to_str().unwrap().ends_with("/sign-in"));
    match answer.status.as_u16() {
        303 if away => Outcome::Refused(401),
        // Let in, and then what was sent was judged.
        422 => Outcome::Done,
        status if status < 400 => Outcome::Done,
        status => Outcome::Refused(status),
    }
}

async fn expected(t: &TestApp, row: &Row, who: &str, call: &Value) -> Outcome {
    let nobody = who == "nobody";
    match row.rule {
        Rule::Public(_) => Outcome::Done,
        _ if nobody => Outcome::Refused(401),
        Rule::Signed => Outcome::Done,
        Rule::Named(name) if name == who => Outcome::Done,
        Rule::Named(_) => Outcome::Refused(404),
        Rule::Act(act) => by_rule(t, row, who, call, act).await,
        Rule::Either(one, other) => {
            let (one, other) = (by_rule(t, row, who, call, one).await, by_rule(t, row, who, call, other).await);
            match (one, other) {
                (Outcome::Done, _) | (_, Outcome::Done) => Outcome::Done,
                (Outcome::Refused(one), Outcome::Refused(other)) => Outcome::Refused(one.max(other)),
            }
        }
    }
}

/// What the permission matrix says of an act on the record that the address names.
async fn by_rule(t: &TestApp, row: &Row, who: &str, call: &Value, act: Act) -> Outcome {
    let caller = t.caller(who);
    let role = caller.actor.staff().unwrap().role;
    if let Some(request) = call.get("request") {
        let id = request.as_str().unwrap().parse().unwrap();
        let request = t.app.read_rights(&t.caller("privacy"), id).await.unwrap().request;
        if scope(role, act, MatterKind::RightsRequest).is_none() {
            return Outcome::Refused(403);
        }
        let may = t.app.may(&caller, act, Subject::Matter(&request.matter()));
        return if may { Outcome::Done } else { Outcome::Refused(404) };
    }
    let of_call = row.path.contains("{id}") && row.stage != "-";
    if !(if of_call { scope(role, act, MatterKind::Call).is_some() } else { has(role, act) }) {
        return Outcome::Refused(403);
    }
    let id = call["id"].as_str().and_then(|id| id.parse::<CallId>().ok());
    let call = match id {
        Some(id) => Some(t.app.read_call(&t.caller("desk"), id).await.unwrap().call),
        None => None,
    };
    let units = t.app.units(&t.caller("desk")).await.unwrap();
    let unit = units.iter().find(|unit| unit.id == t.unit("湖塘02")).unwrap();
    let of_account = t.caller("officer6");
    let of_account = of_account.actor.staff().unwrap();
    let subject = match &call {
        _ if row.path.starts_with("/{lang}/devices/") => Subject::Account(of_account.account, of_account.station),
        _ if row.path.starts_with("/api/units/") => Subject::Unit(unit.id, unit.station),
        Some(call) if row.path.contains("{id}") => Subject::Call(call),
        _ => Subject::District,
    };
    if t.app.may(&caller, act, subject) { Outcome::Done } else { Outcome::Refused(404) }
}

/// A request about what is kept of the call that the desk took, answered and contested where it is to be.
async fn request(t: &TestApp, taken: &Value, contested: bool) -> Value {
    let (number, code) = (taken["receipt_no"].as_str().unwrap(), taken["verify_code"].as_str().unwrap());
    let token = t.app.open_receipt(number, code, "").await.unwrap();
    let receipt = t.app.read_receipt(&token).await.unwrap();
    let question = "为什么留我的电话".to_owned();
    let mut request = t.app.ask_rights(&receipt, Asked::Explanation { question }).await.unwrap();
    if contested {
        let answer = NewAnswer {
            answered: Answered::Refused,
            reasons: "涉及他人".to_owned(),
            text: String::new(),
            categories: Vec::new(),
        };
        t.app.answer_rights(&t.caller("chief1"), request.id, 1, answer).await.unwrap();
        request = t.app.contest(&receipt, request.id, "没有说明依据").await.unwrap();
    }
    json!({ "request": request.id, "version": request.version })
}

#[test]
fn every_route_has_a_row() {
    let routers = [include_str!("../../src/page.rs"), include_str!("../../src/lib.rs")];
    let mut routes = BTreeSet::new();
    for (path, operations) in kaimen_web::document()["paths"].as_object().unwrap() {
        routes.extend(operations.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone())));
    }
    for (path, handlers) in routers.iter().flat_map(|source| source.split(".route(\"").skip(1)).map(parts) {
        for (method, word) in [("GET", "get("), ("POST", "post("), ("PUT", "put("), ("DELETE", "delete(")] {
            if handlers.contains(word) {
                routes.insert((method.to_owned(), path.to_owned()));
            }
        }
    }
    let in_table: BTreeSet<_> = rows().iter().map(|row| (row.method.to_owned(), row.path.to_owned())).collect();
    assert!(routes.len() > 50, "the routers are read: {}", routes.len());
    assert_eq!(routes, in_table);
}

/// Path and handlers of the text after `.route("`.
fn parts(source: &'static str) -> (&'static str, &'static str) {
    let (path, rest) = source.split_once('"').unwrap();
    (path, rest.lines().next().unwrap())
}

async fn every_route_by_every_role(t: TestApp) {
    t.app.sign_checkpoint().await.unwrap();
    let (mut desk, mut officer) = (t.signed_in("desk").await, t.signed_in("officer1").await);
    let mut browsers = vec![("nobody", t.browser())];
    for who in EVERYBODY {
        browsers.push((who, t.signed_in(who).await));
    }
    let mut wrong = Vec::new();
    for row in rows() {
        let mut call = stage(&t, &mut desk, &mut officer, row.stage).await;
        for (who, browser) in &mut browsers {
            let expected = expected(&t, &row, who, &call).await;
            let answer = ask(&t, browser, &row, who, &call).await;
            let fits = match row.rule {
                Rule::Public(Some(status)) => answer.status.as_u16() == status,
                _ => outcome(&answer) == expected,
            };
            if !fits {
                let status = answer.status;
                wrong.push(format!("{} {} by {who}: {status}, not {expected:?}", row.method, row.path));
            }
            if answer.status.as_u16() < 400 && row.method == "POST" && row.stage != "-" {
                free(&t, &mut desk).await;
                call = stage(&t, &mut desk, &mut officer, row.stage).await;
            }
        }
        if row.path.ends_with("/end-others") {
            (desk, officer) = (t.signed_in("desk").await, t.signed_in("officer1").await);
        }
        free(&t, &mut desk).await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Recalls every unit that is on a call, so that the next stage can have it.
async fn free(t: &TestApp, desk: &mut Browser) {
    for call in good(desk.get("/api/state").await)["calls"].as_array().unwrap() {
        for assignment in call["assignments"].as_array().unwrap() {
            if assignment["cleared_at"].is_null() && assignment["state"] != "recalled" {
                let order = json!({ "unit_id": assignment["unit_id"], "reason": "换一起" });
                act(desk, call, "recall", order).await;
            }
        }
    }
    // Duty statuses that a row has changed.
    let officer = t.caller("officer1");
    t.app.set_own_duty(&officer, kaimen_domain::unit::DutyStatus::Available).await.unwrap();
}

/// A call in a state from which the act of a row is possible.
async fn stage(t: &TestApp, desk: &mut Browser, officer: &mut Browser, stage: &str) -> Value {
    if stage == "-" {
        return Value::Null;
    }
    let taken = take(desk, "theft", 2, 3).await;
    let call = taken["call"].clone();
    match stage {
        "request" | "contest" => return request(t, &taken, stage == "contest").await,
        "new" => return call,
        "glass" => {
            let number = call["number"].as_str().unwrap();
            let asked = t.app.ask_break_glass(&t.caller("officer6"), number, "走失老人可能与此有关", 2).await;
            let mut call = call.clone();
            call["glass"] = json!(asked.unwrap());
            return call;
        }
        "referred" => {
            let id = call["id"].as_str().unwrap().parse::<CallId>().unwrap().into();
            let to = t.caller("mediator").actor.staff().unwrap().account;
            let referral = t.app.refer(&t.caller("desk"), id, to, "请调解").await.unwrap();
            let mut call = call.clone();
            call["referral"] = json!(referral);
            return call;
        }
        "linked" => {
            let other =
                t.app.take_call(&t.caller("desk"), t.new_call("theft", 2, 4)).await.unwrap().call.number.clone();
            let id = call["id"].as_str().unwrap().parse::<CallId>().unwrap().into();
            let link = t.app.link(&t.caller("desk"), id, &other, LinkKind::Related).await.unwrap();
            let mut call = call.clone();
            call["link"] = json!(link);
            return call;
        }
        "diverted" => return act(desk, &call, "divert", json!({ "to": "12345", "mode": "transfer" })).await,
        "merged" => {
            let into = take(desk, "theft", 2, 3).await["call"]["id"].clone();
            return act(desk, &call, "merge", json!({ "into": into })).await;
        }
        _ => {}
    }
    let mut call = send(t, desk, &call, &["湖塘01"]).await;
    if stage == "file" {
        let id = call["id"].as_str().unwrap().parse::<CallId>().unwrap().into();
        let added = t.app.attach(&t.caller("desk"), id, "现场.wav", kaimen_testkit::wave()).await.unwrap();
        call["attachment"] = json!(added);
        return call;
    }
    if ["clock", "held", "more"].contains(&stage) {
        return with_clock(desk, call, stage).await;
    }
    for (step, body) in steps_to(stage) {
        call = act(officer, &call, step, body).await;
    }
    call
}

/// The call with a clock of its own, whose id and version it carries.
async fn with_clock(desk: &mut Browser, mut call: Value, stage: &str) -> Value {
    let clocks = format!("/api/matters/{}/clocks", call["id"].as_str().unwrap());
    let mut clock = desk.post(&clocks, json!({ "deadline": "D8.decide" })).await.json();
    let of = |clock: &Value, act: &str| format!("{clocks}/{}/{act}", clock["id"].as_str().unwrap());
    match stage {
        "held" => {
            let body = json!({ "version": 1, "reason": "expert" });
            clock = good(desk.post(&of(&clock, "pause"), body).await);
        }
        "more" => {
            let body = json!({ "version": 1, "reason": "案情复杂" });
            clock = good(desk.post(&of(&clock, "ask-extension"), body).await);
        }
        _ => {}
    }
    call["clock"] = clock["id"].clone();
    call["version"] = clock["version"].clone();
    call
}

/// What officer1 does to bring a call from `sent` to a stage.
fn steps_to(stage: &str) -> Vec<(&'static str, Value)> {
    let mut steps = Vec::new();
    let order = ["sent", "scene", "resolved", "feedback", "asked", "decided", "departed"];
    let at = order.iter().position(|name| *name == stage).unwrap_or_else(|| panic!("no stage {stage}"));
    if at >= 1 {
        steps.push(("on-scene", json!({})));
    }
    if at == 2 || at == 3 {
        steps.push(("resolve", json!({})));
    }
    if at == 3 {
        steps.push(("feedback", json!({ "result": "settled", "text": "已处理。" })));
    }
    if at >= 4 {
        steps.push(("medical/request", json!({ "condition": "unconscious" })));
    }
    if at >= 5 {
        steps.push(("medical/transport", json!({ "facility": "南夏墅卫生院", "advice_sought": true })));
    }
    if at >= 6 {
        steps.push(("medical/depart", json!({})));
    }
    steps
}

async fn ask(t: &TestApp, browser: &mut Browser, row: &Row, who: &str, call: &Value) -> Answer {
    if row.path == "/{lang}/sign-out" && who != "nobody" {
        *browser = t.signed_in(who).await;
    }
    let address = address(t, row.path, call);
    if row.path.ends_with("/stream") {
        let stream = browser.stream(&address).await;
        return stream.err().unwrap_or_else(|| Answer {
            status: axum::http::StatusCode::OK,
            headers: axum::http::HeaderMap::new(),
            text: String::new(),
        });
    }
    match row.method {
        "GET" => browser.get(&address).await,
        _ if row.path.starts_with("/api/") => {
            let mut body = body(t, row.path);
            body["version"] = call["version"].clone();
            if row.path.ends_with("/merge") && call.is_object() {
                body["into"] = merge_target(t).await;
            }
            browser.post(&address, body).await
        }
        // What the script of a passkey sends.
        _ if row.path.ends_with("/begin") || row.path.ends_with("/finish") => {
            let body = json!({ "csrf": browser.csrf, "id": uuid::Uuid::nil(), "name": "key", "credential": {} });
            browser.post(&address, body).await
        }
        _ => {
            let fields = format!("{}&csrf={}", fields(t, row.path, who, call), browser.csrf);
            let kind = Some("application/x-www-form-urlencoded");
            browser.send(Method::POST, &address, kind, Body::from(fields)).await
        }
    }
}

async fn merge_target(t: &TestApp) -> Value {
    json!(t.app.take_call(&t.caller("desk"), t.new_call("theft", 2, 4)).await.unwrap().call.id)
}

fn address(t: &TestApp, path: &str, call: &Value) -> String {
    let at = place(2, 3);
    let officer6 = t.caller("officer6").actor.staff().unwrap().account.to_string();
    let id = match path {
        _ if path.starts_with("/api/units") => json!(t.unit("湖塘02")),
        "/{lang}/access/{id}/{step}" => call["glass"].clone(),
        "/{lang}/referrals/{id}/{step}" => call["referral"].clone(),
        _ if path.starts_with("/api/rights") => call["request"].clone(),
        _ => call["id"].clone(),
    };
    let step = match path {
        _ if path.starts_with("/{lang}/access") => "refuse",
        _ if path.contains("/attachments/") => "remove",
        _ => "accept",
    };
    let filled = path
        .replace("{id}", id.as_str().unwrap_or_default())
        .replace("{request}", call["request"].as_str().unwrap_or("00000000-0000-7000-8000-000000000000"))
        .replace("{hold}", "00000000-0000-7000-8000-000000000000")
        .replace("{attachment}", call["attachment"].as_str().unwrap_or("00000000-0000-7000-8000-000000000000"))
        .replace("{step}", step)
        .replace("{alert}", "00000000-0000-4000-8000-000000000000")
        .replace("{link}", call["link"].as_str().unwrap_or("00000000-0000-4000-8000-000000000000"))
        .replace("{unit}", &t.unit("湖塘01").to_string())
        .replace("{lang}", "zh")
        .replace("{clock}", call["clock"].as_str().unwrap_or("00000000-0000-7000-8000-000000000000"))
        .replace("{account}", &officer6)
        .replace("{session}", "00000000-0000-4000-8000-000000000000")
        .replace("{passkey}", "00000000-0000-4000-8000-000000000000")
        .replace("{z}/{x}/{y}", &tile())
        .replace("{size}", "1")
        .replace("{*path}", "0/000.p/1")
        .replace("{name}", "nothing.js");
    match path {
        "/api/log/inclusion" => format!("{filled}?seq=1&size=1"),
        "/api/log/consistency" => format!("{filled}?from=1&to=1"),
        "/api/places" => format!("{filled}?q=1"),
        "/api/places/at" | "/api/recommendation" => format!("{filled}?lon={}&lat={}", at.lon, at.lat),
        _ => filled,
    }
}

/// The tile of zoom 14 in which the middle of the district lies.
fn tile() -> String {
    let at = place(5, 5);
    let side = f64::from(1 << 14);
    let x = (at.lon + 180.0) / 360.0 * side;
    let y = (1.0 - at.lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side;
    format!("14/{}/{}", x as u32, y as u32)
}

fn body(t: &TestApp, path: &str) -> Value {
    let at = place(2, 3);
    let unit = t.unit("湖塘01");
    match path.rsplit('/').next().unwrap() {
        "position" => json!({ "lon": at.lon, "lat": at.lat, "age_seconds": 2 }),
        "duty" => json!({ "status": "available", "reason": "回岗" }),
        "calls" => intake("theft", 2, 3),
        "classify" => json!({ "kind": "burglary", "grade": 2 }),
        "dispatch" => json!({ "units": [unit], "override_reason": "熟悉情况" }),
        "recall" => json!({ "unit_id": unit, "reason": "另有任务" }),
        "divert" => json!({ "to": "12345", "mode": "transfer" }),
        "recuse" => json!({ "units": [unit], "reason": "被投诉" }),
        "cancel" => json!({ "reason": "已好转" }),
        "note" => json!({ "text": "报警人在路口等候" }),
        "feedback" => json!({ "result": "settled", "text": "已处理。" }),
        "reopen" => json!({ "reason": "报警人不满意" }),
        "request" => json!({ "condition": "unconscious" }),
        "eta" => json!({ "minutes": 12 }),
        "transport" => json!({ "facility": "南夏墅卫生院", "advice_sought": true }),
        "clocks" => json!({ "deadline": "D8.decide" }),
        "pause" => json!({ "reason": "expert" }),
        "ask-extension" => json!({ "reason": "案情复杂" }),
        "decide-extension" => json!({ "approved": true }),
        "handover" => json!({ "to": "急诊" }),
        "answer" => json!({ "answered": "refused", "reasons": "涉及他人" }),
        "review" => json!({ "outcome": "upheld", "reasons": "依据充分" }),
        _ => json!({}),
    }
}

fn fields(t: &TestApp, path: &str, who: &str, call: &Value) -> String {
    match path {
        "/{lang}/receipt" => format!("number={who}&code=000000"),
        "/{lang}/receipt/rate" => "stars=5".to_owned(),
        "/{lang}/rights/{request}/answer" => format!("version={}&decision=refused&reasons=no", call["version"]),
        "/{lang}/rights/{request}/review" => format!("version={}&decision=upheld&reasons=yes", call["version"]),
        "/{lang}/sign-in" => format!("username=not-{who}&password=wrong"),
        "/{lang}/admin" => format!("username=new-{who}&name=New&role=duty_desk"),
        "/{lang}/access" => {
            format!("number={}&reason=looking+for+a+lost+child&hours=2", call["number"].as_str().unwrap())
        }
        "/{lang}/matters/{id}/refer" => {
            format!("to={}&reason=please", t.caller("liaison").actor.staff().unwrap().account)
        }
        "/{lang}/matters/{id}/clocks" => "deadline=D8.decide".to_owned(),
        "/{lang}/matters/{id}/clocks/{clock}" => "act=meet&version=1".to_owned(),
        "/{lang}/matters/{id}/owner" => format!("version={}", call["version"]),
        // Nobody: refused where the person may do it at all.
        "/{lang}/matters/{id}/recuse" => format!("version={}", call["version"]),
        // With itself: refused where the person may link at all.
        "/{lang}/matters/{id}/links" => format!("number={}", call["number"].as_str().unwrap_or_default()),
        "/{lang}/admin/{account}/active" => "active=false".to_owned(),
        _ => String::new(),
    }
}
