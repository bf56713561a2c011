//! Devices: listed, signed out by their owner, their chief or the administrator; and what a phone keeps.

use kaimen_app::session::{SignedIn, Visit};
use kaimen_app::{App, Error};
use kaimen_domain::id::AccountId;
use kaimen_testkit::{PASSWORD, TestApp, on_both_databases};

on_both_databases!(
    devices_are_listed_and_ended,
    a_new_password_ends_the_other_devices,
    lost_phones_are_signed_out_by_whoever_is_in_charge,
    a_phone_keeps_its_key_until_it_is_revoked,
    a_stranger_does_not_hold_up_the_desk,
);

fn from(device: &str) -> Visit {
    Visit { device: device.to_owned(), network: "10.0.0.5".to_owned(), former: None }
}

async fn sign_in(app: &App, username: &str, device: &str) -> SignedIn {
    app.sign_in(username, PASSWORD, &from(device)).await.unwrap()
}

fn account(t: &TestApp, username: &str) -> AccountId {
    t.caller(username).actor.staff().unwrap().account
}

async fn devices_are_listed_and_ended(t: TestApp) {
    let desk = sign_in(&t.app, "desk", "Edge · Windows").await;
    t.clock.advance(60);
    let phone = sign_in(&t.app, "desk", "Chrome · Android").await;
    let tablet = sign_in(&t.app, "desk", "Safari · iPad").await;
    let other = sign_in(&t.app, "command", "Firefox · Linux").await;
    let own = t.app.session(&desk.token).await.unwrap();
    let devices = t.app.devices(&own).await.unwrap();
    let mut labels: Vec<&str> = devices.iter().map(|device| device.label.as_str()).collect();
    labels.sort_unstable();
    assert_eq!(labels, ["Chrome · Android", "Edge · Windows", "Safari · iPad"]);
    let chrome = devices.iter().find(|device| device.label == "Chrome · Android").unwrap();
    t.app.end_device(&own, chrome.id).await.unwrap();
    assert!(matches!(t.app.session(&phone.token).await, Err(Error::Revoked)));
    assert!(matches!(t.app.end_device(&own, chrome.id).await, Err(Error::NotFound)), "once");
    let theirs = t.app.session(&other.token).await.unwrap().id;
    assert!(matches!(t.app.end_device(&own, theirs).await, Err(Error::NotFound)), "not somebody else's");
    assert!(t.app.session(&tablet.token).await.is_ok());
    t.app.end_other_devices(&own).await.unwrap();
    assert!(matches!(t.app.session(&tablet.token).await, Err(Error::Revoked)));
    assert!(t.app.session(&desk.token).await.is_ok() && t.app.session(&other.token).await.is_ok());
    assert_eq!(t.app.devices(&own).await.unwrap().len(), 1);
}

async fn a_new_password_ends_the_other_devices(t: TestApp) {
    const NEW: &str = "tram olive 47 kettle";
    let (here, there) = (sign_in(&t.app, "desk", "a").await, sign_in(&t.app, "desk", "b").await);
    let own = t.app.session(&here.token).await.unwrap();
    let refused = |field: &'static str, result: Result<(), Error>| match result {
        Err(Error::Invalid { field: known, .. }) => assert_eq!(known, field),
        other => panic!("{other:?} in place of {field}"),
    };
    refused("old-password", t.app.change_password(&own, "wrong", NEW).await);
    refused("password-short", t.app.change_password(&own, PASSWORD, "k7#tQ").await);
    refused("password-common", t.app.change_password(&own, PASSWORD, "password123456").await);
    refused("password-own", t.app.change_password(&own, PASSWORD, "the desk by the window").await);
    assert!(t.app.session(&there.token).await.is_ok(), "nothing has happened yet");
    t.app.change_password(&own, PASSWORD, NEW).await.unwrap();
    assert!(t.app.session(&here.token).await.is_ok());
    assert!(matches!(t.app.session(&there.token).await, Err(Error::Revoked)));
    assert!(matches!(t.app.sign_in("desk", PASSWORD, &from("a")).await, Err(Error::BadCredentials)));
    t.app.sign_in("desk", NEW, &from("a")).await.unwrap();
    assert!(t.audited("desk").await.iter().any(|act| act == "change-password"));
}

