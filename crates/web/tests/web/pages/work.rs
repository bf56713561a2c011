//! What waits for somebody and what they may see, on one page for every role.

use kaimen_testkit::{Browser, TestApp, on_both_databases, on_one_database};
use serde_json::{Value, json};

use crate::steps::{act, good, header, send, take};

on_both_databases!(everybody_sees_their_own, alerts_are_marked_as_seen, pages_of_fifty, the_interface_answers_the_same);
on_one_database!(links_of_the_role, words_are_shown_as_typed);

async fn page(browser: &mut Browser, address: &str) -> String {
    let answer = browser.get(address).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text);
    answer.text
}

fn account(t: &TestApp, who: &str) -> kaimen_domain::id::AccountId {
    t.caller(who).actor.staff().unwrap().account
}

fn number(call: &Value) -> &str {
    call["number"].as_str().unwrap()
}

async fn everybody_sees_their_own(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let near = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let near = send(&t, &mut desk, &near, &["湖塘01"]).await;
    let far = take(&mut desk, "police_conduct", 9, 8).await["call"].clone();
    for (who, sees_near, sees_far) in [
        ("desk", true, true),
        ("command", true, true),
        ("chief1", true, false),
        ("chief2", false, true),
        ("officer1", true, false),
        ("officer2", false, false),
        ("inspection", false, true),
        ("privacy", false, false),
        ("mediator", false, false),
        ("liaison", false, false),
        ("lawyer", false, false),
        ("carer", false, false),
        ("coordinator", false, false),
        ("supervisor", false, false),
        ("editor", false, false),
        ("auditor", false, false),
        ("admin", false, false),
    ] {
        let mut browser = t.signed_in(who).await;
        for words in ["", "?q=20110122", "?q=%E7%AC%AC&state=open", "?kind=call&q=%E8%A1%97"] {
            let text = page(&mut browser, &format!("/zh/work{words}")).await;
            assert_eq!(
                (text.contains(number(&near)), text.contains(number(&far))),
                (sees_near, sees_far),
                "{who}{words}"
            );
            assert!(!text.contains("施肥") && !text.contains("138 0000"), "no accounts of people in a list: {who}");
        }
        let has_list = !["supervisor", "editor", "auditor", "admin"].contains(&who);
        let text = page(&mut browser, "/en/work").await;
        assert_eq!(text.contains("role=\"search\""), has_list, "{who}");
        assert_eq!(text.contains("class=\"notice\""), !has_list, "{who}");
        assert_eq!(text.contains("nothing yet that you may see"), has_list && !sees_near && !sees_far, "{who}");
    }
    assert_eq!(header(&t.browser().get("/zh/work").await, "location"), "/zh/sign-in");
    // In charge of it: first on the page, and found by that.
    let version = near["version"].as_u64().unwrap() as u32;
    let id = near["id"].as_str().unwrap().parse().unwrap();
    t.app.assign_owner(&t.caller("chief1"), id, Some(account(&t, "officer1")), version).await.unwrap();
    let mut officer = t.signed_in("officer1").await;
    let text = page(&mut officer, "/zh/work?q=xyz").await;
    assert!(text.contains(number(&near)) && text.contains("没有找到"), "{text}");
    assert!(page(&mut officer, "/en/work?owner=me&q=xyz").await.contains("Nothing found"));
    let mine = good(officer.get("/api/matters?owner=me").await);
    assert_eq!(mine["matters"][0]["number"], near["number"]);
    assert_eq!(good(desk.get("/api/matters?owner=me").await)["matters"], json!([]));
}

async fn alerts_are_marked_as_seen(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "police_conduct", 2, 3).await["call"].clone();
    let call = act(&mut desk, &call, "recuse", json!({ "units": [t.unit("湖塘01")], "reason": "被投诉" })).await;
    // The complained-of officer tries to look.
    let id = call["id"].as_str().unwrap();
    assert_eq!(t.signed_in("officer1").await.get(&format!("/api/calls/{id}")).await.status, 404);
    let mut inspection = t.signed_in("inspection").await;
    let mut supervisor = t.signed_in("supervisor").await;
    let alert = |text: &str| text.split("/work/alerts/").nth(1).map(|rest| rest.split('/').next().unwrap().to_owned());
    let text = page(&mut inspection, "/zh/work").await;
    let (_, alerts) = text.split_once("work-alerts").unwrap();
    assert!(alerts.split("</section>").next().unwrap().contains(number(&call)), "{text}");
    let text = page(&mut supervisor, "/zh/work").await;
    assert!(text.contains("work-alerts") && !text.contains(number(&call)), "told of it, not of which matter: {text}");
    let (theirs, csrf) = (alert(&text).unwrap(), supervisor.csrf.clone());
    let address = format!("/zh/work/alerts/{theirs}/seen");
    assert_eq!(supervisor.form(&address, &[("csrf", "wrong")]).await.status, 403);
    // Somebody of another role cannot put it away.
    let other = inspection.csrf.clone();
    assert_eq!(header(&inspection.form(&address, &[("csrf", &other)]).await, "location"), "/zh/work");
    assert!(page(&mut supervisor, "/zh/work").await.contains("work-alerts"));
    for _ in 0..2 {
        assert_eq!(header(&supervisor.form(&address, &[("csrf", &csrf)]).await, "location"), "/zh/work");
    }
    let text = page(&mut supervisor, "/zh/work").await;
    assert!(!text.contains("work-alerts") && text.contains("没有新的提醒"), "{text}");
}

