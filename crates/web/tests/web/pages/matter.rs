//! The page of one matter.

use axum::http::StatusCode;
use kaimen_testkit::{Answer, Browser, TestApp, on_both_databases};
use serde_json::{Value, json};

use crate::steps::{act, header, send, take};

on_both_databases!(
    what_is_shown_to_whom,
    out_of_reach_is_not_there,
    somebody_complained_of_is_named_on_the_page,
    who_is_in_charge_can_be_taken_back,
    links_can_be_taken_back,
    stale_forms_show_what_changed,
);

async fn page(browser: &mut Browser, address: &str) -> String {
    let answer = browser.get(address).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text);
    answer.text
}

fn of(call: &Value, rest: &str) -> String {
    format!("/en/matters/{}{rest}", call["id"].as_str().unwrap())
}

/// Values of the hidden fields of the form with this action, and where it goes.
fn form<'p>(text: &'p str, action: &str) -> (String, Vec<(&'p str, &'p str)>) {
    let (_, rest) = text.split_once(&format!("{action}\"")).unwrap_or_else(|| panic!("no form {action} in {text}"));
    let inside = rest.split_once("</form>").unwrap().0;
    let fields = inside.split("<input type=\"hidden\" name=\"").skip(1).map(|field| {
        let (name, rest) = field.split_once("\" value=\"").unwrap();
        (name, rest.split_once('"').unwrap().0)
    });
    (action.to_owned(), fields.collect())
}

/// Sends a form as it is on the page, with what is typed.
async fn send_form(browser: &mut Browser, text: &str, action: &str, typed: &[(&str, &str)]) -> Answer {
    let (address, mut fields) = form(text, action);
    fields.extend_from_slice(typed);
    browser.form(&address, &fields).await
}

/// Follows the answer of a form to the page.
async fn follow(browser: &mut Browser, answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let address = header(answer, "location").to_owned();
    page(browser, &address).await
}

fn account(t: &TestApp, who: &str) -> String {
    t.caller(who).actor.staff().unwrap().account.to_string()
}

async fn what_is_shown_to_whom(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let call = send(&t, &mut desk, &call, &["湖塘01"]).await;
    act(&mut desk, &call, "note", json!({ "text": "报警人在路口等候" })).await;
    let mut officer = t.signed_in("officer1").await;
    act(&mut officer, &call, "on-scene", json!({})).await;
    act(&mut officer, &call, "medical/request", json!({ "condition": "unconscious" })).await;
    for (who, screen) in [("desk", "/en/console#call-"), ("chief1", "/en/console#call-"), ("officer1", "/en/duty\"")] {
        let text = page(&mut t.signed_in(who).await, &of(&call, "")).await;
        for shown in
            ["Theft", "第2街第3路口", "施肥", "湖塘01", "报警人在路口等候", "Ambulance requested", "湖塘派出所", screen]
        {
            assert!(text.contains(shown), "{shown} for {who}: {text}");
        }
        for hidden in ["138 0000", "袁某", call["id"].as_str().unwrap().get(..0).filter(|_| false).unwrap_or("verify")]
        {
            assert!(!text.contains(hidden), "{hidden} for {who}");
        }
    }
    // Whoever took a referral sees the matter, and not the health of the person.
    let to = t.caller("mediator").actor.staff().unwrap().account;
    let id = call["id"].as_str().unwrap().parse().unwrap();
    let referral = t.app.refer(&t.caller("desk"), id, to, "请调解").await.unwrap();
    t.app
        .step_referral(&t.caller("mediator"), referral, kaimen_domain::referral::ReferralStep::Accept, "")
        .await
        .unwrap();
    let mut mediator = t.signed_in("mediator").await;
    let text = page(&mut mediator, &of(&call, "")).await;
    assert!(text.contains("施肥") && text.contains("请调解"), "{text}");
    assert!(
        !text.contains("Ambulance requested") && !text.contains("/owner\"") && !text.contains("/links\""),
        "{text}"
    );
    assert!(page(&mut mediator, "/en/work").await.contains(call["number"].as_str().unwrap()), "it waits for them");
    let chinese = page(&mut officer, &of(&call, "").replace("/en/", "/zh/")).await;
    assert!(chinese.contains("盗窃") && chinese.contains("经过记录") && chinese.contains("请求 120"), "{chinese}");
}

async fn out_of_reach_is_not_there(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "police_conduct", 2, 3).await["call"].clone();
    act(&mut desk, &call, "recuse", json!({ "units": [t.unit("湖塘01")], "reason": "被投诉" })).await;
    for who in ["chief2", "officer1", "officer5", "mediator", "privacy"] {
        let mut browser = t.signed_in(who).await;
        let there = browser.get(&of(&call, "")).await;
        let nowhere = browser.get("/en/matters/00000000-0000-7000-8000-000000000000").await;
        let odd = browser.get("/en/matters/20110122-00001").await;
        assert_eq!(
            (there.status, nowhere.status, odd.status),
            (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
            "{who}"
        );
        let plain = |text: &str| text.split("hreflang").nth(1).unwrap().split_once("</a>").unwrap().1.to_owned();
        assert_eq!(plain(&there.text), plain(&nowhere.text), "{who}: the two must look the same");
    }
    for who in ["supervisor", "editor", "auditor", "admin"] {
        assert_eq!(t.signed_in(who).await.get(&of(&call, "")).await.status, StatusCode::FORBIDDEN, "{who}");
    }
    assert_eq!(header(&t.browser().get(&of(&call, "")).await, "location"), "/en/sign-in");
}