async fn lost_phones_are_signed_out_by_whoever_is_in_charge(t: TestApp) {
    let lost = account(&t, "officer1");
    for (who, may) in [("chief1", true), ("admin", true), ("chief2", false), ("command", false), ("officer2", false)] {
        let phone = sign_in(&t.app, "officer1", "Chrome · Android").await;
        let caller = t.caller(who);
        let done = t.app.revoke_devices(&caller, lost, None).await;
        assert_eq!(done.is_ok(), may, "{who}: {done:?}");
        assert_eq!(matches!(t.app.session(&phone.token).await, Err(Error::Revoked)), may, "{who}");
        match t.app.devices_of_staff(&caller).await {
            Ok(members) => {
                assert_eq!(members.iter().any(|member| member.account.username == "officer1"), may, "{who}");
                assert_eq!(members.iter().any(|member| member.account.username == "desk"), who == "admin", "{who}");
            }
            Err(error) => assert!(!may && matches!(error, Error::Forbidden), "{who}: {error}"),
        }
    }
    let (phone, tablet) = (sign_in(&t.app, "officer1", "phone").await, sign_in(&t.app, "officer1", "tablet").await);
    let one = t.app.session(&phone.token).await.unwrap().id;
    t.app.revoke_devices(&t.caller("chief1"), lost, Some(one)).await.unwrap();
    assert!(matches!(t.app.session(&phone.token).await, Err(Error::Revoked)));
    assert!(t.app.session(&tablet.token).await.is_ok(), "one device alone");
    assert!(t.audited("officer1").await.iter().any(|act| act == "revoke-devices"));
}

async fn a_phone_keeps_its_key_until_it_is_revoked(t: TestApp) {
    let phone = sign_in(&t.app, "officer1", "phone").await;
    let id = t.app.session(&phone.token).await.unwrap().id;
    let key = t.app.device_key(id).await.unwrap();
    assert_eq!(t.app.device_key(id).await.unwrap(), key);
    let other = sign_in(&t.app, "officer1", "another").await;
    let other = t.app.session(&other.token).await.unwrap().id;
    assert_ne!(t.app.device_key(other).await.unwrap(), key, "each device has its own");

    // The session runs out by itself; whoever signs in again on the phone opens what waits there.
    t.clock.advance(13 * 3600);
    assert!(matches!(t.app.session(&phone.token).await, Err(Error::SignedOut)));
    t.app.remove_expired().await.unwrap();
    let again = Visit { former: Some(phone.token.clone()), ..from("phone") };
    let stolen = t.app.sign_in("officer2", PASSWORD, &again).await.unwrap();
    let stolen = t.app.session(&stolen.token).await.unwrap().id;
    assert_ne!(t.app.device_key(stolen).await.unwrap(), key, "not for somebody else");
    let signed_in = t.app.sign_in("officer1", PASSWORD, &again).await.unwrap();
    let id = t.app.session(&signed_in.token).await.unwrap().id;
    assert_eq!(t.app.device_key(id).await.unwrap(), key);

    // Revoked, the key is gone for good.
    t.app.revoke_devices(&t.caller("chief1"), account(&t, "officer1"), None).await.unwrap();
    assert!(matches!(t.app.device_key(id).await, Err(Error::Revoked)));
    let again = Visit { former: Some(signed_in.token), ..from("phone") };
    let fresh = t.app.sign_in("officer1", PASSWORD, &again).await.unwrap();
    let fresh = t.app.session(&fresh.token).await.unwrap().id;
    assert_ne!(t.app.device_key(fresh).await.unwrap(), key);
    let desk = sign_in(&t.app, "desk", "desk").await;
    let desk = t.app.session(&desk.token).await.unwrap().id;
    assert!(matches!(t.app.device_key(desk).await, Err(Error::Forbidden)), "a desk keeps nothing");
}

async fn a_stranger_does_not_hold_up_the_desk(t: TestApp) {
    sign_in(&t.app, "desk", "Edge · Windows").await;
    let stranger = Visit { network: "192.0.2.7".to_owned(), ..Visit::default() };
    for _ in 0..4 {
        assert!(matches!(t.app.sign_in("desk", "wrong", &stranger).await, Err(Error::BadCredentials)));
    }
    assert!(matches!(t.app.sign_in("desk", PASSWORD, &stranger).await, Err(Error::TooManyTries { .. })));
    sign_in(&t.app, "desk", "Edge · Windows").await;
}