async fn pages_of_fifty(t: TestApp) {
    for i in 0..53 {
        t.clock.advance(1);
        let mut new = t.new_call("noise", 2, 3);
        new.summary = if i == 3 { "只有这一起提到锣鼓".to_owned() } else { String::new() };
        t.app.take_call(&t.caller("desk"), new).await.unwrap();
    }
    let mut desk = t.signed_in("desk").await;
    let numbers = |text: &str| text.matches("<th scope=\"row\">").count();
    let first = page(&mut desk, "/en/work").await;
    assert_eq!(numbers(&first), 50);
    assert!(first.contains("/en/work?offset=50#list") && !first.contains(">Newer<"), "{first}");
    let last = page(&mut desk, "/en/work?offset=50").await;
    assert_eq!(numbers(&last), 3);
    assert!(last.contains("20110122-00001") && last.contains(">Newer<") && !last.contains(">Older<"));
    let page_of = |q: &str| format!("/en/work?q={q}&kind=call&state=open");
    assert_eq!(numbers(&page(&mut desk, &page_of("%E9%94%A3%E9%BC%93")).await), 1);
    let next = page(&mut desk, &page_of("20110122")).await;
    assert!(next.contains("/en/work?q=20110122&#38;kind=call&#38;state=open&#38;offset=50#list"), "{next}");
    assert_eq!(numbers(&page(&mut desk, "/en/work?offset=500").await), 0);
    for odd in ["?kind=dragon", "?state=maybe", "?owner=you", "?q=%22%27%28%29%2A%5C%25", "?q=%00"] {
        page(&mut desk, &format!("/en/work{odd}")).await;
    }
}

async fn the_interface_answers_the_same(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let found = good(desk.get("/api/matters?q=%E8%B7%AF%E5%8F%A3&kind=call&state=open&owner=me").await);
    assert_eq!(found, json!({ "matters": [], "more": false }));
    let found = good(desk.get("/api/matters?q=%E8%B7%AF%E5%8F%A3&kind=call&state=open").await);
    let expected = json!({
        "id": call["id"], "kind": "call", "number": call["number"], "version": 1, "state": "classified",
        "ended": false, "complaint": false, "place": "第2街第3路口", "station_id": call["station_id"],
        "owner_id": null, "received_at": call["received_at"], "state_since": call["state_since"],
        "due_at": null,
    });
    assert_eq!(found, json!({ "matters": [expected], "more": false }));
    assert_eq!(good(desk.get("/api/matters?state=ended").await)["matters"], json!([]));
    for wrong in ["kind=dragon", "state=maybe", "owner=you", "offset=-1"] {
        assert_eq!(desk.get(&format!("/api/matters?{wrong}")).await.status, 422, "{wrong}");
    }
}

async fn links_of_the_role(t: TestApp) {
    for (who, pages) in [
        ("desk", vec!["console", "work", "access", "deadlines", "account"]),
        ("chief1", vec!["console", "work", "access", "deadlines", "devices", "account"]),
        ("officer1", vec!["duty", "work", "access", "deadlines", "account"]),
        ("admin", vec!["work", "access", "devices", "admin", "account"]),
        ("supervisor", vec!["work", "access", "account"]),
        ("mediator", vec!["work", "access", "account"]),
    ] {
        let mut browser = t.signed_in(who).await;
        let text = page(&mut browser, "/zh/work").await;
        for link in ["console", "duty", "work", "access", "deadlines", "devices", "admin", "account"] {
            assert_eq!(text.contains(&format!("href=\"/zh/{link}\"")), pages.contains(&link), "{who}: {link}");
            if pages.contains(&link) {
                assert_eq!(browser.get(&format!("/zh/{link}")).await.status, 200, "{who}: {link}");
            }
        }
        assert!(text.contains("href=\"/zh/work\" aria-current=\"page\"") && text.contains("/zh/sign-out"), "{text}");
        assert!(!text.contains("tel:110"), "no banner for staff at work");
    }
    let resident = t.browser().get("/zh").await.text;
    assert!(resident.contains("tel:110") && !resident.contains("site-nav"));
}

async fn words_are_shown_as_typed(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let text = page(&mut desk, "/zh/work?q=%3Cscript%3E%22%26&offset=50").await;
    assert!(text.contains("value=\"&#60;script&#62;&#34;&#38;\"") && !text.contains("<script>"), "{text}");
    assert!(text.contains("/zh/work?q=%3Cscript%3E%22%26#list"), "{text}");
}