async fn somebody_complained_of_is_named_on_the_page(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "police_conduct", 2, 3).await["call"].clone();
    let mut chief = t.signed_in("chief1").await;
    assert!(!page(&mut chief, &of(&call, "")).await.contains("/recuse\""));
    let (text, action) = (page(&mut desk, &of(&call, "")).await, of(&call, "/recuse"));
    let nobody = send_form(&mut desk, &text, &action, &[("account", ""), ("reason", "被投诉")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nobody.text.contains("Choose somebody and say why."), "{}", nobody.text);
    let named = account(&t, "chief1").to_string();
    let done = send_form(&mut desk, &text, &action, &[("account", &named), ("reason", "被投诉")]).await;
    assert_eq!(header(&done, "location"), format!("{}?done=recused&was=", of(&call, "")));
    let told = page(&mut desk, header(&done, "location")).await;
    assert!(told.contains("This person is locked out of the matter.") && told.contains("Excluded after a complaint"));
    assert_eq!(chief.get(&of(&call, "")).await.status, StatusCode::NOT_FOUND);
}

async fn who_is_in_charge_can_be_taken_back(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let mut chief = t.signed_in("chief1").await;
    let text = page(&mut chief, &of(&call, "")).await;
    let action = of(&call, "/owner");
    let (officer1, officer2) = (account(&t, "officer1"), account(&t, "officer2"));
    for never in ["command", "auditor", "supervisor", "admin"] {
        assert!(!text.contains(&account(&t, never)), "{never} works on no matters");
    }
    let set = send_form(&mut chief, &text, &action, &[("owner", &officer1)]).await;
    let text = follow(&mut chief, &set).await;
    assert!(text.contains(&format!("value=\"{officer1}\" selected")), "{text}");
    let set = send_form(&mut chief, text.split_once("<details").unwrap().1, &action, &[("owner", &officer2)]).await;
    let text = follow(&mut chief, &set).await;
    assert!(text.contains(&format!("value=\"{officer2}\" selected")) && text.contains("Undo"), "{text}");
    let undone = send_form(&mut chief, &text, &action, &[]).await;
    let text = follow(&mut chief, &undone).await;
    assert!(text.contains(&format!("value=\"{officer1}\" selected")), "back to who was before: {text}");
    let wrong =
        send_form(&mut chief, text.split_once("<details").unwrap().1, &action, &[("owner", &account(&t, "admin"))])
            .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("cannot be in charge"), "{}", wrong.text);
    let without = chief.form(&action, &[("owner", ""), ("version", "4")]).await;
    assert_eq!(without.status, StatusCode::FORBIDDEN, "no page token");
}

async fn links_can_be_taken_back(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let one = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let two = take(&mut desk, "noise", 9, 8).await["call"].clone();
    let number = two["number"].as_str().unwrap();
    let text = page(&mut desk, &of(&one, "")).await;
    let linked = send_form(&mut desk, &text, &of(&one, "/links"), &[("number", number), ("kind", "duplicate")]).await;
    let text = follow(&mut desk, &linked).await;
    assert!(text.contains("the same thing") && text.contains(&of(&two, "")), "{text}");
    // The first form on the page is the one that takes it back; the same stands beside the link.
    let action =
        text.split("action=\"").find(|rest| rest.contains("/remove\"")).unwrap().split('"').next().unwrap().to_owned();
    let removed = send_form(&mut desk, &text, &action, &[]).await;
    let text = follow(&mut desk, &removed).await;
    assert!(text.contains("Locks stay") && text.contains("None."), "{text}");
    let again = send_form(&mut desk, &text, &of(&one, "/links"), &[]).await;
    let text = follow(&mut desk, &again).await;
    assert!(text.contains("the same thing"), "{text}");
    // From the station of the other nothing but that there is a link.
    let chief = page(&mut t.signed_in("chief1").await, &of(&one, "")).await;
    assert!(chief.contains("not yours to see") && !chief.contains(&of(&two, "")), "{chief}");
    for (typed, status) in [(number, 422), ("20110122-99999", 422), ("", 422)] {
        let refused =
            send_form(&mut desk, text.split_once("<details").unwrap().1, &of(&one, "/links"), &[("number", typed)])
                .await;
        assert_eq!(refused.status, status, "{typed}");
        assert!(
            refused.text.contains("role=\"alert\"") && refused.text.contains(&format!("value=\"{typed}\"")),
            "{}",
            refused.text
        );
    }
}

async fn stale_forms_show_what_changed(t: TestApp) {
    let mut desk = t.signed_in("desk").await;
    let call = take(&mut desk, "theft", 2, 3).await["call"].clone();
    let mut chief = t.signed_in("chief1").await;
    let text = page(&mut chief, &of(&call, "")).await;
    act(&mut desk, &call, "note", json!({ "text": "已联系物业" })).await;
    let stale = send_form(&mut chief, &text, &of(&call, "/owner"), &[("owner", &account(&t, "officer1"))]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let (_, news) = stale.text.split_once("In the meantime").unwrap();
    let news = news.split_once("</ul>").unwrap().0;
    assert!(news.contains("已联系物业") && news.contains("desk") && !news.contains("Call taken"), "{news}");
    assert!(!stale.text.contains("selected>officer1"), "nothing was saved");
    // The page that came back is as things are now.
    let again = send_form(&mut chief, &stale.text, &of(&call, "/owner"), &[("owner", &account(&t, "officer1"))]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text);
}
