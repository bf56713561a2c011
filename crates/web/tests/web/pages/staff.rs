//! Console and phone page: shells with the data that their screens start from.

use kaimen_testkit::{TestApp, on_one_database};
use serde_json::{Value, json};

use crate::steps::header;

on_one_database!(boot_data, everybody_is_led_to_their_own_page);

fn boot(page: &str) -> Value {
    let (_, rest) = page.split_once("<script id=\"boot\" type=\"application/json\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

async fn boot_data(t: TestApp) {
    for (who, role, page) in [
        ("desk", "duty_desk", "console"),
        ("command", "bureau_command", "console"),
        ("chief1", "station_chief", "console"),
        ("officer1", "community_officer", "duty"),
    ] {
        let mut browser = t.signed_in(who).await;
        let staff = t.caller(who).actor.staff().unwrap().clone();
        for (home, lang, other) in [("/zh", "zh-CN", "/en"), ("/en", "en", "/zh")] {
            let data = boot(&browser.get(&format!("{home}/{page}")).await.text);
            let expected = json!({
                "csrf": browser.csrf,
                "lang": lang,
                "account": { "id": staff.account, "name": who, "role": role },
                "unit_id": staff.unit,
                "station_id": staff.station,
                "home": home,
                "other_language": format!("{other}/{page}"),
            });
            assert_eq!(data, expected);
        }
    }
    let officer = t.caller("officer1");
    assert!(officer.actor.staff().is_some_and(|staff| staff.unit.is_some() && staff.station.is_some()));
}

async fn everybody_is_led_to_their_own_page(t: TestApp) {
    for (who, own) in [("desk", "console"), ("chief2", "console"), ("officer1", "duty"), ("admin", "admin")] {
        let mut browser = t.signed_in(who).await;
        for page in ["console", "duty"] {
            let answer = browser.get(&format!("/en/{page}")).await;
            if page == own {
                assert_eq!(answer.status, 200, "{who}");
            } else {
                assert_eq!(header(&answer, "location"), format!("/en/{own}"), "{who}");
            }
        }
    }
    for page in ["console", "duty", "admin"] {
        assert_eq!(header(&t.browser().get(&format!("/en/{page}")).await, "location"), "/en/sign-in");
    }
}
